"""Rules about the connections that resources are made with."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from policies.resource import UNKNOWN, Resource, Stack, snowflake
from policies.rule import Rule

_PACKAGES: Final = ("snowflake", "aws")

_PREVIEWS: Final = """
    AccountPasswordPolicyAttachment Alert ApiIntegration CortexSearchService DynamicTable EmailNotificationIntegration
    ExternalAccessIntegration ExternalFunction ExternalTable FailoverGroup FileFormat FunctionJava FunctionJavascript
    FunctionPython FunctionScala FunctionSql HybridTable IcebergTable IcebergTableFromAwsGlue IcebergTableFromDeltaFiles
    IcebergTableFromFiles IcebergTableFromRest IntelligenceCortexAgentAttachment JobService ManagedAccount
    MaterializedView NetworkPolicyAttachment Notebook NotificationIntegration ObjectParameter OpenflowConnector
    OpenflowDeploymentByoc OpenflowDeploymentSnowflakeManaged OpenflowRuntime Pipe PostgresInstance ProcedureJava
    ProcedureJavascript ProcedurePython ProcedureScala ProcedureSql SemanticView Sequence Share Stage StorageIntegration
    Table TableColumnMaskingPolicyApplication TableConstraint UserPasswordPolicyAttachment UserPublicKeys
"""


# /sql-reference/sql/create-resource-monitor; docs/adr/0004-account-administrator.md has the rest.
_ADMINISTRATORS: Final = tuple(
    map(snowflake, ("ResourceMonitor", "Warehouse", "WarehouseAdaptive", "WarehouseInteractive"))
)


def _feature(name: str) -> str:
    words = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
    return f"snowflake_{words}_resource"


PREVIEW_FEATURES: Final = {snowflake(name): _feature(name) for name in _PREVIEWS.split()}
"""The resources of pulumi-snowflake 2.22 that are previews, and the feature that each needs (the SDK's provider.py)."""


def _default(resource: Resource, _stack: Stack) -> Iterator[str]:
    package = resource.type.partition(":")[0]
    is_default = not resource.provider or resource.provider.rpartition("::")[2].startswith("default")
    if package in _PACKAGES and is_default:
        yield f"{resource.name} is made with the default provider of {package}"


def _not_enabled(resource: Resource, stack: Stack) -> Iterator[str]:
    feature = PREVIEW_FEATURES[resource.type]
    provider = stack.at(resource.provider)
    enabled = _listed(provider.value("previewFeaturesEnabled")) if provider else []
    if enabled is not None and feature not in enabled:
        name = provider.name if provider else "its provider"
        yield f"{resource.name} needs the preview feature {feature}, which {name} does not enable"


def _as_administrator(resource: Resource, stack: Stack) -> Iterator[str]:
    provider = stack.at(resource.provider)
    role = provider.text("role") if provider and resource.type.startswith("snowflake:") else ""
    if not role or role == stack.limits.snowflake_role:
        return
    if role != stack.limits.admin_role:
        if stack.limits.snowflake_role:
            yield f"{resource.name} is made as {role}, which is no role that this stack runs as"
    elif not _is_the_administrators(resource):
        yield f"{resource.name} is made as {role}, the account's administrator"


def _is_the_administrators(resource: Resource) -> bool:
    """Whether only an administrator makes it, or grants on it what an administrator owns."""
    if resource.type in _ADMINISTRATORS or resource.text("objectType").upper() == "WAREHOUSE":
        return True
    if resource.text("onAccountObject.objectType").upper() in ("WAREHOUSE", "RESOURCE MONITOR"):
        return True
    return any(resource.value(f"{block}.inherited") is not None for block in ("onSchema", "onSchemaObject"))


def _listed(value: Any) -> list[str] | None:
    """The items of a provider's list, which the engine keeps as JSON; None while they are not known yet."""
    items = json.loads(value) if isinstance(value, str) and value else value
    if items is UNKNOWN or (isinstance(items, list) and UNKNOWN in items):
        return None
    return [str(item) for item in items or []]


RULES: Final = (
    Rule(
        name="provider-is-explicit",
        level="mandatory",
        description="Every resource is made with a provider of the stack.",
        why="A default provider takes its account and role from whatever the environment of the run holds, so the "
        "resource may end up in another account.",
        fix="pass ResourceOptions(parent=bundle), or provider=… with one of the stack's providers",
        types=(),
        judge=_default,
    ),
    Rule(
        name="administrator-only-where-needed",
        level="mandatory",
        description="The account's administrator makes warehouses, their monitors and the grants on them, and no more.",
        why="What is made as administrator is not refused anything, and is owned by a role that no bootstrap limits.",
        fix="pass ResourceOptions(parent=bundle), whose provider has the deploy role",
        types=(),
        judge=_as_administrator,
    ),
    Rule(
        name="preview-feature-is-enabled",
        level="mandatory",
        description="A preview resource has a provider that enables it.",
        why="The real provider refuses the resource when it is made, in the middle of an update, and says nothing in "
        "the preview.",
        fix="add the feature to preview_features_enabled of the provider (components/providers.py)",
        types=tuple(PREVIEW_FEATURES),
        judge=_not_enabled,
    ),
)
