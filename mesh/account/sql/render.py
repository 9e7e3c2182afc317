"""Statements printed as SQL, in the spelling and clause order of the Snowflake provider.

``sql`` and ``parse.parse`` are inverse. Names are always quoted; a quote in a string is printed as ``\\'``, as the
provider does it. Options that the kind has no clause for cannot be printed: ``ValueError``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, assert_never

from mesh.account import parts
from mesh.account import statements as st
from mesh.account.clauses import Clause, Form
from mesh.account.identifiers import quote
from mesh.account.kinds import KINDS, Kind, plural


def literal(text: str) -> str:
    """A text as a string constant (``/sql-reference/data-types-text``)."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def document(text: str) -> str:
    """A long text as a dollar-quoted constant, which undoes no escapes; with dollars of its own it is a plain one."""
    return literal(text) if "$$" in f"{text}$" else f"$${text}$$"


def sql(statement: st.Statement) -> str:
    """The statement as one line of SQL, without a semicolon."""
    match statement:
        case st.Create():
            return _create(statement)
        case st.Alter():
            return _alter(statement)
        case st.Drop(kind, name, if_exists):
            return _join("DROP", kind, "IF EXISTS" if if_exists else "", str(name))
        case st.Undrop(kind, name):
            return f"UNDROP {kind} {name}"
        case st.GrantPrivileges(privileges, on, to, grant_option):
            tail = "WITH GRANT OPTION" if grant_option else ""
            return _join("GRANT", _privileges(privileges, on), "TO", _grantee(to), tail)
        case st.RevokePrivileges(privileges, on, of, grant_option_for, cascade):
            head = "REVOKE GRANT OPTION FOR" if grant_option_for else "REVOKE"
            return _join(head, _privileges(privileges, on), "FROM", _grantee(of), "CASCADE" if cascade else "")
        case st.GrantOwnership(on, to, current_grants):
            tail = f"{current_grants} CURRENT GRANTS" if current_grants else ""
            return _join("GRANT", _privileges(("OWNERSHIP",), on), "TO", _grantee(to), tail)
        case st.GrantRole(role, to):
            return f"GRANT {_grantee(role)} TO {_grantee(to)}"
        case st.RevokeRole(role, of):
            return f"REVOKE {_grantee(role)} FROM {_grantee(of)}"
        case st.Show(kind, like, within):
            pattern = "" if like is None else f"LIKE {literal(like)}"
            return _join("SHOW", plural(kind), pattern, "" if within is None else f"IN {target(within)}")
        case st.ShowGrants(which, what):
            return _show_grants(which, what)
        case st.Describe(kind, name):
            return f"DESCRIBE {kind} {name}"
        case st.UseRole(role_name, secondary):
            return f"USE SECONDARY ROLES {secondary}" if role_name is None else f"USE ROLE {role_name}"
        case _:
            assert_never(statement)


def _join(*words: str) -> str:
    return " ".join(word for word in words if word)


def _list(items: Iterable[str]) -> str:
    return ", ".join(items)


# --- objects -----------------------------------------------------------------------------------------------------


def _create(create: st.Create) -> str:
    kind = _kind(create.kind)
    before = [clause for clause in kind.clauses if clause.before]
    after = [clause for clause in kind.clauses if not clause.before]
    flags = _clauses(before, create.options)
    clauses = _clauses(after, create.options)
    _refuse_others(kind, create.options, [clause for clause in kind.clauses if clause.in_create])
    return _join(
        "CREATE",
        "OR REPLACE" if create.or_replace else "",
        *flags,
        kind.prefix,
        create.kind,
        "IF NOT EXISTS" if create.if_not_exists else "",
        str(create.name),
        "" if create.clone is None else f"CLONE {create.clone}",
        "WITH" if kind.with_ and clauses else "",
        *clauses,
    )


def _alter(alter: st.Alter) -> str:
    kind = _kind(alter.kind)
    text, shared = "", None
    for action in alter.actions:
        head, rest = _action(kind, action)
        listed = f", {rest}" if shared == head else f", {_join(head, rest)}"
        text += listed if text else _join(head, rest)
        shared = head
    return _join("ALTER", alter.kind, "IF EXISTS" if alter.if_exists else "", str(alter.name), text)


