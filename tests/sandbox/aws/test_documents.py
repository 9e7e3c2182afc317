"""Policies that AWS takes for one, and those that it does not."""

import json
from typing import Any

import pytest

from sandbox.aws.documents import same_json

READ = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/*"}
WRITE = {"Effect": "Allow", "Action": ["s3:PutObject", "s3:GetObject"], "Resource": ["arn:aws:s3:::a/*"]}


def policy(*statements: Any, **more: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements), **more})


def changed(**elements: Any) -> str:
    return policy({**READ, **elements})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (policy(READ), policy(READ, Statement=READ)),
        (policy(READ), policy(READ).replace(" ", "\n")),
        (policy(READ), changed(Action=["s3:GetObject"], Resource=["arn:aws:s3:::a/*"])),
        (policy(READ, WRITE), policy(WRITE, READ)),
        (policy(WRITE), policy({**WRITE, "Action": ["s3:GetObject", "s3:PutObject"]})),
        (changed(Principal="*"), changed(Principal={"AWS": ["*"]})),
        (changed(Principal={"AWS": ["a", "b"]}), changed(Principal={"AWS": ["b", "a"]})),
        (changed(Condition={"StringEquals": {"k": "v"}}), changed(Condition={"StringEquals": {"k": ["v"]}})),
        ('{"a": 1, "b": [2]}', '{"b": [2], "a": 1}'),
    ],
)
def test_the_same_in_another_spelling(one: str, other: str) -> None:
    assert same_json(one, other)
    assert same_json(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (policy(READ), policy(READ, WRITE)),
        (policy(READ), policy(READ, Version="2008-10-17")),
        (policy(READ), changed(Effect="Deny")),
        (policy(READ), changed(Action=["s3:GetObject", "s3:PutObject"])),
        (policy(READ), changed(Sid="Read")),
        (policy(READ), changed(NotAction="s3:GetObject", Action=None)),
        (changed(Principal="*"), changed(Principal={"Service": "*"})),
        (changed(Condition={"StringEquals": {"k": "v"}}), changed(Condition={"StringLike": {"k": "v"}})),
        (changed(Condition={"StringEquals": {"k": "v"}}), changed(Condition={"StringEquals": {"k": "w"}})),
        ('{"a": [1, 2]}', '{"a": [2, 1]}'),
        ('{"a": 1}', "no JSON"),
        (policy(READ), "[]"),
    ],
)
def test_another_document(one: str, other: str) -> None:
    assert not same_json(one, other)
    assert not same_json(other, one)
