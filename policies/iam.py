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
# Policies that AWS manages are for every resource: these let do, or read, all of a service or more.
_MANAGED: Final = re.compile(
    r"arn:[^:]*:iam::aws:policy/(?:.*/)?[^/]*(?:Administrator|PowerUser|Full|ReadOnly)Access(?:_?[vV]\d+)?"
    r"|arn:[^:]*:iam::aws:policy/(?:.*/)?[^/]*Admin"
)
# Services and actions are the same in capitals, and `?` is a wildcard too:
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
_WHOLE_SERVICE: Final = re.compile(r"(?:[a-z0-9*?-]+:)?[*?]+", re.IGNORECASE)
_WILDCARD: Final = re.compile(r"[*?]")
_ARN_PARTS: Final = 6
_TESTS: Final = ("StringEquals", "StringEqualsIgnoreCase", "StringLike")
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
    """The principals of a kind that a statement speaks of; `*` is everybody, and so is everybody but a few."""
    found = "*" if "NotPrincipal" in statement else statement.get("Principal")
    return _texts(found.get(kind) if isinstance(found, Mapping) else found if found == "*" and kind == "AWS" else None)


def _texts(value: object) -> list[str]:
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]


def is_own(principal: str, stack: Stack) -> bool:
    """Whether a principal, an ARN or an account's number, is of the stack's AWS account."""
    found = _ACCOUNT.fullmatch(principal)
    return found is not None and found[1] == stack.limits.aws_account_id


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
            actions = ", ".join(_texts(statement.get("Action"))) or "something"
            for arn in _texts(statement.get("Resource")):
                if not _WILDCARD.sub("", arn):
                    yield f"{name} allows {actions} on every resource"
                elif _is_wide(arn):
                    yield f"{name} allows {actions} on {arn}"
            yield from (
                f"{name} allows all but what {key} lists" for key in ("NotAction", "NotResource") if key in statement
            )


def _is_wide(arn: str) -> bool:
    """Whether an ARN leaves open in whose account, in which bucket, or which of all things of a kind."""
    parts = arn.split(":", _ARN_PARTS - 1)
    if len(parts) < _ARN_PARTS:
        return bool(_WILDCARD.search(arn))
    service, account = parts[2], parts[4]
    kind, *names = re.split(r"[/:]", parts[5])
    every = bool(names) and service != "s3" and not _WILDCARD.sub("", "".join(names))
    return every or bool(_WILDCARD.search(service + account + kind))


def _administrators(resource: Resource, _stack: Stack) -> Iterator[str]:
    for arn in [resource.text("policyArn"), *map(str, resource.items("managedPolicyArns"))]:
        if _MANAGED.fullmatch(arn):
            yield f"{resource.text('role') or resource.text('name') or resource.name} gets {arn}"


def _trust(resource: Resource) -> Iterator[Mapping[str, Any]]:
    """The statements that let somebody take a role on."""
    policy = document(resource.value("assumeRolePolicy"))
    return (statement for statement in statements(policy) if statement.get("Effect") == "Allow")


def _names(statement: Mapping[str, Any], ending: str) -> bool:
    """Whether the condition keys with this ending must have one of some values, none of them a pattern.

    A test `…IfExists` is passed by a request without the key.
    """
    tests = statement.get("Condition")
    return any(
        _is_list_of_names(given)
        for operator, keys in (tests.items() if isinstance(tests, Mapping) else ())
        if operator.removeprefix("ForAnyValue:") in _TESTS and isinstance(keys, Mapping)
        for key, given in keys.items()
        if key.lower().endswith(ending)
    )


def _is_list_of_names(given: object) -> bool:
    values = _texts(given)
    return given is UNKNOWN or (bool(values) and not any(map(_WILDCARD.search, values)))


def _without_external_id(role: Resource, stack: Stack) -> Iterator[str]:
    name = role.text("name") or role.name
    for statement in _trust(role):
        for principal in principals(statement):
            if principal == "*":
                yield f"role {name} trusts everybody"
            elif is_own(principal, stack):
                continue
            elif not _names(statement, "sts:externalid"):
                yield f"role {name} trusts {principal} of another account without an external id"


def _without_subject(role: Resource, _stack: Stack) -> Iterator[str]:
    for statement in _trust(role):
        for provider in principals(statement, "Federated"):
            if not _names(statement, ":sub"):
                yield f"role {role.text('name') or role.name} trusts every identity of {provider}"


RULES: Final = (
    Rule(
        name="iam-without-wildcard",
        level="mandatory",
        description="No AWS policy allows a whole service, every resource of a kind or all but a few.",
        why="A role that may do anything makes every job that runs with it a way to all data.",
        fix="list the actions, and the domain's own bucket, prefix and Glue database",
        types=(*_DOCUMENTS, ROLE),
        judge=_wildcards,
    ),
    Rule(
        name="no-aws-administrator",
        level="mandatory",
        description="No role of the stack administers AWS, or does or reads all of one of its services.",
        why="Such a policy of AWS's own is for every resource and passes by every border that the stack draws.",
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
