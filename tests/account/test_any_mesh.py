"""Any mesh that is accepted can be deployed and taken down: the account refuses nothing of what it registers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from hypothesis import HealthCheck, assume, given
from hypothesis import settings as tried
from hypothesis import strategies as st

from components.recorder import UNKNOWN, Recording, record_program, stack_configuration
from mesh import (
    Classification,
    Column,
    Domain,
    EngineerPool,
    FileIngest,
    Governance,
    IdentityRole,
    InboundShare,
    KafkaIngest,
    Layer,
    Lent,
    MeshError,
    Product,
    ProductTable,
    Reader,
    RowAccess,
    RowMapping,
    Share,
    Spark,
    Table,
    Warehouse,
)
from mesh.account import resources
from mesh.account.account import Account
from mesh.account.identifiers import Name
from mesh.account.session import Session
from mesh.account.statements import Create
from mesh.check import check
from mesh.people import identity_roles
from mesh.settings import from_config
from tests.account.test_bootstrap import BOOTSTRAP, USER, in_order
from tests.every_field.table import PROGRAM, REPOSITORY

# Few letters, so that one name begins like another, and pieces of names that the mesh makes.
NAMES: Final = ("a", "b", "a_b", "b_a", "pool", "a_rows_b", "from_a", "lake", "a_lake", "engineer")
VALUES: Final = {"VARCHAR": ("x", "it's"), "NUMBER(5,2)": ("1.5", "-3"), "DATE": ("2026-01-31",), "BOOLEAN": ("true",)}
TYPES: Final = (*VALUES, "FLOAT", "TIMESTAMP_NTZ", "TIMESTAMP_TZ", "TIME", "VARIANT", "BINARY")
CLASSIFIED: Final = {"VARCHAR": "mail_domain", "NUMBER": "full", "DATE": "year"}
JSON: Final = Column("record_content", "VARIANT")

names = st.sampled_from(NAMES)
some_names = st.lists(names, unique=True, max_size=2)


@dataclass(frozen=True)
class Mesh:
    """Accepted domains and what governs them, with the stack's configuration."""

    domains: Sequence[Domain]
    governance: Governance
    configuration: Mapping[str, str]


@st.composite
def columns(draw: st.DrawFn) -> tuple[Column, ...]:
    found = []
    for name in draw(st.lists(names, unique=True, min_size=1, max_size=4)):
        type_ = draw(st.sampled_from(TYPES))
        classified = type_.partition("(")[0] in CLASSIFIED and draw(st.booleans())
        found.append(Column(name, type_, nullable=draw(st.booleans()), classification="secret" if classified else None))
    return tuple(found)


@st.composite
def rows(draw: st.DrawFn, of: Sequence[Column], readers: Sequence[str], own: str) -> RowAccess | None:
    usable = [column for column in of if column.type in VALUES and column.classification is None]
    if not usable or draw(st.booleans()):
        return None
    column = draw(st.sampled_from(usable))
    if column.type == "VARCHAR" and draw(st.booleans()):
        return RowAccess(column.name, mapping="allowed", engineers=draw(st.booleans()))
    seeing = draw(st.sets(st.sampled_from(readers))) if readers else set()
    everything = draw(st.sets(st.sampled_from([own, *(each for each in readers if each not in seeing)])))
    return RowAccess(
        column.name,
        allow=dict.fromkeys(sorted(seeing), VALUES[column.type]),
        all_rows=sorted(everything),
        engineers=draw(st.booleans()) or not (seeing or everything),
    )


@st.composite
def products(draw: st.DrawFn, name: str, own: str, others: Sequence[str]) -> Product:
    readers = draw(st.lists(st.sampled_from(others), unique=True)) if others else []
    given_readers = [Reader(reader, purpose="p") for reader in readers]
    common: dict[str, Any] = {"description": "d", "readers": given_readers}
    kind = draw(st.sampled_from(["dbt", "source", "spark", "tables"]))
    if kind == "tables":
        tables = []
        for table in draw(st.lists(names, unique=True, min_size=1, max_size=3)):
            of = draw(columns())
            tables.append(ProductTable(table, description="d", columns=of, rows=draw(rows(of, readers, own))))
        return Product(name, tables=tables, **common)
    of = draw(columns())
    own_rows = draw(rows(of, readers, own))
    more: dict[str, Any] = {"dbt": {"retention_days": 1}, "source": {"source": "raw"}, "spark": {"written_by": "spark"}}
    return Product(name, columns=of, rows=own_rows, **common, **more[kind])


@st.composite
def shares(draw: st.DrawFn, offered: Sequence[Product]) -> tuple[Share, ...]:
    found = []
    for number, product in enumerate(offered):
        if draw(st.booleans()):
            continue
        by_row = product.rows is not None and product.rows.mapping is None and draw(st.booleans())
        column = next((each for each in product.columns if product.rows and each.name == product.rows.column), None)
        values = {product.name: VALUES[column.type]} if by_row and column else {}
        found.append(
            Share(
                draw(names.filter(lambda name: name not in [each.name for each in found])),
                account=f"PARTNER.ACCOUNT_{number}",
                products=[product.name],
                purpose="p",
                rows=values,
                all_rows=[] if values else [product.name],
                region=draw(st.sampled_from([None, "AWS_EU_CENTRAL_1"])),
            )
        )
    return tuple(found)


