"""Bad input to the real `__main__.py`: refused before the first resource, in words that people understand."""

from collections.abc import Callable
from pathlib import Path

import pulumi
import pytest

from components.recorder import Recording

HATCH = """
import pulumi
import pulumi_snowflake as snowflake
from components.domain import DataDomain

def resources(bundle: DataDomain) -> None:
    snowflake.AccountRole("tracking-guest", name="GUEST", opts=pulumi.ResourceOptions(parent=bundle))
"""


def refusal(project: Path, record_stack: Callable[..., Recording], **configuration: str) -> str:
    with pytest.raises(pulumi.RunError) as refused:
        record_stack(project, "prod", **configuration)
    assert refused.value.__suppress_context__, "people shall see the message alone"
    return str(refused.value)


def test_unknown_reader(project: Path, record_stack: Callable[..., Recording]) -> None:
    path = project / "domains" / "customer" / "__init__.py"
    path.write_text(path.read_text().replace('Reader("tracking", purpose="Visits', 'Reader("trackin", purpose="Visits'))
    message = refusal(project, record_stack)
    assert "customer: product profile, field readers" in message
    assert "'trackin'" in message
    assert 'write "tracking"' in message


def test_all_mistakes_of_all_domains_at_once(project: Path, record_stack: Callable[..., Recording]) -> None:
    for name in ("customer", "tracking"):
        path = project / "domains" / name / "__init__.py"
        path.write_text(path.read_text().replace("landing=Layer(retention_days=7)", "landing=Layer(retention_days=91)"))
    message = refusal(project, record_stack)
    assert message.startswith("2 problems:")


def test_a_reader_past_its_end_date(
    project: Path, record_stack: Callable[..., Recording], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATAMESH_TODAY", "2028-01-01")
    message = refusal(project, record_stack)
    assert "tracking: product sessions, reader customer, field until\n    found:   '2027-12-31'" in message
    assert "delete the reader customer of product sessions, or renew it with a later until=" in message


def test_a_reader_whose_end_date_is_near_is_a_warning(
    project: Path, record_stack: Callable[..., Recording], monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", said.append)
    monkeypatch.setenv("DATAMESH_TODAY", "2027-11-30")
    record_stack(project, "prod")
    assert said == []
    monkeypatch.setenv("DATAMESH_TODAY", "2027-12-01")
    assert record_stack(project, "prod").resources
    (warning,) = [each for each in said if "product sessions, reader customer" in each]
    assert "30 more days" in warning
    assert "delete the reader customer of product sessions, or renew it with a later until=" in warning


def test_unknown_key(project: Path, record_stack: Callable[..., Recording]) -> None:
    message = refusal(project, record_stack, editon="ENTERPRISE")
    assert 'write "datamesh:edition"' in message


def test_size_beyond_the_limit_of_the_stack(project: Path, record_stack: Callable[..., Recording]) -> None:
    message = refusal(project, record_stack, maxWarehouseSize="SMALL")
    assert "tracking: warehouse transform, field size" in message


def test_retention_beyond_the_edition(project: Path, record_stack: Callable[..., Recording]) -> None:
    message = refusal(project, record_stack, edition="STANDARD")
    assert "Standard Edition" in message


def test_unknown_domain_in_the_configuration(project: Path, record_stack: Callable[..., Recording]) -> None:
    assert "datamesh:domains" in refusal(project, record_stack, domains='["trackin"]')


def test_own_resources_without_the_function(project: Path, record_stack: Callable[..., Recording]) -> None:
    (project / "domains" / "tracking" / "resources.py").write_text("role = 1\n")
    assert "write def resources(bundle: DataDomain)" in refusal(project, record_stack)


def test_own_resources_belong_to_the_domain_and_use_its_provider(
    project: Path, record_stack: Callable[..., Recording]
) -> None:
    (project / "domains" / "tracking" / "resources.py").write_text(HATCH)
    (role,) = [each for each in record_stack(project, "prod").resources if each.name == "tracking-guest"]
    assert role.parent.endswith("datamesh:index:DataDomain::tracking")
    assert role.provider.endswith("::snowflake-deploy")
