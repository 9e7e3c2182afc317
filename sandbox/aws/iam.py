"""IAM roles, their inline policies, managed policies and attachments. IAM knows no region."""

import re
from collections.abc import Iterator
from typing import Any, Final

from sandbox.aws.kind import Call, Document, Kind, Read, Rule

_ROLE: Final = {"RoleName": "RoleName"}
_INLINE: Final = {"RoleName": "RoleName", "PolicyName": "PolicyName"}
_ATTACHMENT: Final = {"RoleName": "RoleName", "PolicyArn": "PolicyArn"}
_POLICY: Final = {"PolicyArn": "Arn"}
_PREFIX: Final = {"namePrefix": "the whole name in 'name'"}


def _name_rule(most: int) -> Rule:
    words = f"an IAM name has 1 to {most} letters, digits and characters of + = , . @ - _"
    return Rule("name", re.compile(rf"[\w+=,.@-]{{1,{most}}}\Z", re.ASCII), words)


def _roles(client: Any) -> Iterator[Document]:
    for page in client.get_paginator("list_roles").paginate():
        for role in page["Roles"]:
            yield {"RoleName": role["RoleName"]}


def _inline_policies(client: Any) -> Iterator[Document]:
    for role in _roles(client):
        for page in client.get_paginator("list_role_policies").paginate(**role):
            for name in page["PolicyNames"]:
                yield {**role, "PolicyName": name}


def _attachments(client: Any) -> Iterator[Document]:
    for role in _roles(client):
        for page in client.get_paginator("list_attached_role_policies").paginate(**role):
            for policy in page["AttachedPolicies"]:
                yield {**role, "PolicyArn": policy["PolicyArn"]}


def _policies(client: Any) -> Iterator[Document]:
    for page in client.get_paginator("list_policies").paginate(Scope="Local"):
        for policy in page["Policies"]:
            yield {"PolicyName": policy["PolicyName"], "Path": policy["Path"]}


