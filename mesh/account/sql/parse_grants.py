"""Reading GRANT, REVOKE and SHOW GRANTS, and the words for object types in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Literal

from mesh.account import refusal
from mesh.account import statements as st
from mesh.account.identifiers import Name
from mesh.account.kinds import KINDS, Kind, kind_of_plural
from mesh.account.sql.tokens import Cursor

ACCOUNT: Final = Name(())
"""The account as a container."""
_LONGEST: Final = max(len(word.split()) for word in KINDS)
_STOPS: Final = ("ON", "TO", "FROM", ",")
_ONLY_OWNERSHIP: Final = "Only OWNERSHIP grant command may specify REVOKE CURRENT GRANTS option."


# --- object types ------------------------------------------------------------------------------------------------


def kind(cursor: Cursor) -> Kind:
    """An object type in the singular."""
    found = _longest(cursor, KINDS.get)
    if found is None:
        raise cursor.unexpected()
    return found


def kind_in_plural(cursor: Cursor) -> Kind:
    """An object type in the plural."""
    found = _longest(cursor, kind_of_plural)
    if found is None:
        raise cursor.unexpected()
    return found


def _longest(cursor: Cursor, find: Callable[[str], Kind | None]) -> Kind | None:
    for length in range(_LONGEST, 0, -1):
        found = find(" ".join(cursor.peek(ahead).word for ahead in range(length)))
        if found is not None:
            cursor.at += length
            return found
    return None


def _granted_kind(cursor: Cursor) -> str:
    """An object type in a grant. One that does not exist is read as well: the account refuses it in its own words."""
    found = _longest(cursor, KINDS.get)
    if found is not None:
        return found.name
    words: list[str] = []
    while cursor.peek().kind == "word" and cursor.peek(1).kind in ("word", "name"):
        if cursor.peek(1).word in _STOPS:
            break
        words.append(cursor.next().word)
    if not words:
        raise cursor.unexpected(cursor.peek(1) if cursor.peek().kind in ("word", "name") else None)
    return " ".join(words)


def _granted_kind_in_plural(cursor: Cursor) -> str:
    found = _longest(cursor, kind_of_plural)
    if found is not None:
        return found.name
    words: list[str] = []
    while cursor.peek().kind == "word" and cursor.word != "IN":
        words.append(cursor.next().word)
    if not words or not words[-1].endswith("S"):
        raise cursor.unexpected(cursor.peek(-1) if words else None)
    return " ".join(words)[:-1]


# --- what and who ------------------------------------------------------------------------------------------------


def object_(cursor: Cursor) -> st.OnObject:
    """One object, with its type."""
    word = _granted_kind(cursor)
    name = cursor.name()
    if cursor.word == "(":
        raise refusal.not_known(f"a {word.lower()}'s signature in {cursor.opening}")
    return st.OnObject(word, name)


def on(cursor: Cursor, inherited: bool = False) -> st.On:
    """What a grant is on."""
    if not inherited and cursor.take("ACCOUNT"):
        return st.OnAccount()
    which: Literal["ALL", "FUTURE", "INHERITED"] = "INHERITED" if inherited else "ALL"
    if not inherited and cursor.take("FUTURE"):
        which = "FUTURE"
    elif not cursor.take("ALL"):
        if inherited:
            raise cursor.unexpected()
        return object_(cursor)
    many = _granted_kind_in_plural(cursor)
    cursor.expect("IN")
    container_kind, container = _container(cursor)
    return st.OnMany(which, many, container_kind, container)


def _container(cursor: Cursor) -> tuple[str, Name]:
    if cursor.take("ACCOUNT"):
        return "ACCOUNT", ACCOUNT
    for word in ("DATABASE", "SCHEMA"):
        if cursor.take(word):
            return word, cursor.name()
    raise cursor.unexpected()


_GRANTEES: Final[tuple[st.GranteeKind, ...]] = ("DATABASE ROLE", "ROLE", "USER", "SHARE")


def grantee(cursor: Cursor) -> st.Grantee:
    """Who holds something; a name alone is that of an account role."""
    for word in _GRANTEES:
        if cursor.take(*word.split()):
            return st.Grantee(word, cursor.name())
    return st.Grantee("ROLE", cursor.name())


def _role(cursor: Cursor) -> st.Grantee | None:
    """The role in ``GRANT ROLE …``; None where privileges come."""
    if cursor.sees("ROLE") or cursor.sees("DATABASE", "ROLE"):
        return grantee(cursor)
    return None


# --- privileges --------------------------------------------------------------------------------------------------


def _privileges(cursor: Cursor, imported: bool) -> tuple[str, ...]:
    """A list of privileges. ALL, and where it is possible at all IMPORTED PRIVILEGES, stand alone."""
    if cursor.take("ALL"):
        cursor.take("PRIVILEGES")
        return ("ALL",)
    if imported and cursor.take("IMPORTED", "PRIVILEGES"):
        return ("IMPORTED PRIVILEGES",)
    return cursor.listed(lambda: _privilege(cursor))


def _privilege(cursor: Cursor) -> str:
    words: list[str] = []
    while cursor.peek().kind == "word" and cursor.word not in _STOPS:
        if not words and cursor.word in ("IMPORTED", "ALL"):
            raise cursor.unexpected()
        words.append(cursor.next().word)
    if not words:
        raise cursor.unexpected()
    return " ".join(words)


def grant(cursor: Cursor) -> st.Statement:
    """The rest of GRANT."""
    role = _role(cursor)
    if role is not None:
        cursor.expect("TO")
        return st.GrantRole(role, grantee(cursor))
    inherited = cursor.take("INHERITED")
    privileges = _privileges(cursor, imported=not inherited)
    cursor.expect("ON")
    what = on(cursor, inherited)
    cursor.expect("TO")
    to = grantee(cursor)
    current = _current_grants(cursor)
    if privileges == ("OWNERSHIP",):
        return st.GrantOwnership(what, to, current)
    if current is not None:
        raise refusal.refused(_ONLY_OWNERSHIP)
    return st.GrantPrivileges(privileges, what, to, grant_option=cursor.take("WITH", "GRANT", "OPTION"))


def _current_grants(cursor: Cursor) -> Literal["COPY", "REVOKE"] | None:
    if cursor.take("COPY", "CURRENT", "GRANTS"):
        return "COPY"
    if cursor.take("REVOKE", "CURRENT", "GRANTS"):
        return "REVOKE"
    return None


def revoke(cursor: Cursor) -> st.Statement:
    """The rest of REVOKE."""
    role = _role(cursor)
    if role is not None:
        cursor.expect("FROM")
        return st.RevokeRole(role, grantee(cursor))
    option_for = cursor.take("GRANT", "OPTION", "FOR")
    inherited = cursor.take("INHERITED")
    privileges = _privileges(cursor, imported=not option_for and not inherited)
    cursor.expect("ON")
    what = on(cursor, inherited)
    cursor.expect("FROM")
    of = grantee(cursor)
    cascade = not cursor.take("RESTRICT") and cursor.take("CASCADE")
    return st.RevokePrivileges(privileges, what, of, option_for, cascade)


# --- SHOW GRANTS -------------------------------------------------------------------------------------------------


def _on_or_account(cursor: Cursor) -> st.OnAccount | st.OnObject:
    return st.OnAccount() if cursor.take("ACCOUNT") else object_(cursor)


_SHOWN: Final[Mapping[tuple[str, ...], Callable[[Cursor], st.ShowGrants]]] = {
    ("GRANTS", "ON"): lambda cursor: st.ShowGrants("ON", _on_or_account(cursor)),
    ("GRANTS", "TO"): lambda cursor: st.ShowGrants("TO", grantee(cursor)),
    ("GRANTS", "OF"): lambda cursor: st.ShowGrants("OF", grantee(cursor)),
    ("FUTURE", "GRANTS", "IN"): lambda cursor: st.ShowGrants("FUTURE IN", st.OnObject(*_container(cursor))),
    ("FUTURE", "GRANTS", "TO"): lambda cursor: st.ShowGrants("FUTURE TO", grantee(cursor)),
}


def show_grants(cursor: Cursor) -> st.ShowGrants | None:
    """The rest of SHOW GRANTS and SHOW FUTURE GRANTS; None where another SHOW comes."""
    for words, read in _SHOWN.items():
        if cursor.take(*words):
            return read(cursor)
    if cursor.sees("GRANTS") or cursor.sees("FUTURE", "GRANTS"):
        raise refusal.not_known(cursor.opening)
    return None
