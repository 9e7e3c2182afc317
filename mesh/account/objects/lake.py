"""Tables of a lake: external volumes with their storage locations, and Iceberg tables that AWS Glue describes.

Sources: ``/sql-reference/sql/create-external-volume``, ``…/alter-external-volume``, ``…/drop-external-volume``,
``…/create-iceberg-table-aws-glue``, ``…/drop-catalog-integration``,
``/user-guide/tables-iceberg-configure-external-volume-s3``.

Nothing here looks into AWS: neither a volume nor a table is refused because of a trust policy, and what columns a table
has only Glue knows, so that any column of one is taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from mesh.account import refusal
from mesh.account.authorisation import Authority, containers
from mesh.account.identifiers import Name
from mesh.account.kinds import KINDS
from mesh.account.objects import loading, policies, properties
from mesh.account.parts import Options, Value
from mesh.account.records import Object
from mesh.account.state import State
from mesh.account.statements import AddStorageLocation, RemoveStorageLocation

ADDED: Final = "ADDED"
"""The key in a storage location that says which statement added it; none came with the volume itself."""
_BUCKET: Final = re.compile(r"(s3|s3gov)://([^/\s]+)(/\S*)?")
_PROTOCOLS: Final = {"S3": "s3", "S3GOV": "s3gov"}

# --- external volumes --------------------------------------------------------------------------------------------


def check_volume(who: Authority, new: Object, old: Object | None) -> None:
    """A volume: at least one location, each with a name of its own, a role and a bucket that Snowflake can reach."""
    del who, old
    found = locations(new)
    if not found:
        raise refusal.refused(f"External volume '{new.name.plain}' needs a storage location at least.")
    names = [str(each["NAME"]) for each in found]
    for name in names:
        if names.count(name) > 1:
            raise refusal.refused(f"Storage location '{name}' stands twice in external volume '{new.name.plain}'.")
    for each in found:
        _check_location(each)


def _check_location(location: Options) -> None:
    loading.check_role(location, "STORAGE_AWS_ROLE_ARN")
    protocol, url = _PROTOCOLS[str(location["STORAGE_PROVIDER"])], str(location["STORAGE_BASE_URL"])
    match = _BUCKET.fullmatch(url)
    if match is None or match.group(1) != protocol:
        raise refusal.refused(f"Invalid STORAGE_BASE_URL '{url}': expected {protocol}://bucket/path/.")
    if "." in match.group(2):
        raise refusal.refused(f"Invalid STORAGE_BASE_URL '{url}': a bucket with a dot in its name is not supported.")
    encryption = location.get("ENCRYPTION")
    if isinstance(encryption, Mapping) and encryption.get("KMS_KEY_ID") and encryption["TYPE"] != "AWS_SSE_KMS":
        raise refusal.refused("KMS_KEY_ID is for ENCRYPTION of TYPE 'AWS_SSE_KMS' only.")


def locations(volume: Object) -> tuple[Options, ...]:
    """The storage locations of a volume."""
    found = volume.options.get("STORAGE_LOCATIONS")
    return tuple(each for each in found if isinstance(each, Mapping)) if isinstance(found, tuple) else ()


def change_locations(who: Authority, volume: Object, action: AddStorageLocation | RemoveStorageLocation) -> Object:
    """The volume with one location more, at the end, or one less."""
    who.require_owner(volume)
    found = locations(volume)
    if isinstance(action, AddStorageLocation):
        given = properties.for_set_records(KINDS[volume.kind], "STORAGE_LOCATIONS", action.location, who.state.edition)
        return _with_locations(volume, (*found, {**given, ADDED: who.state.serial + 1}))
    kept = tuple(each for each in found if each["NAME"] != action.name)
    if kept == found:
        raise refusal.refused(f"Storage location '{action.name}' does not exist in '{volume.name.plain}'.")
    return _with_locations(volume, kept)


def _with_locations(volume: Object, found: tuple[Options, ...]) -> Object:
    return replace(volume, options={**volume.options, "STORAGE_LOCATIONS": found})


def described(state: State, volume: Object, location: Options) -> dict[str, object]:
    """A storage location as DESCRIBE EXTERNAL VOLUME spells it, with what Snowflake makes up for the trust policy.

    An external id that was not stated belongs to the location: one that is removed and added again has another.
    """
    encryption = location.get("ENCRYPTION")
    stated: Mapping[str, Value] = encryption if isinstance(encryption, Mapping) else {}
    url, made = str(location["STORAGE_BASE_URL"]), location.get("STORAGE_AWS_EXTERNAL_ID")
    row = {
        "NAME": location["NAME"],
        "STORAGE_PROVIDER": location["STORAGE_PROVIDER"],
        "STORAGE_BASE_URL": url,
        "STORAGE_ALLOWED_LOCATIONS": [url.rstrip("/") + "/*"],
        "STORAGE_AWS_ROLE_ARN": location["STORAGE_AWS_ROLE_ARN"],
        "STORAGE_AWS_IAM_USER_ARN": loading.iam_user_arn(state),
        "STORAGE_AWS_EXTERNAL_ID": made or loading.made_id(state, volume, location["NAME"], location.get(ADDED, "")),
        "STORAGE_AWS_ACCESS_POINT_ARN": location.get("STORAGE_AWS_ACCESS_POINT_ARN"),
        "USE_PRIVATELINK_ENDPOINT": location.get("USE_PRIVATELINK_ENDPOINT"),
        "ENCRYPTION_TYPE": stated.get("TYPE", "NONE"),
        "ENCRYPTION_KMS_KEY_ID": stated.get("KMS_KEY_ID"),
    }
    return {key: value for key, value in row.items() if value is not None}


# --- Iceberg tables ----------------------------------------------------------------------------------------------


def check_table(who: Authority, new: Object, old: Object | None) -> None:
    """An Iceberg table: its volume and its catalog integration are there and may be used, and say where Glue has it."""
    if old is None:
        _usable(who, "EXTERNAL VOLUME", "EXTERNAL_VOLUME", new)
        catalog = _usable(who, "CATALOG INTEGRATION", "CATALOG", new)
        if catalog.options.get("ENABLED") is False:
            raise refusal.refused(f"Integration '{catalog.name.plain}' is disabled.")
        if not (new.options.get("CATALOG_NAMESPACE") or catalog.options.get("CATALOG_NAMESPACE")):
            raise refusal.missing_option("CATALOG_NAMESPACE")
    policies.check_attached(who, new, old)


def _usable(who: Authority, kind: str, key: str, table: Object) -> Object:
    name = in_force(who.state, table, key)
    if name is None:
        raise refusal.missing_option(key)
    found = who.state.get(kind, name)
    if found is None or not who.can("USAGE", found, primary=True):
        raise refusal.does_not_exist(kind, name)
    return found


def in_force(state: State, table: Object, key: str) -> Name | None:
    """The volume or catalog of a table: its own, else that of its schema or database."""
    chain = [table, *(found for place in reversed([*containers(table.name)]) if (found := state.get(*place)))]
    return next((value for each in chain if isinstance(value := each.options.get(key), Name)), None)


_USED_AS: Final[Mapping[str, str]] = {"EXTERNAL VOLUME": "EXTERNAL_VOLUME", "CATALOG INTEGRATION": "CATALOG"}


def check_unused(state: State, obj: Object) -> None:
    """A volume or catalog integration is neither dropped nor replaced while an Iceberg table uses it."""
    key = _USED_AS.get(obj.kind)
    for table in state.objects.by("kind", "ICEBERG TABLE") if key is not None else ():
        if in_force(state, table, str(key)) == obj.name:
            text = f"{refusal.title(obj.kind)} '{obj.name.plain}' cannot be dropped or replaced: "
            raise refusal.refused(f"{text}Iceberg table '{table.name.plain}' is associated with it.")
