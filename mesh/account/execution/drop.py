"""DROP and UNDROP: an object goes with all that is in it and all grants on, in and to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mesh.account import refusal
from mesh.account.authorisation import Authority
from mesh.account.identifiers import Name
from mesh.account.kinds import KINDS
from mesh.account.objects import lake, policies, retention, shares
from mesh.account.records import ACCOUNT, Dropped, Grant, Membership, Object, namespace
from mesh.account.session import Answer
from mesh.account.state import State
from mesh.account.statements import Drop, Grantee, GranteeKind, Undrop

_HOLDERS: dict[str, GranteeKind] = {
    "ROLE": "ROLE", "DATABASE ROLE": "DATABASE ROLE", "USER": "USER", "SHARE": "SHARE",
}  # fmt: skip


def drop(who: Authority, statement: Drop) -> Answer:
    """DROP of one object; with IF EXISTS what is not there (or not to be seen) is no error."""
    kind = KINDS.get(statement.kind)
    if kind is None:
        raise refusal.no_such_kind(statement.kind)
    try:
        obj = who.resolve(statement.kind, statement.name)
    except refusal.Refused as missing:
        if statement.if_exists and missing.number == refusal.DOES_NOT_EXIST:
            text = f"Drop statement executed successfully ({statement.name.last} already dropped)."
            return Answer(message=text)
        raise
    who.require_drop(obj)
    check(who.state, obj)
    remove(who, obj)
    return Answer(message=f"{statement.name.last} successfully dropped.")


def remove(who: Authority, obj: Object) -> None:
    """Take an object out of the account; what UNDROP can bring back is kept aside."""
    state = who.state
    kept = retention.days(state, obj) > 0 and KINDS[obj.kind].restorable and "FROM SHARE" not in obj.options
    objects = (obj, *(state.inside(obj.name) if obj.kind in ("DATABASE", "SCHEMA") else ()))
    grants: dict[Grant, None] = {}
    memberships: dict[Membership, None] = {}
    for each in objects:
        grants.update(dict.fromkeys(_grants_about(state, each)))
        memberships.update(dict.fromkeys(_memberships_about(state, each)))
    for row in (*grants, *memberships, *objects):
        state.delete(row)
    serial = state.next_serial() if kept else 0
    if kept:
        state.put(_kept(serial, objects, list(grants), list(memberships)))
    _take_along(state, obj.name, serial)
    if obj.kind == "ROLE":
        _hand_over(who, obj)
    if obj.kind in ("TAG", "RESOURCE MONITOR"):
        _forget(state, obj)


def _kept(serial: int, objects: Sequence[Object], grants: list[Grant], memberships: list[Membership]) -> Dropped:
    """What UNDROP needs, in an order that does not depend on how the rows came into the account."""
    obj, *inside = objects
    return Dropped(
        serial,
        obj.kind,
        obj.name,
        (obj, *sorted(inside, key=lambda each: (len(each.name.parts), each.name, each.kind))),
        tuple(sorted(grants, key=lambda row: (row.privilege, str(row.on), row.to, row.grantor))),
        tuple(sorted(memberships, key=lambda row: row.key)),
    )


def _take_along(state: State, container: Name, serial: int) -> None:
    """What was dropped in a container before goes with it; for good (serial 0) where that is not kept."""
    gone = [each for each in state.dropped if not each.went_with and each.name.within(container)]
    while gone:
        each = gone.pop()
        if serial:
            state.put(replace(each, went_with=serial))
        else:
            state.delete(each)
            gone += [other for other in state.dropped if other.went_with == each.serial]


def _grants_about(state: State, obj: Object) -> list[Grant]:
    rows = state.grants_on(obj.kind, obj.name)
    if obj.kind in ("DATABASE", "SCHEMA"):
        rows = rows + state.grants_in(obj.name)
    holder = _HOLDERS.get(obj.kind)
    return rows + (state.grants.by("to", Grantee(holder, obj.name)) if holder is not None else [])


def _memberships_about(state: State, obj: Object) -> list[Membership]:
    holder = _HOLDERS.get(obj.kind)
    if holder is None:
        return []
    grantee = Grantee(holder, obj.name)
    return state.memberships.by("role", grantee) + state.memberships.by("to", grantee)


def _hand_over(who: Authority, role: Object) -> None:
    """What a dropped role owned or granted goes to the role that drops it (``/sql-reference/sql/drop-role``)."""
    for owned in who.state.objects.by("owner", role.name):
        who.state.put(replace(owned, owner=who.session.role))
    for row in who.state.grants.by("grantor", role.name):
        who.state.delete(row)
        who.state.put(replace(row, grantor=who.session.role))


def _forget(state: State, gone: Object) -> None:
    """Take a dropped tag off what it is set on, and a dropped monitor off its warehouses."""
    for user in state.users_of(gone.kind, gone.name):
        state.put(
            replace(
                user,
                options={key: value for key, value in user.options.items() if value != gone.name},
                tags={tag: value for tag, value in user.tags.items() if tag != gone.name},
                column_tags={
                    column: {tag: value for tag, value in tags.items() if tag != gone.name}
                    for column, tags in user.column_tags.items()
                },
            )
        )


# --- refusals ----------------------------------------------------------------------------------------------------


def check(state: State, obj: Object) -> None:
    """Refuse to take away what others need."""
    if obj.owner == ACCOUNT or (obj.name.last == "INFORMATION_SCHEMA" and obj.kind == "SCHEMA"):
        raise refusal.insufficient(obj.kind, obj.name, "It is a part of every account and cannot be dropped.")
    if namespace(obj.kind) == "POLICY" and policies.attached_to(state, obj.name):
        raise refusal.policy_in_use(obj.name)
    if obj.kind == "TAG" and obj.options.get("MASKING POLICIES"):
        raise refusal.refused(f"Tag '{obj.name.plain}' cannot be dropped: masking policies are set on it.")
    if obj.kind in ("SCHEMA", "DATABASE"):
        _check_policies_inside(state, obj.name)
    if obj.kind in ("NETWORK POLICY", "NETWORK RULE"):
        _check_network(state, obj)
    lake.check_unused(state, obj)
    if obj.kind == "SHARE":
        shares.check_unlisted(state, obj)
    if obj.kind == "ROLE":
        _check_shared_databases(state, obj)


def _check_policies_inside(state: State, container: Name) -> None:
    """A policy that is used outside of its schema or database holds that (``/user-guide/security-column-intro``)."""
    for inner in state.inside(container):
        if namespace(inner.kind) == "POLICY":
            outside = [user for user in policies.attached_to(state, inner.name) if not user.name.within(container)]
            if outside:
                raise refusal.policy_in_use(inner.name, outside[0].name)


def _check_network(state: State, obj: Object) -> None:
    for user in state.users_of(obj.kind, obj.name):
        raise refusal.network_in_use(obj.kind, obj.name, user.kind, user.name)


def _check_shared_databases(state: State, role: Object) -> None:
    for owned in state.objects.by("owner", role.name):
        if owned.kind == "DATABASE" and any(g.to.kind == "SHARE" for g in state.grants_on("DATABASE", owned.name)):
            text = f"Role owns database '{owned.name.plain}', which is shared: transfer its OWNERSHIP first."
            raise refusal.insufficient("ROLE", role.name, text)


# --- undrop ------------------------------------------------------------------------------------------------------


def undrop(who: Authority, statement: Undrop) -> Answer:
    """UNDROP brings back what was dropped last under this name, with its grants."""
    kind = KINDS.get(statement.kind)
    if kind is None:
        raise refusal.no_such_kind(statement.kind)
    if not kind.restorable:
        raise refusal.unsupported(f"UNDROP not supported for objects of type {refusal.underscored(kind.name)}")
    who.check_depth(statement.kind, statement.name)
    who.container_of(statement.name)
    if who.state.objects.get((namespace(kind.name), statement.name)) is not None:
        raise refusal.already_exists(statement.name)
    rows = [each for each in who.state.dropped.by("name", (kind.name, statement.name)) if not each.went_with]
    if not rows:
        raise refusal.purged(kind.name, statement.name)
    last = max(rows, key=lambda row: row.serial)
    who.require_create(kind.name, statement.name)
    who.require_owner(last.objects[0])
    _restore(who.state, last)
    return Answer(message=f"{refusal.title(kind.name)} {statement.name.last} successfully restored.")


def _restore(state: State, last: Dropped) -> None:
    """Objects first, then what they held and what was held on them, as far as the other side is still there."""
    state.delete(last)
    for inside in [each for each in state.dropped if each.went_with == last.serial]:
        state.put(replace(inside, went_with=0))
    for obj in last.objects:
        state.put(_owned_by_somebody(state, obj, last.objects[0].owner))
    for grant in last.grants:
        if _is_there(state, grant.to):
            state.put(grant)
    for held in last.memberships:
        if _is_there(state, held.to) and _is_there(state, held.role):
            state.put(held)


def _is_there(state: State, grantee: Grantee) -> bool:
    return state.get(grantee.kind, grantee.name) is not None


def _owned_by_somebody(state: State, obj: Object, fallback: Name) -> Object:
    owner = "DATABASE ROLE" if len(obj.owner.parts) == 2 else "ROLE"
    return obj if state.get(owner, obj.owner) is not None else replace(obj, owner=fallback)