KINDS: Final = (
    Kind(
        token="aws:iam/policy:Policy",
        service="iam",
        members={
            "name": "PolicyName",
            "path": "Path",
            "policy": "PolicyDocument",
            "description": "Description",
            "tags": "Tags#",
        },
        id="arn:aws:iam::{account}:policy{Path}{PolicyName}",
        create=(
            Call(
                "create_policy",
                {
                    "PolicyName": "PolicyName",
                    "Path": "Path",
                    "PolicyDocument": "PolicyDocument",
                    "Description": "Description",
                    "Tags": "Tags",
                },
            ),
        ),
        update=(
            Call("create_policy_version", _POLICY, {"PolicyDocument": "PolicyDocument"}, {"SetAsDefault": True}),
            Call("tag_policy", _POLICY, {"Tags": "Tags"}, untag=("untag_policy", "TagKeys")),
        ),
        delete=Call("delete_policy", _POLICY),
        reads=(
            Read(
                "get_policy",
                _POLICY,
                {
                    "PolicyName": "Policy.PolicyName",
                    "Path": "Policy.Path",
                    "Description": "Policy.Description",
                    "Tags": "Policy.Tags",
                    "VersionId": "Policy.DefaultVersionId",
                },
            ),
            Read(
                "get_policy_version",
                {"PolicyArn": "Arn", "VersionId": "VersionId"},
                {"PolicyDocument": "PolicyVersion.Document"},
            ),
        ),
        every=_policies,
        outputs={
            "arn": "arn:aws:iam::{account}:policy{Path}{PolicyName}",
            "policyId": "{facts.PolicyId}",
            "attachmentCount": "{facts.AttachmentCount}",
        },
        defaults={"description": "", "path": "/"},
        local={"delayAfterPolicyCreationInMs": None},
        facts={"PolicyId": "Policy.PolicyId", "AttachmentCount": "Policy.AttachmentCount"},
        generated={"PolicyId": "random_policy_id"},
        replaces=("description", "name", "path"),
        json=("policy",),
        named="name",
        rules=(_name_rule(128),),
        refused=_PREFIX,
        taken="EntityAlreadyExists: A policy with this name already exists. Duplicate names are not allowed.",
        regional=False,
    ),
    Kind(
        token="aws:iam/role:Role",
        service="iam",
        members={
            "name": "RoleName",
            "path": "Path",
            "assumeRolePolicy": "AssumeRolePolicyDocument",
            "description": "Description",
            "maxSessionDuration": "MaxSessionDuration",
            "permissionsBoundary": "PermissionsBoundary",
            "tags": "Tags#",
        },
        id="{RoleName}",
        create=(
            Call(
                "create_role",
                {
                    **_ROLE,
                    "Path": "Path",
                    "AssumeRolePolicyDocument": "AssumeRolePolicyDocument",
                    "Description": "Description",
                    "MaxSessionDuration": "MaxSessionDuration",
                    "PermissionsBoundary": "PermissionsBoundary",
                    "Tags": "Tags",
                },
            ),
        ),
        update=(
            Call("update_assume_role_policy", _ROLE, {"PolicyDocument": "AssumeRolePolicyDocument"}),
            Call("update_role", _ROLE, {"MaxSessionDuration": "MaxSessionDuration", "Description": "Description"}),
            Call(
                "put_role_permissions_boundary",
                _ROLE,
                {"PermissionsBoundary": "PermissionsBoundary"},
                undo="delete_role_permissions_boundary",
            ),
            Call("tag_role", _ROLE, {"Tags": "Tags"}, untag=("untag_role", "TagKeys")),
        ),
        delete=Call("delete_role", _ROLE),
        reads=(
            Read(
                "get_role",
                _ROLE,
                {
                    "Path": "Role.Path",
                    "AssumeRolePolicyDocument": "Role.AssumeRolePolicyDocument",
                    "Description": "Role.Description",
                    "MaxSessionDuration": "Role.MaxSessionDuration",
                    "PermissionsBoundary": "Role.PermissionsBoundary.PermissionsBoundaryArn",
                    "Tags": "Role.Tags",
                },
            ),
        ),
        every=_roles,
        outputs={
            "arn": "arn:aws:iam::{account}:role{Path}{RoleName}",
            "uniqueId": "{facts.RoleId}",
            "createDate": "{facts.CreateDate}",
        },
        defaults={"description": "", "path": "/", "maxSessionDuration": 3600},
        local={"forceDetachPolicies": False},
        facts={"RoleId": "Role.RoleId", "CreateDate": "Role.CreateDate"},
        generated={"RoleId": "random_role_id"},
        replaces=("name", "path"),
        json=("assumeRolePolicy",),
        named="name",
        rules=(_name_rule(64),),
        refused={
            **_PREFIX,
            "inlinePolicies": "a resource of its own, aws.iam.RolePolicy",
            "managedPolicyArns": "a resource of its own, aws.iam.RolePolicyAttachment",
        },
        taken="EntityAlreadyExists: a role with this name already exists.",
        regional=False,
        holds=True,
    ),
    Kind(
        token="aws:iam/rolePolicy:RolePolicy",
        service="iam",
        members={"role": "RoleName", "name": "PolicyName", "policy": "PolicyDocument"},
        id="{RoleName}:{PolicyName}",
        create=(Call("put_role_policy", _INLINE, {"PolicyDocument": "PolicyDocument"}),),
        update=(Call("put_role_policy", _INLINE, {"PolicyDocument": "PolicyDocument"}),),
        delete=Call("delete_role_policy", _INLINE),
        reads=(Read("get_role_policy", _INLINE, {"PolicyDocument": "PolicyDocument"}),),
        every=_inline_policies,
        replaces=("name", "role"),
        json=("policy",),
        named="name",
        rules=(_name_rule(128),),
        refused=_PREFIX,
        regional=False,
    ),
    Kind(
        token="aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        service="iam",
        members={"role": "RoleName", "policyArn": "PolicyArn"},
        id="{RoleName}/{PolicyArn}",
        create=(Call("attach_role_policy", _ATTACHMENT),),
        update=(),
        delete=Call("detach_role_policy", _ATTACHMENT),
        reads=(Read("list_attached_role_policies", _ROLE, among=("AttachedPolicies", "PolicyArn")),),
        every=_attachments,
        replaces=("policyArn", "role"),
        regional=False,
    ),
)
