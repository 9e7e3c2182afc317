"""The Snowflake provider plugin of the sandbox: a resource in, statements to the account, outputs out.

Everything that is true of Snowflake or of the real provider is in `mesh.account`; here is only what the engine asks
for, and the one thing that the real provider cannot do: a preview executes its steps on a copy of the account, so that
what the account would refuse is refused before anything is changed.
"""

import secrets
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from mesh.account import resources
from mesh.account.account import Account
from mesh.account.identifiers import Name
from mesh.account.refusal import Refused
from mesh.account.session import Session
from mesh.account.statements import Statement
from sandbox.diff import Diff, Kind, diff_values, forcing
from sandbox.plugin import Failure, PluginError, sandbox_home
from sandbox.schema import Schema
from sandbox.snowflake.account import SandboxAccount, open_account
from sandbox.snowflake.preview import Preview, engine_name
from sandbox.snowflake.refusing import logical_name, refusals
from sandbox.snowflake.replacing import Replacements
from sandbox.snowflake.session import connect, require_warehouse
from sandbox.wire import UNKNOWN, has_unknown

SCHEMA: Final = Path(__file__).with_name("schema.json")
INHERITED_GRANTS: Final = "INHERITED_GRANTS"
DEFAULTS: Final = "__defaults"
"""The input in which a bridged provider keeps the names of the inputs that it filled in itself."""


