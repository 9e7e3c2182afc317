"""The words of a domain file: what they keep, what they give when little is said."""

import dataclasses

import pytest

from mesh import Column, Domain, Layer, Product, Table, Warehouse


def test_lists_are_kept_as_tuples_so_that_words_cannot_change() -> None:
    sessions = Product("sessions", description="d", columns=[Column("id", "TEXT")], readers=["customer"])
    domain = Domain(
        "tracking",
        owner="team@example.com",
        description="d",
        warehouses=[Warehouse("load", used_by=["loader"])],
        landing_tables=[Table("clicks", columns=[Column("record_content", "VARIANT")])],
        products=[sessions],
        notify_at_percent=[10, 20],
    )
    assert domain.warehouses[0].used_by == ("loader",)
    assert domain.landing_tables[0].columns == (Column("record_content", "VARIANT"),)
    assert domain.products == (sessions,)
    assert sessions.readers == ("customer",)
    assert domain.notify_at_percent == (10, 20)
    assert hash(domain) == hash(dataclasses.replace(domain, products=[sessions]))


@pytest.mark.parametrize("word", [Column("id", "TEXT"), Layer(), Warehouse("load")])
def test_words_are_frozen(word: object) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(word, dataclasses.fields(word)[0].name, "other")  # type: ignore[arg-type]


def test_a_type_is_kept_in_its_canonical_spelling() -> None:
    assert Column("id", "decimal(10)").type == "NUMBER(10,0)"


def test_what_is_no_type_is_kept_as_it_was_written() -> None:
    assert Column("id", "decimall(10)").type == "decimall(10)"


@pytest.mark.parametrize(
    ("column", "not_null"),
    [
        (Column("a", "DATE"), False),
        (Column("a", "DATE", nullable=False), True),
        (Column("a", "DATE", key=True), True),
    ],
)
def test_a_key_is_never_null(column: Column, not_null: bool) -> None:
    assert column.not_null is not_null


def test_retention_of_the_database_is_that_of_its_longest_kept_layer() -> None:
    kept = Product("kept", description="d", columns=[Column("id", "TEXT")], retention_days=3)
    plain = Product("plain", description="d", columns=[Column("id", "TEXT")])
    domain = Domain(
        "tracking",
        owner="team@example.com",
        description="d",
        warehouses=[Warehouse("load")],
        landing=Layer(retention_days=0),
        core=Layer(retention_days=7),
        products=[kept, plain],
    )
    assert domain.retention_days == 7
    assert domain.retention_days_of(kept) == 3
    assert domain.retention_days_of(plain) == 7
