"""What a domain's team expects of its products on the sample rows: the word that `expectations.py` is written in."""

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Annotated, Literal

from pydantic import Field

from mesh.problems import MeshError
from mesh.validate import model_of, word_problems
from mesh.words import keep_mappings, keep_tuples

OwnFunction = Literal["engineer", "analyst", "transformer", "loader"]


@dataclass(frozen=True, slots=True)
class Expect:
    """What somebody sees of a product, with the rows in `samples/`:
    `Expect("sessions", reader="customer", rows={"brand": ["hln", "vtm"]}, masked=["email"])`.

    Who looks is either another domain (`reader`), one of the domain's own functions (`function="analyst"`), or another
    account (`account="PARTNER.AGENCY_EU"`). A table of a product with `tables` is written `"product.table"`.

    `rows` are the values that a column shows, all of them and no others, as texts; `count` is the number of rows.
    `masked` columns show none of their values, `clear` ones nothing but them. `refused` means that the product cannot
    be queried at all.
    """

    product: str
    _: KW_ONLY
    reader: str | None = None
    function: OwnFunction | None = None
    account: str | None = None
    rows: Mapping[str, Sequence[str]] = field(default_factory=dict)
    count: Annotated[int, Field(ge=0)] | None = None
    masked: Sequence[str] = ()
    clear: Sequence[str] = ()
    refused: bool = False

    def __post_init__(self) -> None:
        keep_tuples(self, "masked", "clear")
        keep_mappings(self, "rows")

    @property
    def viewer(self) -> str:
        """Who looks, in words."""
        if self.reader is not None:
            return f"reader {self.reader}"
        return f"{self.function}" if self.function is not None else f"account {self.account}"


@dataclass(frozen=True, slots=True)
class Expectations:
    """All that a domain expects. Raises `MeshError` with all that is wrong in it."""

    domain: str
    expectations: Sequence[Expect]

    def __post_init__(self) -> None:
        keep_tuples(self, "expectations")
        found = word_problems(self, self.domain, _FIELDS)
        if found:
            raise MeshError(found)


_FIELDS = model_of(Expectations)