@st.composite
def domains(draw: st.DrawFn, name: str, others: Sequence[str]) -> Domain:
    offered = tuple(draw(products(each, name, others)) for each in draw(some_names))
    kafka = [KafkaIngest("raw", topic=f"{name}.raw")] if draw(st.booleans()) else []
    files = [FileIngest(f"f_{each}", format=draw(st.sampled_from(["JSON", "AVRO"]))) for each in draw(some_names)]
    csv = [FileIngest("c", format="CSV", columns=[Column("x", "DATE")])] if draw(st.booleans()) else []
    try:
        return Domain(
            name,
            owner="team@example.com",
            description="It's a domain",
            warehouses=[Warehouse(each) for each in draw(st.lists(names, unique=True, min_size=1, max_size=2))],
            staging=Layer(transient=draw(st.booleans())),
            landing_tables=[] if kafka else [Table("raw", columns=[JSON])],
            ingests=[*kafka, *files, *csv],
            products=offered,
            shares=draw(shares(offered)),
            inbound_shares=[
                InboundShare(each, share=f"METEO.EU.{each.upper()}", readers=draw(st.sampled_from([others, []])))
                for each in draw(some_names)
            ],
            spark=Spark(namespace="n", service_account="s") if draw(st.booleans()) or offered else None,
            cost_centre=draw(st.sampled_from([None, "CC-1"])),
        )
    except MeshError:
        assume(False)
        raise


@st.composite
def meshes(draw: st.DrawFn) -> Mesh:
    named = draw(st.lists(names, unique=True, min_size=1, max_size=2))
    made = [draw(domains(name, [other for other in named if other != name])) for name in named]
    governance = Governance(
        owner="team@example.com",
        description="d",
        classifications=[Classification("secret", description="d", masks=CLASSIFIED, clear=draw(st.just(named[:1])))],
        row_mappings=[RowMapping("allowed", type="VARCHAR", description="d")],
        allowed_regions=["AWS_EU_CENTRAL_1"],
        pools=[
            EngineerPool(each, identity_role="IDP_POOL", lent_to=[Lent(named[0], until="2099-12-31")])
            for each in draw(some_names)
        ],
        identity_roles=[IdentityRole("IDP_PEOPLE", domain=named[0], function="analyst")],
    )
    keys = {domain.name: ["MII" + "A" * 100] for domain in made if domain.kafka_ingests}
    configuration = {
        **stack_configuration(REPOSITORY, "dev"),
        "datamesh:kafkaPublicKeys": json.dumps(keys),
    }
    settings = from_config(configuration, environment="dev")
    assume(not check(made, settings, today=date(2026, 12, 1), governance=governance))
    return Mesh(made, governance, configuration)


def recorded(mesh: Mesh) -> Recording:
    """What the real program registers for these values, written as files: their own texts are Python."""
    with TemporaryDirectory() as folder:
        project = Path(folder)
        for name in PROGRAM:
            (project / name).write_bytes((REPOSITORY / name).read_bytes())
        values: dict[str, tuple[str, object]] = {domain.name: ("domain", domain) for domain in mesh.domains}
        for name, (variable, value) in {**values, "governance": ("governance", mesh.governance)}.items():
            file = project / "domains" / name / "__init__.py"
            file.parent.mkdir(parents=True)
            file.write_text(
                f"from types import MappingProxyType as mappingproxy\nfrom mesh import *\n{variable} = {value!r}\n"
            )
        return record_program(project, "dev", mesh.configuration)


def objects(account: Account) -> set[tuple[str, str]]:
    return {(each.kind, each.name.plain) for each in account.objects()}


@tried(max_examples=12, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
@given(meshes())
def test_an_accepted_mesh_comes_and_goes_without_a_refusal(mesh: Mesh) -> None:
    recording = recorded(mesh)
    account = Account()
    administrator = Session(Name.of("ACCOUNTADMIN"))
    for statement in (
        *BOOTSTRAP,
        *(Create("ROLE", Name.of(role)) for role in identity_roles(mesh.governance)),
    ):
        account.execute(statement, administrator)
    empty = objects(account)
    roles = {each.urn: each.inputs["role"] for each in recording.of_type("pulumi:providers:snowflake")}
    made = list(in_order(recording))
    assert [each.name for each in made if UNKNOWN in json.dumps(each.inputs)] == []
    for resource in made:
        session = Session(Name.of(roles[resource.provider]), USER)
        lookup = resources.lookup(account, session.role)
        for statement in resources.create(resource.type, resource.inputs, lookup):
            account.execute(statement, session)
    for resource in reversed(made):
        session = Session(Name.of(roles[resource.provider]), USER)
        for statement in resources.delete(resource.type, resource.inputs, resources.lookup(account, session.role)):
            account.execute(statement, session)
    assert objects(account) == empty
