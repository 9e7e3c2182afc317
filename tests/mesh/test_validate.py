"""What a domain file may get wrong: a good domain, one thing broken, and the words that a person must then read."""

from collections.abc import Mapping, Sequence

import pytest

from mesh import Column, Domain, Layer, MeshError, Problem, Product, Table, Warehouse

TEN_COLUMNS = [Column(f"c{number}", "VARCHAR") for number in range(10)]


def domain(name: object = "tracking", **changed: object) -> Domain:
    fields: dict[str, object] = {
        "owner": "team-tracking@example.com",
        "description": "Web and app behaviour",
        "warehouses": [Warehouse("load")],
        **changed,
    }
    return Domain(name, **fields)  # type: ignore[arg-type]  # wrong types are what is tested


def product(name: object = "sessions", **changed: object) -> Product:
    fields: dict[str, object] = {"description": "One row per visit", "columns": [Column("id", "VARCHAR")], **changed}
    return Product(name, **fields)  # type: ignore[arg-type]


def with_column(*columns: Column) -> Mapping[str, object]:
    return {"products": [product(columns=columns)]}


def with_product(name: object = "sessions", **changed: object) -> Mapping[str, object]:
    return {"products": [product(name, **changed)]}


def with_warehouse(name: object = "load", **changed: object) -> Mapping[str, object]:
    return {"warehouses": [Warehouse(name, **changed)]}  # type: ignore[arg-type]


def problems_of(fields: Mapping[str, object]) -> Sequence[Problem]:
    with pytest.raises(MeshError) as raised:
        assert domain(**{"name": "tracking", **fields}).description
    return raised.value.problems


