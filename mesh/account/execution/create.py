"""CREATE: a new object, or with OR REPLACE another in its place."""

from __future__ import annotations

from dataclasses import replace

from mesh.account import refusal
from mesh.account.authorisation import Authority
from mesh.account.execution import clone, drop, future, grants
from mesh.account.identifiers import Name
from mesh.account.kinds import KINDS, Kind
from mesh.account.objects import properties, rules, shares
from mesh.account.parts import Value
from mesh.account.records import CONSUMER, Grant, Object, namespace, on_object
from mesh.account.session import Answer
from mesh.account.statements import Create, Grantee, OnObject


def create(who: Authority, statement: Create) -> Answer:
    """CREATE of one object, with what comes into being beside it."""
    kind = KINDS.get(statement.kind)
    if kind is None:
        raise refusal.no_such_kind(statement.kind)
    if not kind.creatable:
        raise refusal.unsupported(f"CREATE {kind.name}")
    if statement.or_replace and statement.if_not_exists:
        raise refusal.refused("options 'OR REPLACE' and 'IF NOT EXISTS' are incompatible.", 1420, "42601")
    who.check_depth(kind.name, statement.name)
    who.container_of(statement.name)
    standing = who.state.objects.get((namespace(kind.name), statement.name))
    if standing is not None and statement.if_not_exists and standing.kind == kind.name:
        return Answer(message=f"{statement.name.last} already exists, statement succeeded.")
    who.require_create(kind.name, statement.name)
    if standing is not None:
        _check_replaceable(who, statement, standing)
    if statement.clone is not None:
        return clone.clone(who, statement, standing)
    new = _new(who, kind, statement)
    _put(who, new, standing, copy_grants=bool(statement.options.get("COPY GRANTS")))
    return created(new)


def created(obj: Object) -> Answer:
    """What the account says of a new object."""
    return Answer(message=f"{refusal.title(obj.kind)} {obj.name.last} successfully created.")


def _new(who: Authority, kind: Kind, statement: Create) -> Object:
    if kind.name == "SCHEMA" and statement.name.last == "INFORMATION_SCHEMA":
        raise refusal.reserved(statement.name)
    options = properties.for_create(kind, statement.options, who.state.edition)
    options.pop("COPY GRANTS", None)
    if "FROM SHARE" in options and who.session.account:
        options[CONSUMER] = who.session.account
    obj = Object(kind.name, statement.name, who.session.role, options, created=who.state.next_serial())
    return rules.check(who, obj, None)


def _check_replaceable(who: Authority, statement: Create, standing: Object) -> None:
    """What cannot be dropped cannot be replaced; of an attached policy that is the strict reading."""
    if not statement.or_replace or standing.kind != statement.kind:
        raise refusal.already_exists(standing.name)
    who.require_owner(standing)
    drop.check(who.state, standing)


def _put(who: Authority, new: Object, standing: Object | None, *, copy_grants: bool) -> None:
    """Put a new object in its place. COPY GRANTS keeps the grants of the old one and leaves future grants out."""
    kept = who.state.grants_on(new.kind, new.name) if standing is not None and copy_grants else []
    shares.check_stays_secure(who.state, new, kept)
    if standing is not None:
        drop.remove(who, standing)
    place(who, new, kept)
    if new.kind == "DATABASE":
        add_standard_schemas(who, new)


def place(who: Authority, new: Object, kept: list[Grant]) -> None:
    """Write a new object with the grants that it has from the start."""
    who.state.put(new)
    if new.kind == "DATABASE ROLE":
        _open_database(who, new)
    if kept:
        for row in kept:
            grants.put(who, replace(row, on=on_object(new), grantor=who.session.role))
    else:
        future.apply(who, new)


def add_standard_schemas(who: Authority, database: Object) -> None:
    """PUBLIC and INFORMATION_SCHEMA come with a database; one made from a share has only the latter."""
    names = ("INFORMATION_SCHEMA",) if "FROM SHARE" in database.options else ("INFORMATION_SCHEMA", "PUBLIC")
    for name in names:
        options: dict[str, Value] = {"TRANSIENT": True} if database.options.get("TRANSIENT") else {}
        schema = Object("SCHEMA", database.name.child(name), database.owner, options, created=database.created)
        place(who, schema, [])


def _open_database(who: Authority, role: Object) -> None:
    """A database role gets USAGE on its database (``/sql-reference/sql/create-database-role``)."""
    database = who.state.get("DATABASE", Name(role.name.parts[:1]))
    assert database is not None, "its container was checked"
    to = Grantee("DATABASE ROLE", role.name)
    grants.put(who, Grant("USAGE", OnObject("DATABASE", database.name), to, database.owner))
