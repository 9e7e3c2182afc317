"""What must hold of ingests, shares and Spark jobs inside one domain, word by word: see `mesh.rules`."""

from collections.abc import Mapping
from typing import Final

from mesh.rules import Rule, last_day

RULES: Final[Mapping[str, tuple[Rule, ...]]] = {
    "FileIngest": (),
    "InboundShare": (),
    "KafkaIngest": (),
    "Share": (Rule(last_day, ("until",)),),
    "Spark": (),
}
