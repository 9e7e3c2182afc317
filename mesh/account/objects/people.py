"""Users and the network that they come from.

Sources: ``/sql-reference/sql/create-user``, ``/sql-reference/sql/create-network-rule``, ``…/create-network-policy``.
"""

from __future__ import annotations

import ipaddress
import re
from typing import Final

from mesh.account import refusal
from mesh.account.authorisation import Authority
from mesh.account.identifiers import Name
from mesh.account.records import Object

_PERSONAL: Final = (
    "PASSWORD", "FIRST_NAME", "MIDDLE_NAME", "LAST_NAME", "MUST_CHANGE_PASSWORD", "MINS_TO_BYPASS_MFA",
)  # fmt: skip
_MODES: Final = {
    "IPV4": ("INGRESS", "INTERNAL_STAGE", "POSTGRES_INGRESS", "POSTGRES_EGRESS"),
    "IPV6": ("INGRESS",),
    "AWSVPCEID": ("INGRESS", "INTERNAL_STAGE"),
    "AZURELINKID": ("INGRESS",),
    "GCPPSCID": ("INGRESS",),
    "HOST_PORT": ("EGRESS",),
    "PRIVATE_HOST_PORT": ("EGRESS",),
}
_FORMS: Final = {
    "AWSVPCEID": re.compile(r"vpce-[0-9a-f]{8,17}"),
    "AZURELINKID": re.compile(r"\d+"),
    "GCPPSCID": re.compile(r"\d+"),
    "HOST_PORT": re.compile(r"[A-Za-z0-9*.-]+(:\d{1,5})?"),
    "PRIVATE_HOST_PORT": re.compile(r"[A-Za-z0-9*.-]+(:\d{1,5})?"),
}


def check_user(who: Authority, new: Object, old: Object | None) -> None:
    """A user: no personal properties for a service, secondary roles all or none, a network policy that is there."""
    if new.options.get("TYPE") == "SERVICE":
        for key in _PERSONAL:
            if new.options.get(key) not in (None, False):
                raise refusal.refused(f"Cannot set {key} on users with TYPE=SERVICE.")
    secondary = new.options.get("DEFAULT_SECONDARY_ROLES")
    if isinstance(secondary, tuple) and tuple(str(each).upper() for each in secondary) not in ((), ("ALL",)):
        raise refusal.invalid_value(", ".join(map(str, secondary)), "DEFAULT_SECONDARY_ROLES")
    check_network(who, new, old)


def check_network(who: Authority, new: Object, old: Object | None) -> None:
    """The network policy of a user or of the account."""
    policy = new.options.get("NETWORK_POLICY")
    if not isinstance(policy, Name) or (old is not None and old.options.get("NETWORK_POLICY") == policy):
        return
    found = who.state.get("NETWORK POLICY", policy)
    if found is None:
        raise refusal.does_not_exist("NETWORK POLICY", policy)
    if not who.owns(found) and not who.can_on_account("ATTACH POLICY"):
        raise refusal.insufficient("NETWORK POLICY", policy)


def check_account(who: Authority, new: Object, old: Object | None) -> None:
    """The account's own parameters; its monitor cannot notify users that are not administrators."""
    check_network(who, new, old)
    monitor = new.options.get("RESOURCE_MONITOR")
    if isinstance(monitor, Name):
        found = who.resolve("RESOURCE MONITOR", monitor)
        if found.options.get("NOTIFY_USERS"):
            raise refusal.refused(
                f"Resource monitor '{monitor.plain}' has NOTIFY_USERS: it cannot be set on the account."
            )


def check_rule(who: Authority, new: Object, old: Object | None) -> None:
    """A network rule: values in the form of its type, a mode that goes with it."""
    del who, old
    type_ = str(new.options["TYPE"])
    mode = str(new.options.get("MODE", "INGRESS"))
    if mode not in _MODES[type_]:
        raise refusal.refused(f"MODE {mode} does not go with TYPE {type_}; allowed: {', '.join(_MODES[type_])}.")
    values = new.options.get("VALUE_LIST")
    for value in values if isinstance(values, tuple) else ():
        if not _fits(type_, str(value)):
            raise refusal.refused(f"Invalid value '{value}' in VALUE_LIST of a network rule of TYPE {type_}.")


def _fits(type_: str, value: str) -> bool:
    if type_ in ("IPV4", "IPV6"):
        return _version(value) == int(type_[-1])
    return _FORMS[type_].fullmatch(value) is not None


def _version(value: str) -> int | None:
    """The IP version of an address or block; None when it is neither."""
    try:
        return ipaddress.ip_network(value, strict=False).version
    except ValueError:
        return None


def check_policy(who: Authority, new: Object, old: Object | None) -> None:
    """A network policy: IPv4 addresses in its lists, network rules that are there."""
    del old
    for key in ("ALLOWED_IP_LIST", "BLOCKED_IP_LIST"):
        values = new.options.get(key)
        for value in values if isinstance(values, tuple) else ():
            if _version(str(value)) != 4:
                raise refusal.refused(
                    f"Invalid IPv4 address '{value}' in {key}; an IPv6 address goes in a network rule."
                )
            if key == "BLOCKED_IP_LIST" and str(value) == "0.0.0.0/0":
                raise refusal.refused("BLOCKED_IP_LIST cannot block every address (0.0.0.0/0).")
    for key in ("ALLOWED_NETWORK_RULE_LIST", "BLOCKED_NETWORK_RULE_LIST"):
        rules = new.options.get(key)
        for rule in rules if isinstance(rules, tuple) else ():
            if isinstance(rule, Name):
                who.resolve("NETWORK RULE", rule)
