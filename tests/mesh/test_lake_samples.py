"""What the sandbox plays of a Spark job: sample rows of a lake product, under the names and types of the contract."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mesh.account.account import Account
from mesh.account.identifiers import Name
from mesh.account.records import Object
from mesh.account.refusal import Refused
from mesh.account.session import Session
from mesh.account.sql.parse import script
from mesh.cli import app
from mesh.lake import lake_tables
from mesh.lake_samples import refreshed, written_tables
from mesh.load import read
from mesh.query import as_role, query
from mesh.samples import Samples, read_samples
from mesh.settings import Settings
from sandbox.plugin import HOME_VARIABLE
from sandbox.snowflake.account import open_account, run_script

DOMAIN = """
from mesh import Column, Domain, Product, Spark, Warehouse

domain = Domain(
    "orders",
    owner="team-orders@example.com",
    description="Orders",
    warehouses=[Warehouse("load")],
    products=[
        Product(
            "scores",
            description="One row per customer",
            columns=[
                Column("customer_id", "VARCHAR", key=True, description="Who"),
                Column("score", "NUMBER(4,2)"),
                Column("closes", "TIME"),
            ],
            written_by="spark",
        )
    ],
    spark=Spark(namespace="orders", service_account="jobs"),
)
"""
STACK = 'config:\n  datamesh:organisation: example\n  datamesh:awsAccountId: "111122223333"\n  datamesh:prefix: DEV\n'
SETTINGS = Settings("dev", "example", "111122223333", "DEV")
ROWS = "customer_id,score,closes\nc-1,0.5,10:20:30\nc-2,,\n"
ADMIN = Session(Name.of("ACCOUNTADMIN"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project's folder of domains, with one domain and its rows."""
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    samples = tmp_path / "domains" / "orders" / "samples"
    samples.mkdir(parents=True)
    (samples.parent / "__init__.py").write_text(DOMAIN)
    (samples / "lake.scores.csv").write_text(ROWS)
    (tmp_path / "Pulumi.dev.yaml").write_text(STACK)
    return tmp_path / "domains"


def table(folder: Path) -> Name:
    (domain,), _ = read(folder)
    (found,) = lake_tables(domain, SETTINGS)
    return Name.of("DEV_ORDERS", "CORE", found.table)


def statements(name: Name) -> str:
    """The Iceberg table and a view over it with a mask and a row access policy, which R may read."""
    return f"""
        CREATE ROLE R; CREATE DATABASE DEV_ORDERS; CREATE SCHEMA DEV_ORDERS.CORE;
        CREATE EXTERNAL VOLUME V STORAGE_LOCATIONS = ((NAME = 'a' STORAGE_PROVIDER = 'S3'
          STORAGE_AWS_ROLE_ARN = 'arn:aws:iam::111122223333:role/lake' STORAGE_BASE_URL = 's3://bucket/lake/'));
        CREATE CATALOG INTEGRATION C CATALOG_SOURCE = GLUE CATALOG_NAMESPACE = 'orders' TABLE_FORMAT = ICEBERG
          GLUE_AWS_ROLE_ARN = 'arn:aws:iam::111122223333:role/lake' GLUE_CATALOG_ID = '111122223333' ENABLED = TRUE;
        CREATE ICEBERG TABLE {name} EXTERNAL_VOLUME = 'V' CATALOG = 'C' CATALOG_TABLE_NAME = 'scores';
        CREATE MASKING POLICY DEV_ORDERS.CORE.M AS (V VARCHAR) RETURNS VARCHAR -> '***';
        CREATE ROW ACCESS POLICY DEV_ORDERS.CORE.P AS (S NUMBER) RETURNS BOOLEAN -> S < 1;
        CREATE SECURE VIEW DEV_ORDERS.CORE.PORT (WHO MASKING POLICY DEV_ORDERS.CORE.M, SCORE, CLOSES)
          ROW ACCESS POLICY DEV_ORDERS.CORE.P ON (SCORE)
          AS SELECT CUSTOMER_ID, SCORE, TO_TIME(CLOSES) FROM {name};
        GRANT USAGE ON DATABASE DEV_ORDERS TO ROLE R; GRANT USAGE ON SCHEMA DEV_ORDERS.CORE TO ROLE R;
        GRANT SELECT ON VIEW DEV_ORDERS.CORE.PORT TO ROLE R
    """