# What is wrong; where it is said to be; words of "allowed"; words of the fix.
BAD: list[tuple[Mapping[str, object], str, str, str]] = [
    ({"name": "Trac king"}, "field name", "lower-case letters", 'write "trac_king"'),
    ({"name": 'track"ing'}, "field name", "lower-case letters", 'write "track_ing"'),
    ({"name": "2024"}, "field name", "letter first", "begins with a letter"),
    ({"name": "t" * 25}, "field name", "at most 24 characters", "shorter"),
    ({"name": "order"}, "field name", "reserves", "order_1"),
    ({"name": "governance"}, "field name", "any name but governance", "part of the business"),
    ({"name": 7}, "field name", "text in quotes", 'name="…"'),
    ({"owner": "the tracking team"}, "field owner", "e-mail address of the team", "team-tracking@example.com"),
    ({"owner": "team@localhost"}, "field owner", "e-mail address of the team", "team-tracking@example.com"),
    ({"description": " "}, "field description", "tells a stranger", "write one or two sentences"),
    ({"description": "x" * 2049}, "field description", "at most 2048 characters", "shorten"),
    ({"warehouses": []}, "field warehouses", "at least one warehouse", 'Warehouse("main")'),
    ({"warehouses": Warehouse("load")}, "field warehouses", "a list", "square brackets"),
    ({"warehouses": [Warehouse("a"), Warehouse("a")]}, "field warehouses", "each warehouse once", '"a"'),
    ({"warehouses": ["load"]}, "field warehouses", "Warehouse(…)", "write Warehouse(…)"),
    ({"monthly_credits": 0}, "field monthly_credits", "1 or more", "monthly_credits=1"),
    ({"monthly_credits": "100"}, "field monthly_credits", "a whole number", "without quotes"),
    ({"notify_at_percent": [80, 50]}, "field notify_at_percent", "rise", "in this order"),
    ({"notify_at_percent": [50, 50]}, "field notify_at_percent", "rise", "in this order"),
    ({"suspend_at_percent": 120}, "field notify_at_percent", "rise", "in this order"),
    ({"suspend_at_percent": 0}, "field suspend_at_percent", "1 or more", "suspend_at_percent=1"),
    ({"core": Layer(retention_days=91)}, "layer core, field retention_days", "90 or less", "retention_days=90"),
    ({"core": Layer(retention_days=-1)}, "layer core, field retention_days", "0 or more", "retention_days=0"),
    ({"landing": Layer(transient=True, retention_days=2)}, "layer landing, field retention_days", "0 or 1", "=False"),
    ({"staging": Layer(transient="no")}, "layer staging, field transient", "True or False", "transient=True"),  # type: ignore[arg-type]
    ({"staging": 3}, "field staging", "Layer(…)", "write Layer(…)"),
    ({"landing_tables": [Table("a", columns=[])]}, "landing table a, field columns", "at least one column", "Column("),
    (
        {"landing_tables": [Table("a", columns=TEN_COLUMNS), Table("a", columns=TEN_COLUMNS)]},
        "field landing_tables",
        "each landing table once",
        '"a"',
    ),
    ({"products": [product(), product()]}, "field products", "each product once", "sessions"),
    (with_product('se"ssions'), 'product se"ssions, field name', "lower-case letters", 'write "se_ssions"'),
    (with_product("p" * 101), f"product {'p' * 101}, field name", "at most 100 characters", "shorter"),
    (with_product("select"), "product select, field name", "reserves", "select_1"),
    (with_product("core"), "product core, field name", "any name but core", "core_data"),
    (with_product("public"), "product public, field name", "schemas that the domain's database has", "public_data"),
    (with_product(description=""), "product sessions, field description", "tells a stranger", "sentences"),
    (with_product(columns=[]), "product sessions, field columns", "at least one column", "Column("),
    (with_product(readers="customer"), "product sessions, field readers", "a list", 'readers=["customer"]'),
    (with_product(readers={"customer"}), "product sessions, field readers", "a list", "square brackets"),
    (with_product(readers=["a", "b", "a"]), "product sessions, field readers", "each reader once", '"a"'),
    (with_product(readers=["tracking"]), "product sessions, field readers", "other domains", 'take "tracking" out'),
    (with_product(readers=[1]), "product sessions, field readers", "Reader(…)", "write Reader(…) here"),
    (
        {"products": [(product(),)]},
        "field products",
        "Product(…)",
        "take the comma behind the closing",
    ),
    (with_product(retention_days=91), "product sessions, field retention_days", "90 or less", "retention_days=90"),
    (
        {"core": Layer(transient=True), **with_product(retention_days=2)},
        "product sessions, field retention_days",
        "0 or 1",
        "core=Layer(transient=False)",
    ),
    (with_column(Column("E-Mail", "TEXT")), "product sessions, column E-Mail, field name", "lower-case", '"e_mail"'),
    (with_column(Column("group", "TEXT")), "product sessions, column group, field name", "reserves", "group_1"),
    (with_column(Column("a", "TEXT"), Column("a", "DATE")), "product sessions, field columns", "each column once", "a"),
    (with_column(Column("a", "VARCAHR(10)")), "column a, field type", "VARCHAR", 'write "VARCHAR(10)"'),
    (with_column(Column("a", "VARCHAR(0)")), "column a, field type", "a Snowflake data type", "other numbers"),
    (with_column(Column("a", "TIMESTAMP")), "column a, field type", "TIMESTAMP_NTZ", "differs between accounts"),
    (with_column(Column("a", "?")), "column a, field type", "a Snowflake data type", "choose one of these"),
    (with_column(Column("a", 3)), "column a, field type", "text in quotes", 'type="…"'),  # type: ignore[arg-type]
    (with_column(Column("a", "VARIANT", key=True)), "column a, field key", "compared", "take key=True off"),
    (with_column(Column("a", "DATE", description="x" * 256)), "column a, field description", "at most 255", "shorten"),
    (with_column(Column("a", "DATE", description="x\ny")), "column a, field description", "one line", "line breaks"),
    (with_warehouse("l-oad"), "warehouse l-oad, field name", "lower-case letters", 'write "l_oad"'),
    (with_warehouse(size="smal"), "warehouse load, field size", "one of XSMALL, SMALL", 'write "SMALL"'),
    (with_warehouse(size="2X-Large"), "warehouse load, field size", "one of XSMALL", 'write "XXLARGE"'),
    (with_warehouse(size="X3LARGE"), "warehouse load, field size", "one of XSMALL", 'write "XXXLARGE"'),
    (with_warehouse(size="4xl"), "warehouse load, field size", "one of XSMALL", 'write "X4LARGE"'),
    (with_warehouse(size="M"), "warehouse load, field size", "one of XSMALL", 'write "MEDIUM"'),
    (with_warehouse(size="?"), "warehouse load, field size", "one of XSMALL", "choose one of these"),
    (with_warehouse(scaling_policy="FAST"), "warehouse load, field scaling_policy", "one of STANDARD, ECONOMY", "one"),
    (with_warehouse(suspend_after_seconds=0), "warehouse load, field suspend_after_seconds", "30 or more", "=30"),
    (with_warehouse(min_clusters=2), "warehouse load, field min_clusters", "at most max_clusters", "max_clusters=2"),
    (with_warehouse(max_clusters=301), "warehouse load, field max_clusters", "at most 300 clusters of size XS", "=300"),
    (with_warehouse(max_clusters=161, size="LARGE"), "warehouse load, field max_clusters", "at most 160", "=160"),
    (with_warehouse(max_clusters=True), "warehouse load, field max_clusters", "a whole number", "max_clusters=1"),
    (with_warehouse(statement_timeout_seconds=0), "load, field statement_timeout_seconds", "1 or more", "=1"),
    (with_warehouse(queued_timeout_seconds=604_801), "load, field queued_timeout_seconds", "604800 or less", "=604800"),
    (with_warehouse(used_by=["analist"]), "warehouse load, field used_by", "one of analyst, loader", '"analyst"'),
    (with_warehouse(used_by=["loader", "loader"]), "warehouse load, field used_by", "each user once", "loader"),
]


