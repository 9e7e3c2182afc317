"""Rules about AWS permissions and trust, and how a policy document is read."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from policies.resource import UNKNOWN, Resource, Stack
from policies.rule import Rule

ROLE: Final = "aws:iam/role:Role"
_DOCUMENTS: Final = (
    "aws:iam/policy:Policy",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/userPolicy:UserPolicy",
    "aws:iam/groupPolicy:GroupPolicy",
)
_ATTACHMENTS: Final = (
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:iam/policyAttachment:PolicyAttachment",
    "aws:iam/userPolicyAttachment:UserPolicyAttachment",
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
)
_ADMINISTRATORS: Final = ("AdministratorAccess", "PowerUserAccess", "IAMFullAccess")
_WHOLE_SERVICE: Final = re.compile(r"\*|[a-z0-9-]+:\*")
_ACCOUNT: Final = re.compile(r"(?:arn:[^:]*:[^:]*:[^:]*:)?(\d{12})(?::.*)?")


def document(value: object) -> Any:
    """A policy document, given as JSON or as values; UNKNOWN while it is not known, None when it is no JSON."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        return None


def statements(policy: object) -> Iterator[Mapping[str, Any]]:
    """The statements of a policy document."""
    found = policy.get("Statement") if isinstance(policy, Mapping) else None
    for statement in found if isinstance(found, list) else [found]:
        if isinstance(statement, Mapping):
            yield statement


def principals(statement: Mapping[str, Any], kind: str = "AWS") -> list[str]:
    """The principals of a kind that a statement speaks of; `*` is everybody."""
    found = statement.get("Principal")
    return _texts(found.get(kind) if isinstance(found, Mapping) else found if found == "*" and kind == "AWS" else None)


def _texts(value: object) -> list[str]:
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]


def _policies(resource: Resource) -> Iterator[object]:
    """The permissions that a resource gives."""
    if resource.type == ROLE:
        yield from (inline.get("policy") for inline in resource.items("inlinePolicies") if isinstance(inline, Mapping))
    else:
        yield resource.value("policy")


def _wildcards(resource: Resource, _stack: Stack) -> Iterator[str]:
    name = resource.text("name") or resource.name
    for given in _policies(resource):
        policy = document(given)
        if policy is None and given is not None:
            yield f"the policy of {name} is not JSON"
        for statement in statements(policy):
            if statement.get("Effect") != "Allow":
                continue
            wide = [action for action in _texts(statement.get("Action")) if _WHOLE_SERVICE.fullmatch(action)]
            if wide:
                yield f"{name} allows {', '.join(wide)}"
            if "*" in _texts(statement.get("Resource")):
                yield f"{name} allows {', '.join(_texts(statement.get('Action'))) or 'something'} on every resource"
            yield from (
                f"{name} allows all but what {key} lists" for key in ("NotAction", "NotResource") if key in statement
            )


def _administrators(resource: Resource, _stack: Stack) -> Iterator[str]:
    for arn in [resource.text("policyArn"), *map(str, resource.items("managedPolicyArns"))]:
        if arn.rpartition("/")[2] in _ADMINISTRATORS:
            yield f"{resource.text('role') or resource.text('name') or resource.name} gets {arn}"


def _trust(resource: Resource) -> Iterator[Mapping[str, Any]]:
    """The statements that let somebody take a role on."""
    policy = document(resource.value("assumeRolePolicy"))
    return (statement for statement in statements(policy) if statement.get("Effect") == "Allow")


def _conditions(statement: Mapping[str, Any], ending: str) -> list[str]:
    """The values that condition keys with this ending must have."""
    tests = statement.get("Condition")
    return [
        value
        for operator, keys in (tests.items() if isinstance(tests, Mapping) else ())
        if operator.startswith(("StringEquals", "StringLike", "ForAnyValue:StringEquals")) and isinstance(keys, Mapping)
        for key, given in keys.items()
        if key.lower().endswith(ending)
        for value in _texts(given) or ([str(given)] if given is UNKNOWN else [])
    ]


def _without_external_id(role: Resource, stack: Stack) -> Iterator[str]:
    name = role.text("name") or role.name
    for statement in _trust(role):
        for principal in principals(statement):
            account = _ACCOUNT.fullmatch(principal)
            if principal == "*":
                yield f"role {name} trusts everybody"
            elif account and account[1] == stack.limits.aws_account_id:
                continue
            elif not [value for value in _conditions(statement, "sts:externalid") if value.strip("*")]:
                yield f"role {name} trusts {principal} of another account without an external id"


def _without_subject(role: Resource, _stack: Stack) -> Iterator[str]:
    for statement in _trust(role):
        for provider in principals(statement, "Federated"):
            if not [value for value in _conditions(statement, ":sub") if value.strip("*")]:
                yield f"role {role.text('name') or role.name} trusts every identity of {provider}"


RULES: Final = (
    Rule(
        name="iam-without-wildcard",
        level="mandatory",
        description="No AWS policy allows a whole service, every resource or all but a few.",
        why="A role that may do anything makes every job that runs with it a way to all data.",
        fix="list the actions, and the domain's own bucket, prefix and Glue database",
        types=(*_DOCUMENTS, ROLE),
        judge=_wildcards,
    ),
    Rule(
        name="no-aws-administrator",
        level="mandatory",
        description="No role of the stack is an AWS administrator.",
        why="An administrator's policy passes by every border that the stack draws in AWS.",
        fix="attach a policy of your own that lists what is needed",
        types=(*_ATTACHMENTS, ROLE),
        judge=_administrators,
    ),
    Rule(
        name="trust-has-external-id",
        level="mandatory",
        description="A role that another AWS account may take on asks for an external id.",
        why="Snowflake's AWS user works for all of its customers; without the external id another customer's "
        "integration could use this role.",
        fix="add the condition StringEquals sts:ExternalId with the external id of the storage integration",
        types=(ROLE,),
        judge=_without_external_id,
    ),
    Rule(
        name="web-identity-names-subject",
        level="mandatory",
        description="A role for a web identity names the identity that may take it on.",
        why="Without the subject every workload of the cluster can take the role on, those of other domains too.",
        fix="add the condition StringEquals <issuer>:sub with system:serviceaccount:<namespace>:<service account>",
        types=(ROLE,),
        judge=_without_subject,
    ),
)
