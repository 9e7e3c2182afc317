"""Each rule of the pack broken, one thing at a time, by what the rules are about."""

from itertools import chain
from typing import Final

from tests.policies.cases import access, cloud, data, outside, running, twice
from tests.policies.cases.breaks import Also, Case, Silent

_TOPICS: Final = (access, twice, outside, data, running, cloud)

CASES: Final[tuple[Case, ...]] = tuple(chain.from_iterable(topic.CASES for topic in _TOPICS))
ALSO: Final[Also] = {key: rules for topic in _TOPICS for key, rules in topic.ALSO.items()}
SILENT: Final[tuple[Silent, ...]] = tuple(chain.from_iterable(topic.SILENT for topic in _TOPICS))