class SnowflakePlugin:
    """One provider resource: a session with the account, and what its preview has changed so far."""

    name = "snowflake"
    version = "2.22.0"

    def __init__(self, home: Path | None = None, engine: str | None = None) -> None:
        """The home and the engine are those of the process unless a test says otherwise."""
        self._home = home
        self._engine = engine_name(sys.argv[-1]) if engine is None else engine
        self._schema = Schema.load(SCHEMA)
        self._config: Mapping[str, Any] = {}
        self._replacements = Replacements()
        self._opening = threading.Lock()
        self._opened: tuple[SandboxAccount, Preview] | None = None
        self._session: Session | None = None

    # --- provider ----------------------------------------------------------------------------------------------------

    def schema(self) -> dict[str, Any]:
        """The package's Pulumi schema."""
        return self._schema.pulumi()

    def check_config(self, news: dict[str, Any]) -> tuple[dict[str, Any], list[Failure]]:
        """The provider's inputs as they are, and what is wrong with them."""
        return news, self._schema.config_failures(news)

    def configure(self, config: dict[str, Any]) -> None:
        """Take the provider's config. The log-in is at the first resource, as with the real provider."""
        self._config = config

    def invoke(self, token: str, args: dict[str, Any]) -> dict[str, Any]:
        """No data source is played."""
        raise PluginError(f"the sandbox's snowflake account does not answer {token}; refer to resources instead")

    def close(self) -> None:
        """The end of the process."""
        if self._opened is not None:
            self._opened[1].close()

    # --- a resource's inputs -----------------------------------------------------------------------------------------

    def check(
        self, urn: str, type_: str, olds: dict[str, Any], news: dict[str, Any]
    ) -> tuple[dict[str, Any], list[Failure]]:
        """The inputs with a name if none is given, and everything that is wrong with them."""
        inputs = self._named(urn, type_, olds, {key: value for key, value in news.items() if key != DEFAULTS})
        plain = {key: value for key, value in inputs.items() if key != DEFAULTS}
        failures = self._schema.failures(type_, plain)
        if type_ not in resources.RESOURCES or failures:
            return inputs, failures or [Failure("", f"the sandbox's snowflake account has no {type_}")]
        self._log_in()
        unplayed = sorted(set(plain) - resources.accepted(type_))
        failures = [
            Failure(key, f"the sandbox's snowflake account does not play {key!r}; leave it out") for key in unplayed
        ]
        failures += [Failure(path, reason) for path, reason in resources.problems(type_, plain)]
        failures += [Failure("", reason) for reason in self._missing_features(type_, plain)]
        return inputs, failures

    def _named(self, urn: str, type_: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> dict[str, Any]:
        """Inputs with the list of those filled in; a name is the old one, else the logical name and seven digits."""
        inputs = _text_booleans(self._schema, type_, news)
        takes_name = "name" in self._schema.resources.get(type_, {}).get("inputs", {})
        if not takes_name or "name" in inputs:
            return {**inputs, DEFAULTS: []}
        old = olds.get("name") if "name" in (olds.get(DEFAULTS) or ()) else None
        return {**inputs, "name": old or f"{logical_name(urn)}-{secrets.token_hex(4)[:7]}", DEFAULTS: ["name"]}

    def _missing_features(self, type_: str, inputs: Mapping[str, Any]) -> Iterator[str]:
        """What the provider's config must enable first, in the provider's words and the SDK's."""
        feature = resources.preview_feature(type_)
        if feature and feature not in [str(each).lower() for each in self._config.get("previewFeaturesEnabled") or ()]:
            yield (
                f"{feature} is currently a preview feature, and must be enabled by adding {feature} to"
                " `preview_features_enabled` in Terraform configuration. (In Pulumi: the provider's"
                f" `preview_features_enabled=[…, {feature!r}]`.)"
            )
        enabled = self._config.get("experimentalFeaturesEnableds") or ()
        if resources.wants_inherited_grants(type_, inputs) and INHERITED_GRANTS not in enabled:
            yield (
                f"{INHERITED_GRANTS} is an experiment of the provider: an `inherited` grant needs"
                f" `experimental_features_enableds=[{INHERITED_GRANTS!r}]` on the provider"
            )

    def diff(
        self,
        urn: str,
        type_: str,
        id_: str,
        old_inputs: dict[str, Any],
        old_outputs: dict[str, Any],
        news: dict[str, Any],
    ) -> Diff:
        """What the provider sees as a difference, and which of it replaces the resource."""
        resource = resources.RESOURCES[type_]
        old, new = resources.normal(type_, old_inputs), resources.normal(type_, news)
        detailed = diff_values(old, new, resource.unordered)
        detailed |= self._beyond_inputs(type_, old_inputs, old_outputs, news)
        detailed = forcing(detailed, resources.replaces(type_, old_inputs, news))
        replaced = any(kind.endswith("-replace") for kind in detailed.values())
        first = replaced and resources.deletes_before_replace(type_, news)
        self._replacements.note(urn, type_, old_inputs, replaced and first)
        return Diff(detailed, delete_before_replace=first)

    def _beyond_inputs(
        self, type_: str, old_inputs: Mapping[str, Any], old_outputs: Mapping[str, Any], news: Mapping[str, Any]
    ) -> dict[str, Kind]:
        """Differences that the inputs do not show: a column out of its place, a retention that the database changed."""
        found: dict[str, Kind] = {}
        if type_.endswith(":Table") and not has_unknown(news):
            landed = [column["name"] for column in old_outputs.get("columns") or old_inputs["columns"]]
            wanted = [column["name"] for column in news["columns"]]
            places = zip(range(len(wanted)), wanted, landed, strict=False)
            found |= {f"columns[{at}].name": "update" for at, want, have in places if want != have}
        if news.get("alwaysApply") is True:
            found["alwaysApplyTrigger"] = "update"
        if type_.endswith(":Schema") and not has_unknown(news):
            account, _ = self._open()
            lookup = resources.lookup(account.current(), self._log_in().role)
            if resources.inherited_retention_changed(old_inputs, news, old_outputs, lookup):
                found["dataRetentionTimeInDays"] = "update"
        return found

    # --- a resource's life -------------------------------------------------------------------------------------------

    def create(self, urn: str, type_: str, inputs: dict[str, Any], preview: bool) -> tuple[str, dict[str, Any]]:
        """Create it, or say what creating it would give."""
        session = self._log_in()
        account, forked = self._open()
        with refusals(urn, type_, inputs, session):
            self._require_warehouse(type_, session)
            if preview:
                self._preview_create(forked, urn, type_, inputs, session)
                return "", {**self._unknown_outputs(type_), **inputs}
            forked.drop()
            with account.transaction() as now:
                _run(now, resources.create(type_, inputs, resources.lookup(now, session.role)), session)
                outputs = resources.outputs(type_, inputs, now, lambda statement: now.execute(statement, session))
        return resources.identity(type_, inputs), outputs

    def _preview_create(self, forked: Preview, urn: str, type_: str, inputs: dict[str, Any], session: Session) -> None:
        """On the copy: what the engine deletes first goes first, then the new one comes."""
        lookup = resources.lookup(forked.account(), session.role)
        going = self._replacements.going_before(urn, type_, inputs)
        gone = [each for old_type, old in going for each in resources.delete(old_type, old, lookup)]
        if not has_unknown(inputs):
            forked.execute([*gone, *resources.create(type_, inputs, lookup)], session)
            return
        forked.execute(gone, session)
        parts = [inputs.get(key) for key in resources.name_inputs(type_)]
        if parts:
            forked.cannot_create(None if has_unknown(parts) else Name.of(*map(str, parts)))

    def update(
        self,
        urn: str,
        type_: str,
        id_: str,
        old_inputs: dict[str, Any],
        old_outputs: dict[str, Any],
        news: dict[str, Any],
        preview: bool,
    ) -> dict[str, Any]:
        """Change it, or say what changing it would give."""
        session = self._log_in()
        account, forked = self._open()
        with refusals(urn, type_, news, session):
            self._require_warehouse(type_, session)
            if preview:
                self._replacements.forget(urn)
                if not has_unknown(news):
                    lookup = resources.lookup(forked.account(), session.role)
                    forked.execute(resources.update(type_, old_inputs, news, old_outputs, lookup), session)
                return self._previewed_outputs(type_, old_inputs, old_outputs, news)
            forked.drop()
            with account.transaction() as now:
                lookup = resources.lookup(now, session.role)
                _run(now, resources.update(type_, old_inputs, news, old_outputs, lookup), session)
                return resources.outputs(type_, news, now, lambda statement: now.execute(statement, session))

    def read(
        self, urn: str, type_: str, id_: str, inputs: dict[str, Any], outputs: dict[str, Any]
    ) -> tuple[str, dict[str, Any], dict[str, Any]] | None:
        """It as it is in the account; None when it is gone. Without inputs (an import) the id says which it is."""
        self._require_features(type_, inputs)
        session = self._log_in()
        account, _ = self._open()
        with refusals(urn, type_, inputs, session):
            known = inputs or {**resources.inputs_of(type_, id_), DEFAULTS: []}
            now = account.current()
            seen = resources.read(type_, known, now)
            if seen is None:
                return None
            self._require_warehouse(type_, session)
            return id_, seen, resources.outputs(type_, seen, now, lambda each: account.execute(each, session))

    def delete(self, urn: str, type_: str, id_: str, old_inputs: dict[str, Any], old_outputs: dict[str, Any]) -> None:
        """Delete it; one that is gone already is no error."""
        self._require_features(type_, old_inputs)
        session = self._log_in()
        account, forked = self._open()
        forked.drop()
        with refusals(urn, type_, old_inputs, session), account.transaction() as now:
            if resources.read(type_, old_inputs, now) is None:
                return
            _run(now, resources.delete(type_, old_inputs, resources.lookup(now, session.role)), session)

    # --- inside ------------------------------------------------------------------------------------------------------

    def _open(self) -> tuple[SandboxAccount, Preview]:
        with self._opening:
            if self._opened is None:
                home = sandbox_home() if self._home is None else self._home
                self._opened = open_account(home), Preview(home, self._engine)
            return self._opened

    def _log_in(self) -> Session:
        if self._session is None:
            account, _ = self._open()
            try:
                self._session = connect(self._config, account.current())
            except Refused as refused:
                raise PluginError(f"{refused} (the sandbox's account is made by scripts/bootstrap.sql)") from refused
        return self._session

    def _require_features(self, type_: str, inputs: Mapping[str, Any]) -> None:
        for reason in self._missing_features(type_, inputs):
            raise PluginError(reason)

    def _require_warehouse(self, type_: str, session: Session) -> None:
        if resources.needs_warehouse(type_):
            require_warehouse(self._config, self._open()[0].current(), session)

    def _unknown_outputs(self, type_: str) -> dict[str, Any]:
        return dict.fromkeys(self._schema.resources[type_]["outputs"], UNKNOWN)

    def _previewed_outputs(
        self, type_: str, old_inputs: Mapping[str, Any], old_outputs: Mapping[str, Any], news: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Computed outputs stay as they are in an update, unless the object gets another name."""
        if old_inputs.get("name") != news.get("name"):
            return {**self._unknown_outputs(type_), **news}
        computed = {key: old_outputs[key] for key in self._schema.resources[type_]["outputs"] if key in old_outputs}
        return {**computed, **news}


def _run(account: Account, statements: list[Statement], session: Session) -> None:
    for statement in statements:
        account.execute(statement, session)


def _text_booleans(schema: Schema, type_: str, news: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs, with `True` as `"true"` where the schema has text, as the bridge turns it."""
    wanted = schema.resources.get(type_, {}).get("inputs", {})
    return {
        key: str(value).lower() if isinstance(value, bool) and wanted.get(key) == "string" else value
        for key, value in news.items()
    }
