"""Bad input for each field of each word: one right word, one field broken, and the place and words of the error."""

from typing import Final

from tests.mesh.bad_input import domains, exchange, governance, looks_right, products, wrong_types
from tests.mesh.bad_input.words import Bad

BAD: Final[tuple[Bad, ...]] = (
    *wrong_types.BAD,
    *domains.BAD,
    *products.BAD,
    *exchange.BAD,
    *governance.BAD,
    *looks_right.BAD,
)