@pytest.mark.parametrize(("fields", "where", "allowed", "fix"), BAD)
def test_a_mistake_is_told_with_place_allowed_values_and_fix(
    fields: Mapping[str, object], where: str, allowed: str, fix: str
) -> None:
    (problem,) = problems_of(fields)
    assert where in problem.where
    assert allowed in problem.allowed
    assert fix in problem.fix


def test_all_mistakes_of_a_domain_come_at_once() -> None:
    found = problems_of(
        {
            "name": "Tracking",
            "owner": "nobody",
            "warehouses": [Warehouse("load", size="HUGE"), Warehouse("load", min_clusters=2)],  # type: ignore[arg-type]
            "products": [product(columns=[Column("a", "VARCAHR"), Column("order", "DATE")]), product()],
        }
    )
    assert {problem.where for problem in found} == {
        "field name",
        "field owner",
        "field products",
        "field warehouses",
        "warehouse load, field size",
        "warehouse load, field min_clusters",
        "product sessions, column a, field type",
        "product sessions, column order, field name",
    }
    assert len(found) == 8


def test_the_error_reads_as_a_list() -> None:
    with pytest.raises(MeshError) as raised:
        domain(owner="nobody", monthly_credits=0)
    assert str(raised.value) == (
        "2 problems:\n"
        "tracking: field monthly_credits\n"
        "    found:   0\n"
        "    allowed: a whole number, 1 or more\n"
        "    fix:     write monthly_credits=1 or more\n"
        "tracking: field owner\n"
        "    found:   'nobody'\n"
        "    allowed: the e-mail address of the team: letters, digits and . _ + - around an @, at most 254 characters\n"
        '    fix:     write it as in owner="team-tracking@example.com"'
    )


def test_wrong_types_in_a_domain_do_not_hide_mistakes_in_its_words() -> None:
    found = problems_of({"owner": None, **with_column(Column("a", "VARCAHR"))})
    assert [problem.where for problem in found] == ["field owner", "product sessions, column a, field type"]


@pytest.mark.parametrize(
    "fields",
    [
        with_warehouse("start"),
        with_warehouse(max_clusters=300, min_clusters=300),
        {"landing": Layer(transient=True, retention_days=0)},
        {"core": Layer(retention_days=90), **with_product(retention_days=90)},
        {"name": "t" * 24},
        with_product("p" * 100),
        with_column(*TEN_COLUMNS, Column("c" * 255, "NUMBER(38, 37)", key=True, description="x" * 255)),
    ],
)
def test_what_is_at_the_edge_is_accepted(fields: Mapping[str, object]) -> None:
    assert domain(**{"name": "tracking", **fields}).description