def _action(kind: Kind, action: st.Action) -> tuple[str, str]:
    """The words that a list of such actions says once, and the rest."""
    match action:
        case st.Set(options):
            return "", _set(kind, options)
        case st.Unset(keys):
            return "UNSET", _list(keys)
        case st.Rename(to):
            return "", f"RENAME TO {to}"
        case st.AddColumn(column):
            return "ADD COLUMN", _column(column)
        case st.DropColumn(name):
            return "DROP COLUMN", quote(name)
        case st.AlterColumn():
            return "ALTER", f"COLUMN {quote(action.column)} {_change(action)}"
        case st.SetMaskingPolicy(name, policy, using, force):
            return f"{_on_column(name)}SET", _join(_mask(policy, using), "FORCE" if force else "")
        case st.UnsetMaskingPolicy(name, unset):
            return f"{_on_column(name)}UNSET", _join("MASKING POLICY", "" if unset is None else str(unset))
        case st.AddRowAccess(access):
            return "", f"ADD ROW ACCESS POLICY {_rows(access)}"
        case st.DropRowAccess(policy):
            return "", f"DROP ROW ACCESS POLICY {policy}"
        case st.SetTag(tag, value, tagged):
            return f"{_on_column(tagged)}SET TAG", f"{tag} = {literal(value)}"
        case st.UnsetTag(tag, tagged):
            return f"{_on_column(tagged)}UNSET TAG", str(tag)
        case st.AddAccounts(accounts):
            return "", f"ADD ACCOUNTS = {_list(map(str, accounts))}"
        case st.RemoveAccounts(accounts):
            return "", f"REMOVE ACCOUNTS = {_list(map(str, accounts))}"
        case st.AddStorageLocation(location):
            clause = next(clause for clause in kind.clauses if clause.form == "RECORDS")
            return "", f"ADD STORAGE_LOCATION = {_fields(clause, location)}"
        case st.RemoveStorageLocation(name):
            return "", f"REMOVE STORAGE_LOCATION {literal(name)}"
        case st.SetManifest(manifest, publish):
            tail = "" if publish is None else f"PUBLISH = {_boolean(publish)}"
            return "", _join("AS", document(manifest), tail)
        case st.Publish(on):
            return "", "PUBLISH" if on else "UNPUBLISH"
        case _:
            assert_never(action)


def _set(kind: Kind, options: parts.Options) -> str:
    switches = [clause for clause in kind.clauses if clause.form == "SWITCH" and clause.key in options]
    if switches:
        [switch] = switches
        _refuse_others(kind, options, switches)
        return f"{'ENABLE' if options[switch.key] else 'DISABLE'} {switch.key}"
    settable = [clause for clause in kind.clauses if clause.settable]
    _refuse_others(kind, options, settable)
    clauses = [f"BODY {text}" if text.startswith("->") else text for text in _clauses(settable, options)]
    if not clauses:
        raise ValueError(f"nothing to set: {dict(options)}")
    return _join("SET", *clauses)


def _refuse_others(kind: Kind, options: parts.Options, clauses: Sequence[Clause]) -> None:
    others = options.keys() - {clause.key for clause in clauses}
    if others:
        allowed = _list(clause.key for clause in clauses)
        raise ValueError(f"{kind.name} has no clause for {_list(sorted(others))} here; it has {allowed}")


def _on_column(column: str | None) -> str:
    return f"MODIFY COLUMN {quote(column)} " if column else ""


def _change(alter: st.AlterColumn) -> str:
    if alter.type is not None:
        return f"SET DATA TYPE {alter.type}"
    if alter.comment is not None:
        return f"COMMENT {literal(alter.comment)}"
    return "DROP NOT NULL" if alter.nullable else "SET NOT NULL"


def _kind(word: str) -> Kind:
    return KINDS.get(word) or Kind(word, plural(word), 3)


# --- clauses -----------------------------------------------------------------------------------------------------


def _clauses(clauses: Iterable[Clause], options: parts.Options) -> list[str]:
    printed = (_clause(clause, options[clause.key]) for clause in clauses if clause.key in options)
    return [text for text in printed if text]


def _clause(clause: Clause, value: parts.Value) -> str:
    if clause.form in ("FLAG", "SWITCH"):
        return clause.opening if value else ""
    opening = "" if clause.form == "COLUMNS" else clause.opening
    if clause.form in _ASSIGNED:
        return f"{opening} = {'NULL' if value is None else _PRINTERS[clause.form](clause, value)}"
    return _join(opening, _PRINTERS[clause.form](clause, value)) if value else ""


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(value)


