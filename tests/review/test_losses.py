"""What a change loses, told by the objects of the account before and after."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from mesh.review.losses import Loss, losses
from mesh.review.recording import Recorded
from mesh.review.review import Review

COLUMNS = [{"name": "ID", "type": "VARCHAR"}, {"name": "BRAND", "type": "VARCHAR"}]


def made(type_: str, logical: str, inputs: Mapping[str, Any]) -> Recorded:
    return Recorded(f"urn:pulumi:prod::datamesh::{type_}::{logical}", type_, logical, inputs)


def database(logical: str = "database", **inputs: Any) -> Recorded:
    return made("snowflake:index/database:Database", logical, {"name": "TRACKING", **inputs})


def schema(logical: str = "core", **inputs: Any) -> Recorded:
    return made("snowflake:index/schema:Schema", logical, {"database": "TRACKING", "name": "CORE", **inputs})


def table(logical: str = "sessions", **inputs: Any) -> Recorded:
    given = {"database": "TRACKING", "schema": "CORE", "name": "SESSIONS", "columns": COLUMNS, **inputs}
    return made("snowflake:index/table:Table", logical, given)


def view(**inputs: Any) -> Recorded:
    given = {"database": "TRACKING", "schema": "CORE", "name": "PORT", "statement": "SELECT 1", **inputs}
    return made("snowflake:index/view:View", "port", given)


def bucket(name: str) -> Recorded:
    return made("aws:s3/bucket:Bucket", "bucket", {"bucket": name})


WORLD = [database(), schema(), table(), view()]


def told(before: list[Recorded], after: list[Recorded]) -> list[tuple[str, str, str, int]]:
    return [(loss.kind, loss.object_kind, loss.object, loss.inside) for loss in losses(before, after)]


def test_the_same_loses_nothing() -> None:
    assert losses(WORLD, WORLD) == ()


def test_a_new_logical_name_loses_nothing() -> None:
    assert losses(WORLD, [database("d2"), schema("s2"), table("t2"), view()]) == ()


def test_a_view_holds_no_data() -> None:
    assert losses(WORLD, WORLD[:3]) == ()


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ([database(), schema()], [("dropped", "TABLE", "TRACKING.CORE.SESSIONS", 0)]),
        ([database()], [("dropped", "SCHEMA", "TRACKING.CORE", 1)]),
        ([], [("dropped", "DATABASE", "TRACKING", 1)]),
        ([database(), schema(isTransient="true"), table()], [("replaced", "SCHEMA", "TRACKING.CORE", 1)]),
        ([database(), schema(name="C2"), table(schema="C2")], [("renamed", "SCHEMA", "TRACKING.CORE", 1)]),
        (
            [database(name="WEB"), schema(database="WEB"), table(database="WEB")],
            [("renamed", "DATABASE", "TRACKING", 1)],
        ),
        ([database(), schema(), table(schema="C2")], [("renamed", "TABLE", "TRACKING.CORE.SESSIONS", 0)]),
        (
            [database(), schema(), table(columns=COLUMNS[:1])],
            [("column dropped", "TABLE", "TRACKING.CORE.SESSIONS", 0)],
        ),
        (
            [database(), schema(), table(columns=[COLUMNS[0], {"name": "BRAND", "type": "DATE"}])],
            [("column retyped", "TABLE", "TRACKING.CORE.SESSIONS", 0)],
        ),
    ],
)
def test_what_holds_data_and_goes(after: list[Recorded], expected: list[tuple[str, str, str, int]]) -> None:
    assert told(WORLD, after) == expected


def test_a_table_under_another_name_keeps_its_rows() -> None:
    assert losses(WORLD, [database(), schema(), table(name="VISITS"), view()]) == ()
    assert told(WORLD, [database(), schema(), table(name="VISITS", columns=COLUMNS[:1])]) == [
        ("column dropped", "TABLE", "TRACKING.CORE.SESSIONS", 0)
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (schema(), schema(isTransient="false")),
        (table(comment="c"), table(columns=[{"name": "ID", "type": "string"}, COLUMNS[1]])),
        (table(columns=[{"name": "ID", "type": "NUMBER"}]), table(columns=[{"name": "ID", "type": "INT"}])),
    ],
)
def test_another_spelling_loses_nothing(old: Recorded, new: Recorded) -> None:
    assert losses([old], [new]) == ()


@pytest.mark.parametrize(
    ("was", "options"),
    [({}, {"replaceOnChanges": ["comment"]}), ({}, {"replaceOnChanges": ["*"]}), ({"replacementTrigger": "a"}, {})],
)
def test_what_the_program_has_replaced_is_empty(was: dict[str, Any], options: dict[str, Any]) -> None:
    old, new = replace(table(comment="a"), options=was), table(comment="b")
    assert losses([old], [new]) == ()
    changed = {**options, **({"replacementTrigger": "b"} if was else {})}
    why = "what triggers its replacement" if was else "comment"
    assert losses([old], [replace(new, options=changed)]) == (
        Loss("replaced", "TABLE", "TRACKING.CORE.SESSIONS", f"is dropped and made anew, empty: {why} changes"),
    )


def test_tables_that_stay_as_they_are_go_with_their_schema_too(of_edits: Callable[..., Review]) -> None:
    edit = {"file": "domains/customer/__init__.py", "old": "landing=Layer(retention_days=7)"}
    found = of_edits([{**edit, "new": "landing=Layer(retention_days=1, transient=True)"}]).findings
    (schema_,) = [each for each in found if each.what.startswith("SCHEMA CUSTOMER.LANDING")]
    assert schema_.details == ("with it go 5 tables",)


def test_who_reads_what_is_lost_is_told(of_edits: Callable[..., Review]) -> None:
    """And the columns, where the line only counts them."""
    file, last = "domains/tracking/__init__.py", '        Column("device", "VARCHAR"'
    more = "".join(f'        Column("c{at:02}", "VARCHAR"),\n' for at in range(13))
    wide = {"file": file, "old": last, "new": more + last}
    reviewed = of_edits([{**wide, "old": wide["new"], "new": wide["old"]}], [wide])
    (found,) = [each for each in reviewed.findings if each.section == "data"]
    assert found.details == (
        f"columns {', '.join(f'C{at:02}' for at in range(13))}",
        "read by account PARTNER.REACH_EU",
        "read by domain customer",
        "read by role IDP_CUSTOMER_ANALYSTS",
        "read by role IDP_CUSTOMER_ENGINEERS",
    )


def test_columns_are_told_together() -> None:
    wide = [{"name": f"C{at:02}", "type": "VARCHAR"} for at in range(15)]
    names = ", ".join(f"C{at:02}" for at in range(13))
    assert losses([table(columns=wide)], [table(columns=wide[2:])]) == (
        Loss("column dropped", "TABLE", "TRACKING.CORE.SESSIONS", "loses its columns C00, C01"),
    )
    assert losses([table(columns=wide)], [table(columns=wide[13:])]) == (
        Loss("column dropped", "TABLE", "TRACKING.CORE.SESSIONS", "loses 13 columns", more=f"columns {names}"),
    )
    (retyped,) = losses([table(columns=wide)], [table(columns=[{**each, "type": "DATE"} for each in wide])])
    assert retyped.what == "gives 15 columns another type"
    assert retyped.more.startswith("column C00 becomes DATE, was VARCHAR; column C01 becomes")


def test_a_column_more_loses_nothing() -> None:
    more = [*COLUMNS, {"name": "DEVICE", "type": "VARCHAR"}]
    assert losses(WORLD, [database(), schema(), table(columns=more), view()]) == ()


def test_a_shorter_retention_is_told_and_a_longer_one_is_not() -> None:
    long, short = [database(dataRetentionTimeInDays=30)], [database(dataRetentionTimeInDays=7)]
    assert losses(short, long) == ()
    assert losses(long, short) == (
        Loss(
            "retention shortened",
            "DATABASE",
            "TRACKING",
            "keeps 7 days for Time Travel, kept 30: what is older can no longer be brought back",
        ),
    )


def lifecycle(*rules: dict[str, Any]) -> Recorded:
    inputs = {"bucket": "a", "rules": [{"status": "Enabled", **rule} for rule in rules]}
    return made("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "lifecycle", inputs)


def expires(days: int, prefix: str = "landing/payments/", **more: Any) -> dict[str, Any]:
    return {"filter": {"prefix": prefix}, "expiration": {"days": days}, **more}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([expires(90)], [expires(90)], []),
        ([expires(7)], [expires(90)], []),
        ([expires(7)], [], []),
        ([], [expires(7)], []),
        ([expires(7)], [expires(7), expires(1, "landing/others/")], []),
        ([expires(90)], [expires(1, status="Disabled")], []),
        (
            [expires(90)],
            [expires(7)],
            ["keeps files under landing/payments/ for 7 days, kept 90: what is older is deleted"],
        ),
        (
            [expires(90)],
            [expires(90), expires(1, "")],
            ["keeps files for 1 day, kept them for good: what is older is deleted"],
        ),
        (
            [{"noncurrentVersionExpiration": {"noncurrentDays": 7}}],
            [{"noncurrentVersionExpiration": {"noncurrentDays": 1}}],
            ["keeps old versions of files for 1 day, kept 7: what is older is deleted"],
        ),
        (
            [expires(90, "landing/in/a/"), expires(30, "landing/in/b/")],
            [expires(7, "landing/in/")],
            ["keeps files under landing/in/ for 7 days, kept 90: what is older is deleted"],
        ),
        ([expires(7, "landing/in/")], [expires(7, "landing/in/"), expires(90, "landing/in/a/")], []),
    ],
)
def test_files_that_are_deleted_sooner(old: list[Any], new: list[Any], expected: list[str]) -> None:
    found = losses([lifecycle(*old)], [lifecycle(*new)])
    assert [loss.what for loss in found] == expected
    assert {(loss.kind, loss.object_kind, loss.object) for loss in found} <= {("retention shortened", "BUCKET", "a")}


def test_a_bucket_goes_by_its_name() -> None:
    assert told([bucket("a")], [bucket("a")]) == []
    assert told([bucket("a")], [bucket("b")]) == [("dropped", "BUCKET", "a", 0)]


def entry(name: str = "sessions_lake", **inputs: Any) -> Recorded:
    given = {"databaseName": "tracking", "name": name, **inputs}
    return made("aws:glue/catalogTable:CatalogTable", "entry", given)


ICEBERG: Mapping[str, Any] = {"openTableFormatInput": {"icebergInput": {"metadataOperation": "CREATE", "version": "2"}}}


def test_the_entry_of_an_iceberg_table_knows_its_files() -> None:
    lake = entry(**ICEBERG)
    assert losses([lake], [entry(**ICEBERG, description="Visits")]) == ()
    assert losses([lake], []) == (
        Loss(
            "dropped",
            "GLUE TABLE",
            "tracking.sessions_lake",
            "is deleted, and with it the knowledge which files in the bucket are the table",
            urn=lake.urn,
        ),
    )
    assert told([lake], [entry("visits_lake", **ICEBERG)]) == [("dropped", "GLUE TABLE", "tracking.sessions_lake", 0)]


@pytest.mark.parametrize("change", [{"catalogId": "111122223333"}, {"partitionIndices": [{"indexName": "day"}]}])
def test_an_entry_that_is_made_anew_is_empty(change: dict[str, Any]) -> None:
    (forcing,) = change
    assert losses([entry(**ICEBERG)], [entry(**ICEBERG, **change)]) == (
        Loss(
            "replaced",
            "GLUE TABLE",
            "tracking.sessions_lake",
            f"is deleted and made anew, empty: {forcing} changes",
            urn=entry().urn,
        ),
    )


def kept(type_: str, **inputs: Any) -> Recorded:
    return made(type_, "kept", {"database": "TRACKING", "schema": "CORE", "name": "A", **inputs})


@pytest.mark.parametrize(
    ("type_", "kind", "what"),
    [
        ("hybridTable:HybridTable", "HYBRID TABLE", "is dropped"),
        ("icebergTable:IcebergTable", "ICEBERG TABLE", "is dropped"),
        ("stageInternal:StageInternal", "STAGE", "is dropped with all files in it"),
        ("stage:Stage", "STAGE", "is dropped with all files in it"),
        (
            "streamOnTable:StreamOnTable",
            "STREAM",
            "is dropped, and with it how far the changes of its table were consumed",
        ),
        ("sequence:Sequence", "SEQUENCE", "is dropped, and with it how far it has counted"),
    ],
)
def test_what_keeps_data_beside_tables(type_: str, kind: str, what: str) -> None:
    one = kept(f"snowflake:index/{type_}")
    assert losses([one], [kept(one.type, comment="other")]) == ()
    assert [(loss.kind, loss.object_kind, loss.object, loss.what) for loss in losses([one], [])] == [
        ("dropped", kind, "TRACKING.CORE.A", what)
    ]
    assert [(loss.kind, loss.what) for loss in losses([one], [kept(one.type, columns=["a"], encryption="b")])] == [
        ("not judged", "changes in columns, encryption, and whether it is made anew for that, empty, is not judged")
    ]
    assert told([schema(), one], []) == [("dropped", "SCHEMA", "TRACKING.CORE", 0)]


def test_a_stage_of_files_elsewhere_holds_none() -> None:
    assert losses([kept("snowflake:index/stage:Stage", url="s3://a/b/")], []) == ()


def pipe(copy: str) -> Recorded:
    return kept("snowflake:index/pipe:Pipe", copyStatement=copy)


def test_files_wait_for_a_pipe_that_is_made_anew() -> None:
    assert losses([pipe("COPY 1")], [pipe("COPY 1")]) == losses([pipe("COPY 1")], []) == ()
    assert losses([pipe("COPY 1")], [pipe("COPY 2")]) == (
        Loss(
            "replaced",
            "PIPE",
            "TRACKING.CORE.A",
            "is made anew: copyStatement changes, and files that it has not loaded by then wait for ALTER PIPE … "
            "REFRESH",
        ),
    )


def test_an_entry_that_describes_a_table_of_snowflake_holds_no_data() -> None:
    assert losses([entry()], []) == ()


def test_the_worst_comes_first() -> None:
    before = [database(dataRetentionTimeInDays=30), schema(), table(), bucket("a")]
    after = [database(dataRetentionTimeInDays=7), schema(), table(columns=COLUMNS[:1])]
    assert [kind for kind, *_ in told(before, after)] == ["dropped", "column dropped", "retention shortened"]
