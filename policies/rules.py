"""All rules of the pack."""

from typing import Final

from policies import (
    bodies,
    borders,
    buckets,
    classification,
    escape,
    grants,
    iam,
    leaving,
    power,
    products,
    providers,
    shares,
    storage,
    twice,
    users,
    warehouses,
)
from policies.rule import Rule

RULES: Final[tuple[Rule, ...]] = (
    *grants.RULES,
    *twice.RULES,
    *power.RULES,
    *borders.RULES,
    *shares.RULES,
    *leaving.RULES,
    *classification.RULES,
    *bodies.RULES,
    *products.RULES,
    *storage.RULES,
    *warehouses.RULES,
    *users.RULES,
    *buckets.RULES,
    *iam.RULES,
    *providers.RULES,
    *escape.RULES,
)