def _boolean(value: bool) -> str:
    return "true" if value else "false"


def _fields(clause: Clause, value: Mapping[str, parts.Value]) -> str:
    return f"({_join(*_clauses(clause.fields, value))})"


def _column(column: parts.Column) -> str:
    return _join(
        quote(column.name),
        column.type,
        "" if column.nullable else "NOT NULL",
        "" if column.collate is None else f"COLLATE {literal(column.collate)}",
        "" if column.masking_policy is None else _mask(column.masking_policy, column.using),
        "" if column.comment is None else f"COMMENT {literal(column.comment)}",
    )


def _mask(policy: object, using: tuple[str, ...]) -> str:
    return _join(f"MASKING POLICY {policy}", f"USING ({_list(map(quote, using))})" if using else "")


def _rows(access: parts.RowAccess) -> str:
    return f"{access.policy} ON ({_list(map(quote, access.on))})"


def _triggers(triggers: tuple[parts.Trigger, ...]) -> str:
    return " ".join(f"ON {trigger.percent} PERCENT DO {trigger.action}" for trigger in triggers)


_PRINTERS: Final[Mapping[Form, Callable[[Clause, Any], str]]] = {
    "STRING": lambda _, text: literal(text),
    "WORD": lambda _, word: str(word),
    "QUOTED": lambda _, word: literal(word),
    "NUMBER": lambda _, number: _number(number),
    "BOOLEAN": lambda _, flag: _boolean(flag),
    "NAME": lambda _, name: str(name),
    "NAME_TEXT": lambda _, name: literal(str(name)).replace('"', '\\"'),
    "NAMES": lambda _, names: f"({_list(map(str, names))})",
    "ACCOUNTS": lambda _, names: _list(map(str, names)),
    "STRINGS": lambda _, texts: f"({_list(map(literal, texts))})",
    "FIELDS": _fields,
    "RECORDS": lambda clause, records: f"({_list(_fields(clause, each) for each in records)})",
    "VALUES": lambda _, texts: _list(map(literal, texts)),
    "REFERENCE": lambda _, name: str(name),
    "TYPE": lambda _, text: str(text),
    "COLUMNS": lambda _, columns: f"({_list(map(_column, columns))})",
    "ARGUMENTS": lambda _, arguments: f"({_list(f'{quote(a.name)} {a.type}' for a in arguments)})",
    "BODY": lambda _, text: str(text),
    "DOCUMENT": lambda _, text: document(text),
    "QUERY": lambda _, text: str(text),
    "ROWS": lambda _, access: _rows(access),
    "TRIGGERS": lambda _, triggers: _triggers(triggers),
}
_ASSIGNED: Final[tuple[Form, ...]] = (
    *("STRING", "WORD", "QUOTED", "NUMBER", "BOOLEAN"),
    *("NAME", "NAME_TEXT", "NAMES", "ACCOUNTS", "STRINGS", "FIELDS", "RECORDS"),
)


# --- grants ------------------------------------------------------------------------------------------------------


def _privileges(privileges: tuple[str, ...], on: st.On) -> str:
    inherited = isinstance(on, st.OnMany) and on.which == "INHERITED"
    words = "ALL PRIVILEGES" if privileges == ("ALL",) else _list(privileges)
    return _join("INHERITED" if inherited else "", words, "ON", target(on))


def target(on: st.On) -> str:
    """What a grant is on, as a statement names it."""
    match on:
        case st.OnAccount():
            return "ACCOUNT"
        case st.OnObject(kind, name):
            return f"{kind} {name}"
        case st.OnMany(which, kind, container_kind, container):
            every = "FUTURE" if which == "FUTURE" else "ALL"
            return _join(every, plural(kind), "IN", container_kind, str(container))
        case _:
            assert_never(on)


def _grantee(grantee: st.Grantee) -> str:
    return f"{grantee.kind} {grantee.name}"


def _show_grants(which: str, what: st.OnAccount | st.OnObject | st.Grantee) -> str:
    future = "FUTURE" if which.startswith("FUTURE ") else ""
    subject = _grantee(what) if isinstance(what, st.Grantee) else target(what)
    return _join("SHOW", future, "GRANTS", which.removeprefix("FUTURE "), subject)