SELECT = "SELECT who, score, closes::VARCHAR AS closes FROM dev_orders.core.port"


def made(folder: Path) -> tuple[Account, Mapping[str, Object]]:
    account = Account()
    for statement in script(statements(table(folder))):
        account.execute(statement, ADMIN)
    (domain,), problems = read(folder)
    assert problems == []
    return account, written_tables(domain, SETTINGS, account)


def test_the_columns_are_the_contract_s_with_text_where_glue_has_no_type(folder: Path) -> None:
    account, written = made(folder)
    (found,) = written.values()
    assert [(column.name, column.type, column.nullable) for column in found.columns] == [
        ("CUSTOMER_ID", "VARCHAR(16777216)", False),
        ("SCORE", "NUMBER(4,2)", True),
        ("CLOSES", "VARCHAR(16777216)", True),
    ]
    assert account.get("ICEBERG TABLE", found.name) != found, "Snowflake learns of them at a refresh"
    assert refreshed(account, [written]).get("ICEBERG TABLE", found.name) == found


def test_only_an_iceberg_table_is_refreshed(folder: Path) -> None:
    account, _ = made(folder)
    with pytest.raises(Refused, match="does not exist"):
        account.refresh(Name.of("DEV_ORDERS", "CORE", "PORT"), ())


def test_rows_are_seen_through_the_port_under_its_policies(folder: Path) -> None:
    account, written = made(folder)
    samples = read_samples(folder, "orders", SETTINGS, account, written)
    assert samples == Samples(
        {table(folder): [{"CUSTOMER_ID": "c-1", "SCORE": "0.5", "CLOSES": "10:20:30"}, {"CUSTOMER_ID": "c-2"}]}, []
    )
    known = refreshed(account, [written])

    def held(obj: Object) -> Sequence[Mapping[str, str | None]]:
        return samples.rows[obj.name]

    found = query(known, held, as_role(known, Name.of("R")), SELECT)
    assert [tuple(map(str, row)) for row in found.rows] == [("***", "0.50", "10:20:30")]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "lake.score.csv",
            "allowed: a product that Spark writes: scores\n    fix:     rename the file to lake.scores.csv",
        ),
        ("core.scores.csv", "fix:     rename the file to lake.scores.csv"),
        ("core.scores_lake.csv", "fix:     rename the file to lake.scores.csv"),
        ("lake.scores.txt", "allowed: lake.<product>.csv or lake.<product>.jsonl"),
        ("lake.nothing.csv", "take the file out"),
    ],
)
def test_a_file_of_no_lake_product_is_told(folder: Path, name: str, said: str) -> None:
    account, written = made(folder)
    (folder / "orders" / "samples" / "lake.scores.csv").rename(folder / "orders" / "samples" / name)
    (problem,) = read_samples(folder, "orders", SETTINGS, account, written).problems
    assert said in str(problem)


def test_the_sandbox_loads_them(folder: Path) -> None:
    with closing(open_account()) as account, account.transaction() as state:
        run_script(state, statements(table(folder)), ADMIN)
    loaded = CliRunner().invoke(app, ["sandbox", "load", "orders", "--project", str(folder.parent)])
    assert loaded.exit_code == 0, loaded.output
    assert loaded.output.split() == ["table", "rows", table(folder).plain, "2"]
    asked = CliRunner().invoke(app, ["query", "--as", "R", SELECT])
    assert asked.output.split() == ["WHO", "SCORE", "CLOSES", "***", "0.50", "10:20:30", "1", "row"]
