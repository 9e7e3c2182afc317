"""What brings data in: integrations with cloud storage and catalogs, stages, pipes.

Sources: ``/sql-reference/sql/create-storage-integration``, ``…/create-stage``, ``…/create-pipe``,
``…/create-catalog-integration-glue``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Final

from mesh.account import refusal
from mesh.account.authorisation import Authority
from mesh.account.identifiers import Name
from mesh.account.parts import Options
from mesh.account.records import Object
from mesh.account.sql.from_items import qualified
from mesh.account.sql.scan import Piece, at, path, pieces
from mesh.account.state import State

_PROTOCOLS: Final = {"S3": "s3", "S3GOV": "s3gov", "S3CHINA": "s3china", "GCS": "gcs", "AZURE": "azure"}
_ROLE_ARN: Final = re.compile(r"arn:aws(?:-cn|-us-gov)?:iam::\d{12}:role/[\w+=,.@/-]+")
_LOCATION: Final = re.compile(r"(s3|s3gov|s3china|gcs|azure)://[^/\s]+(/\S*)?")
_AWS_ACCOUNT: Final = re.compile(r"\d{12}")
_NOT_SIMPLE: Final = ("WHERE", "JOIN", "GROUP", "ORDER", "LIMIT", "UNION", "DISTINCT", "QUALIFY", "HAVING", "FLATTEN")


def check_storage(who: Authority, new: Object, old: Object | None) -> None:
    """A storage integration: locations with their protocol, and for S3 the role that is assumed."""
    del who, old
    provider = str(new.options["STORAGE_PROVIDER"])
    protocol = _PROTOCOLS[provider]
    for key in ("STORAGE_ALLOWED_LOCATIONS", "STORAGE_BLOCKED_LOCATIONS"):
        for location in _texts(new, key):
            any_ = location == "*" and key == "STORAGE_ALLOWED_LOCATIONS"
            if not any_ and not (_LOCATION.fullmatch(location) and location.startswith(f"{protocol}://")):
                raise refusal.refused(f"Invalid location '{location}' in {key}: expected {protocol}://bucket/path/.")
    if protocol.startswith("s3"):
        check_role(new.options, "STORAGE_AWS_ROLE_ARN")


def check_catalog(who: Authority, new: Object, old: Object | None) -> None:
    """A catalog integration for Glue."""
    del who, old
    check_role(new.options, "GLUE_AWS_ROLE_ARN")
    if not _AWS_ACCOUNT.fullmatch(str(new.options["GLUE_CATALOG_ID"])):
        raise refusal.invalid_value(new.options["GLUE_CATALOG_ID"], "GLUE_CATALOG_ID")


def check_role(options: Options, key: str) -> None:
    """Refuse what is no ARN of an IAM role. Whether there is such a role, and whom it trusts, is not looked at."""
    arn = options.get(key)
    if arn is None:
        raise refusal.missing_option(key)
    if not _ROLE_ARN.fullmatch(str(arn)):
        raise refusal.invalid_value(arn, key)


def _texts(obj: Object, key: str) -> list[str]:
    found = obj.options.get(key)
    return [str(each) for each in found] if isinstance(found, tuple) else []


# --- stages ------------------------------------------------------------------------------------------------------


def check_stage(who: Authority, new: Object, old: Object | None) -> None:
    """A stage: its integration is there, enabled, may be used, and allows the place."""
    url, integration = new.options.get("URL"), new.options.get("STORAGE_INTEGRATION")
    if url is not None and not _LOCATION.fullmatch(str(url)):
        raise refusal.refused(
            f"invalid URL prefix found in: '{url}'; expected s3://bucket/path/ or the like.", 2010, "42601"
        )
    changed = old is None or any(old.options.get(key) != new.options.get(key) for key in ("URL", "STORAGE_INTEGRATION"))
    if isinstance(integration, Name) and changed:
        if url is None:
            raise refusal.missing_option("URL")
        _check_integration(who, integration, str(url))
    form = new.options.get("FILE_FORMAT")
    name = form.get("FORMAT_NAME") if isinstance(form, dict) else None
    if isinstance(name, Name):
        who.resolve("FILE FORMAT", name)


def _check_integration(who: Authority, name: Name, url: str) -> None:
    found = who.state.get("STORAGE INTEGRATION", name)
    if found is None or not who.can("USAGE", found, primary=True):
        raise refusal.does_not_exist("INTEGRATION", name)
    if found.options.get("ENABLED") is False:
        raise refusal.refused(f"Integration '{name.plain}' is disabled.")
    allowed = _texts(found, "STORAGE_ALLOWED_LOCATIONS")
    blocked = any(_covers(place, url) for place in _texts(found, "STORAGE_BLOCKED_LOCATIONS"))
    if blocked or not any(place == "*" or _covers(place, url) for place in allowed):
        text = (
            f"Location '{url}' is not allowed by integration {name.plain}. "
            "Please use DESC INTEGRATION to check out allowed and blocked locations."
        )
        raise refusal.refused(text)


def _covers(place: str, url: str) -> bool:
    return (url.rstrip("/") + "/").startswith(place.rstrip("/") + "/")


def bucket(state: State, pipe: Object) -> str:
    """The bucket that a pipe loads from; empty for an internal stage."""
    stage = state.get("STAGE", source(pipe)[1])
    url = str(stage.options.get("URL", "")) if stage is not None else ""
    return url.partition("://")[2].partition("/")[0]


# --- pipes -------------------------------------------------------------------------------------------------------


def check_pipe(who: Authority, new: Object, old: Object | None) -> None:
    """A pipe: one COPY into a table that the role may fill, from a stage that it may read, by a simple SELECT."""
    if old is not None and old.options.get("AS") == new.options.get("AS"):
        return
    table_name, stage_name = source(new)
    table = who.resolve("TABLE", table_name)
    for privilege in ("INSERT", "SELECT"):
        if not who.can(privilege, table, primary=True):
            raise refusal.insufficient("TABLE", table_name, f"A pipe needs {privilege} on it.")
    stage = who.resolve("STAGE", stage_name)
    external = "URL" in stage.options
    if not who.can("USAGE" if external else "READ", stage, primary=True):
        raise refusal.does_not_exist("STAGE", stage_name)
    if new.options.get("AUTO_INGEST") and not external:
        raise refusal.refused(f"AUTO_INGEST needs an external stage; '{stage_name.plain}' is internal.")


def source(pipe: Object) -> tuple[Name, Name]:
    """The table and the stage of a pipe's COPY; refuses what is no COPY that a pipe can have."""
    found = pieces(str(pipe.options.get("AS", "")))
    home = Name(pipe.name.parts[:2])
    if not (at(found, 0).word("COPY") and at(found, 1).word("INTO")):
        raise refusal.refused("A pipe takes a COPY INTO <table> statement.")
    table, _ = path(found, 2)
    stage = _stage(found)
    if any(piece.word(*_NOT_SIMPLE) for piece in found):
        raise refusal.refused("A pipe's COPY takes a simple SELECT only: columns of the stage, no WHERE, no join.")
    if not table or not stage:
        raise refusal.refused("A pipe's COPY names a table and a stage (@stage).")
    return qualified(table, home), qualified(stage, home)


