"""Rules about the users that tools sign in as."""

from collections.abc import Iterator
from typing import Final

from policies.resource import UNKNOWN, Resource, Stack, snowflake
from policies.rule import Rule

_TOKEN: Final = snowflake("UserProgrammaticAccessToken")
_KEYS: Final = ("rsaPublicKey", "rsaPublicKey2", "defaultWorkloadIdentity")


def _without_key(user: Resource, stack: Stack) -> Iterator[str]:
    elsewhere = [each.value("name") for each in stack.of(snowflake("UserPublicKeys"))]
    # A name that is not known yet may be this user's.
    if all(user.lacks(key) for key in _KEYS) and not {user.text("name"), UNKNOWN} & set(elsewhere):
        yield f"the service user {user.text('name') or user.name} has neither a public key nor a workload identity"


def _password(user: Resource, _stack: Stack) -> Iterator[str]:
    if user.type == _TOKEN:
        whose, name = user.text("user") or "a user", user.text("name") or user.name
        yield f"{whose} gets the access token {name}, which is as good as a password and stands in the state"
        return
    yield f"{user.text('name') or user.name} is a legacy service user, which signs in with a password"


RULES: Final = (
    Rule(
        name="service-user-has-key",
        level="mandatory",
        description="A service user has a public key or a workload identity.",
        why="Without one it cannot sign in, and someone will help it with a password by hand.",
        fix="set rsa_public_key to the public half of the key pair",
        types=(snowflake("ServiceUser"),),
        judge=_without_key,
        alone=False,
    ),
    Rule(
        name="no-password-user",
        level="mandatory",
        description="No user of the stack signs in with a password, or with a token.",
        why="A password stands in the state, can be guessed and is hard to rotate.",
        fix="make it a ServiceUser with rsa_public_key",
        types=(snowflake("LegacyServiceUser"), snowflake("User"), _TOKEN),
        judge=_password,
    ),
)
