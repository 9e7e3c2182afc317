"""Inputs that are clauses: which clause of a kind an input says, and in which form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from mesh.account.clauses import Clause
from mesh.account.kinds import KINDS
from mesh.account.resources.forms import BOOLEAN_TEXT, Form, form_of
from mesh.account.resources.spec import Property

IN_SCHEMA: Final = ("database", "schema")

_CLAUSES: Final[Mapping[str, str]] = {
    "withManagedAccess": "MANAGED ACCESS",
    "fromShare": "FROM SHARE",
    "copyStatement": "AS",
    "awsSnsTopicArn": "AWS_SNS_TOPIC",
    "valueLists": "VALUE_LIST",
    "allowedNetworkRuleLists": "ALLOWED_NETWORK_RULE_LIST",
    "blockedNetworkRuleLists": "BLOCKED_NETWORK_RULE_LIST",
    "allowedIpLists": "ALLOWED_IP_LIST",
    "blockedIpLists": "BLOCKED_IP_LIST",
    "rsaPublicKey2": "RSA_PUBLIC_KEY_2",
    "isTransient": "TRANSIENT",
    "isSecure": "SECURE",
    "orderedAllowedValues": "ALLOWED_VALUES",
    "allowedValues": "ALLOWED_VALUES",
    "returnDataType": "RETURNS",
}
"""Inputs whose clause is not simply their name in capitals."""

_REQUIRED: Final = frozenset({"enabled", "mode"})
"""Inputs that the provider wants although the account has a default for their clause."""

_COUNTS: Final = frozenset({"warehouseSize"})
"""Inputs whose default differs from saying nothing: a warehouse that loses its size is replaced."""


def token(name: str) -> str:
    """The type token of a resource of the package."""
    return f"snowflake:index/{name[0].lower()}{name[1:]}:{name}"


def clause_words(camel: str) -> str:
    """An input's name as a clause: ``stripOuterArray`` is ``STRIP_OUTER_ARRAY``."""
    return "".join(f"_{letter}" if letter.isupper() else letter.upper() for letter in camel)


def properties(kind: str, inputs: str, texts: str = "") -> tuple[Property, ...]:
    """The named inputs as clauses of a kind; ``texts`` are booleans that the SDK types as text."""
    found = []
    for given in (*inputs.split(), *texts.split()):
        clause = KINDS[kind].clause(_CLAUSES.get(given, clause_words(given)))
        assert clause is not None, f"{kind} has no clause for the input {given}"
        form = BOOLEAN_TEXT if given in texts.split() else form_of(clause)
        found.append(
            Property(
                given,
                clause.key,
                form,
                silent=None if given in _COUNTS else _silent(clause, form),
                required=given in _REQUIRED,
                alterable=clause.settable,
            )
        )
    return tuple(found)


def _silent(clause: Clause, form: Form) -> Any:
    """What an input says that says the clause's default; None when the default is the container's, or unknown."""
    if clause.default is None or clause.inherited or form.input is None:
        return None
    return form.normal(form.input(clause.default))
