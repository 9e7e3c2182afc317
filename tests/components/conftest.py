"""The real program on both stacks, projects to edit, and small domains to make components of."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pulumi
import pytest

import mesh
from components.domain import DataDomain
from components.governance import CentralGovernance, Governed
from components.providers import connect
from components.recorder import Recording, record, record_program, stack_configuration
from mesh import Column, Domain, Governance, Layer, Product, Table, Warehouse
from mesh.governance import is_held_by
from mesh.settings import Settings

REPOSITORY = Path(mesh.__file__).resolve().parent.parent


def _record_stack(project: Path, stack: str, **configuration: str) -> Recording:
    given = {f"datamesh:{key}": value for key, value in configuration.items()}
    return record_program(project, stack, stack_configuration(project, stack) | given)


@pytest.fixture(scope="session")
def dev() -> Recording:
    return _record_stack(REPOSITORY, "dev")


@pytest.fixture(scope="session")
def prod() -> Recording:
    return _record_stack(REPOSITORY, "prod")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what a pull request may change, to be changed by a test."""
    for path in ("__main__.py", "Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml"):
        shutil.copy(REPOSITORY / path, tmp_path)
    shutil.copytree(REPOSITORY / "domains", tmp_path / "domains", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


@pytest.fixture
def settings() -> Settings:
    return Settings(
        environment="prod",
        organisation="example",
        aws_account_id="111122223333",
        prefix="",
        edition="ENTERPRISE",
        snowflake_role="MESH_DEPLOY",
    )


@pytest.fixture
def domain() -> Domain:
    return Domain(
        "library",
        owner="team-library@example.com",
        description="Books and who borrows them",
        warehouses=[Warehouse("load", max_clusters=2)],
        landing=Layer(retention_days=3),
        core=Layer(retention_days=7),
        landing_tables=[Table("returns", columns=[Column("record_content", "VARIANT")])],
        products=[
            Product(
                "loans",
                description="One row per loan",
                columns=[
                    Column("loan_id", "VARCHAR", key=True, description="Number on the slip"),
                    Column("price", "NUMBER(8, 2)"),
                ],
            )
        ],
    )


@pytest.fixture
def record_stack() -> Callable[..., Recording]:
    """Record a stack of a project; keywords override keys of the `datamesh` namespace."""
    return _record_stack


@pytest.fixture
def record_domain(domain: Domain, settings: Settings) -> Callable[..., Recording]:
    """Record a program with one bundle; keywords override fields of the domain or of the settings."""

    def record_one(governance: Governance | None = None, **fields: Any) -> Recording:
        of_settings = {key: value for key, value in fields.items() if key in Settings.__slots__}
        of_domain = {key: value for key, value in fields.items() if key not in of_settings}
        chosen = replace(settings, **of_settings)

        def program() -> None:
            providers = connect(chosen)
            opts = pulumi.ResourceOptions(providers=[providers.deploy, providers.aws])
            central = None
            if governance and is_held_by(chosen):
                central = CentralGovernance("governance", governance, chosen, opts)
            governed = Governed(governance, central, chosen)
            DataDomain("library", replace(domain, **of_domain), chosen, governed, providers.administrator, opts)

        return record(program, "datamesh", "prod")

    return record_one