def _stage(found: Sequence[Piece]) -> tuple[str, ...]:
    for index, piece in enumerate(found):
        if piece.word("@"):
            if at(found, index + 1).word("~", "%"):
                raise refusal.refused("A pipe cannot load from a user or table stage.")
            return path(found, index + 1)[0]
    return ()


# --- what Snowflake makes up -------------------------------------------------------------------------------------

SNOWFLAKE_AWS_ACCOUNT: Final = "123456789001"
"""The sandbox's stand-in for the AWS account in which Snowflake runs."""


def _digest(*parts: object) -> str:
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()


def iam_user_arn(state: State) -> str:
    """The IAM user that assumes roles for this account."""
    return f"arn:aws:iam::{SNOWFLAKE_AWS_ACCOUNT}:user/{_digest(_account(state))[:4]}0000-s"


def external_id(state: State, integration: Object) -> str:
    """The external id of an integration: another one when it is created again."""
    stated = integration.options.get("STORAGE_AWS_EXTERNAL_ID")
    return str(stated) if stated is not None else made_id(state, integration)


def made_id(state: State, obj: Object, *parts: object) -> str:
    """An external id that Snowflake makes up for an object, or for a part of it."""
    made = _digest(_account(state), obj.name.plain, obj.created, *parts)[:24].upper()
    return f"{_account(state)}_SFCRole=2_{made}="


def notification_channel(state: State, pipe: Object) -> str:
    """The queue that a bucket's events go to: one for all pipes of the bucket; empty without AUTO_INGEST."""
    if not pipe.options.get("AUTO_INGEST"):
        return ""
    made = _digest(_account(state), bucket(state, pipe))
    return f"arn:aws:sqs:eu-west-1:{SNOWFLAKE_AWS_ACCOUNT}:sf-snowpipe-AIDA{made[:17].upper()}-{made[17:39]}"


def _account(state: State) -> str:
    return f"{state.facts.get('organization')}_{state.facts.get('name')}"
