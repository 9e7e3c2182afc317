"""SQL read as statements: what ``render`` prints, and the same as a person types it.

Names without quotes are folded to upper case; ``TO ROLE r`` may leave out ROLE, ``=`` and ``WITH`` may be left out
where Snowflake does without. What is no statement of Snowflake's is ``Refused`` with the account's syntax error; what
Snowflake has and the sandbox has not, with a message that says so. Whether the objects exist, and whether the values
and their combination are allowed, is for the account to say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from mesh.account import parts, refusal
from mesh.account import statements as st
from mesh.account.identifiers import Name
from mesh.account.kinds import KINDS, Kind
from mesh.account.sql import parse_alter, parse_clauses, parse_grants
from mesh.account.sql.tokens import Cursor, Token, tokens

_BEGINNINGS: Final = """
    BEGIN CALL COMMENT COMMIT COPY DECLARE DELETE EXECUTE EXPLAIN GET INSERT LIST LS MERGE PUT REMOVE RM ROLLBACK SELECT
    SET TRUNCATE UNSET UPDATE WITH
"""
_OTHER_STATEMENTS: Final = frozenset(_BEGINNINGS.split())
"""How statements begin that the sandbox does not know."""
_FLAGS: Final = frozenset(clause.key for kind in KINDS.values() for clause in kind.clauses if clause.before)

_PREFIXED: Final = tuple(kind for kind in KINDS.values() if kind.prefix)


def parse(text: str) -> st.Statement:
    """The one statement of a text; a semicolon at its end is allowed."""
    statements = _statements(text)
    if not statements:
        raise refusal.empty()
    if len(statements) > 1:
        raise refusal.statement_count(len(statements))
    return _statement(Cursor(text, statements[0]))


def script(text: str) -> list[st.Statement]:
    """All statements of a text, each but perhaps the last ended by a semicolon. Errors count the lines of the text."""
    return [_statement(Cursor(text, found)) for found in _statements(text)]


def _statements(text: str) -> list[list[Token]]:
    statements: list[list[Token]] = [[]]
    for token in tokens(text):
        if token.word == ";":
            statements.append([])
        else:
            statements[-1].append(token)
    return [found for found in statements if found]


def _statement(cursor: Cursor) -> st.Statement:
    read = _BY_VERB.get(cursor.word)
    if read is None:
        raise refusal.not_known(cursor.opening) if cursor.word in _OTHER_STATEMENTS else cursor.unexpected()
    cursor.next()
    statement = read(cursor)
    cursor.finish()
    return statement


# --- objects -----------------------------------------------------------------------------------------------------


def _create(cursor: Cursor) -> st.Create:
    or_replace = cursor.take("OR", "REPLACE")
    options: dict[str, parts.Value] = {}
    first = cursor.peek()
    while cursor.word in _FLAGS:
        options[cursor.next().word] = True
    kind = _created_kind(cursor)
    if not kind.creatable:
        raise refusal.not_known(cursor.opening)
    if any(kind.clause(flag) is None for flag in options):
        raise cursor.unexpected(first)
    if_not_exists = cursor.take("IF", "NOT", "EXISTS")
    if or_replace and if_not_exists:
        raise refusal.refused("options IF NOT EXISTS and OR REPLACE are incompatible.")
    name = cursor.name()
    clone = cursor.name() if kind.clonable and cursor.take("CLONE") else None
    options |= parse_clauses.clauses(cursor, parse_clauses.creating(kind), kind.name)
    return st.Create(kind.name, name, options, or_replace, if_not_exists, clone)


def _created_kind(cursor: Cursor) -> Kind:
    """The kind with its prefix, where CREATE wants one."""
    for kind in _PREFIXED:
        if cursor.take(kind.prefix, *kind.name.split()):
            return kind
    first = cursor.peek()
    found = parse_grants.kind(cursor)
    if found.prefix:
        raise cursor.unexpected(first)
    return found


def _alter(cursor: Cursor) -> st.Alter:
    kind = parse_grants.kind(cursor)
    if_exists = cursor.take("IF", "EXISTS")
    name = cursor.name() if kind.depth else parse_grants.ACCOUNT
    tagged = cursor.word in ("SET", "UNSET") and cursor.peek(1).word == "TAG"
    if not kind.clauses and not tagged:
        raise refusal.not_known(cursor.opening)
    return st.Alter(kind.name, name, parse_alter.actions(cursor, kind), if_exists)


def _drop(cursor: Cursor) -> st.Drop:
    kind = _with_name(cursor)
    if_exists = cursor.take("IF", "EXISTS")
    name = cursor.name()
    cursor.take("CASCADE")
    return st.Drop(kind.name, name, if_exists)


def _undrop(cursor: Cursor) -> st.Undrop:
    return st.Undrop(_with_name(cursor).name, cursor.name())


def _describe(cursor: Cursor) -> st.Describe:
    return st.Describe(_with_name(cursor).name, cursor.name())


def _with_name(cursor: Cursor) -> Kind:
    kind = parse_grants.kind(cursor)
    if not kind.depth:
        raise refusal.not_known(cursor.opening)
    return kind


# --- reading -----------------------------------------------------------------------------------------------------


def _show(cursor: Cursor) -> st.Statement:
    grants = parse_grants.show_grants(cursor)
    if grants is not None:
        return grants
    cursor.take("TERSE")
    if cursor.sees("PARAMETERS") or cursor.sees("COLUMNS"):
        raise refusal.not_known(cursor.opening)
    kind = parse_grants.kind_in_plural(cursor)
    like = cursor.string() if cursor.take("LIKE") else None
    within = _within(cursor) if cursor.take("IN") else None
    return st.Show(kind.name, like, within)


def _within(cursor: Cursor) -> st.OnObject | None:
    """The container of SHOW … IN; one part without its type is a database's name, two are a schema's."""
    if cursor.take("ACCOUNT"):
        return None
    for word in ("DATABASE", "SCHEMA"):
        if cursor.take(word):
            return st.OnObject(word, cursor.name())
    name: Name = cursor.name()
    return st.OnObject("SCHEMA" if len(name.parts) > 1 else "DATABASE", name)


def _use(cursor: Cursor) -> st.UseRole:
    if cursor.take("ROLE"):
        return st.UseRole(cursor.name())
    if cursor.take("SECONDARY", "ROLES"):
        if cursor.take("ALL"):
            return st.UseRole(secondary="ALL")
        if cursor.take("NONE"):
            return st.UseRole(secondary="NONE")
    raise refusal.not_known(cursor.opening)


_BY_VERB: Final[Mapping[str, Callable[[Cursor], st.Statement]]] = {
    "CREATE": _create,
    "ALTER": _alter,
    "DROP": _drop,
    "UNDROP": _undrop,
    "GRANT": parse_grants.grant,
    "REVOKE": parse_grants.revoke,
    "SHOW": _show,
    "DESC": _describe,
    "DESCRIBE": _describe,
    "USE": _use,
}
