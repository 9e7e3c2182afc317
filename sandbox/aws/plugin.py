"""The `aws` provider plugin of the sandbox: the engine's calls on the sandbox's AWS account.

A check needs the schema alone; a preview holds the calls that would be made against botocore's model of them; an
operation makes them against moto. A read answers from the durable documents, so a refresh starts no moto.
"""

import os
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sandbox.aws import paths
from sandbox.aws.account import ACCOUNT_ID, KINDS, AwsAccount
from sandbox.aws.convert import Values, agrees, from_document, refreshed, to_document
from sandbox.aws.documents import same_json
from sandbox.aws.inputs import failures
from sandbox.aws.invokes import INVOKES
from sandbox.aws.kind import Call, Document, Kind, filled
from sandbox.aws.record import Record
from sandbox.diff import Diff, diff_values, forcing
from sandbox.plugin import ACCOUNT_FILE, Failure, PluginError, sandbox_home
from sandbox.schema import Schema
from sandbox.store import Store
from sandbox.wire import UNKNOWN

SCHEMA_FILE: Final = Path(__file__).with_name("schema.json")
_REGION: Final = re.compile(r"[a-z]{2}(-[a-z]+)+-\d\Z")


class AwsPlugin:
    """The package `aws`, version as the SDK's."""

    name = "aws"

    def __init__(self) -> None:
        self._schema = Schema.load(SCHEMA_FILE)
        self.version = self._schema.version
        self._default_tags: dict[str, str] = {}

    def schema(self) -> Values:
        return self._schema.pulumi()

    def check_config(self, news: Values) -> tuple[Values, list[Failure]]:
        failures = self._schema.config_failures(news)
        region = _region(news)
        if not region:
            failures.append(Failure("region", "no AWS region: set aws:region, or AWS_REGION in the environment"))
        elif region is not UNKNOWN and not _REGION.match(region):
            failures.append(Failure("region", f"{region!r} is no AWS region; one looks like eu-west-1"))
        return news, failures

    def configure(self, config: Values) -> None:
        allowed = config.get("allowedAccountIds") or [ACCOUNT_ID]
        store = Store(sandbox_home() / ACCOUNT_FILE)
        self._account = AwsAccount(store, account_id=allowed[0], region=_region(config))
        self._default_tags = (config.get("defaultTags") or {}).get("tags") or {}

    def check(self, urn: str, type_: str, olds: Values, news: Values) -> tuple[Values, list[Failure]]:
        if wrong := self._schema.failures(type_, news):
            return news, wrong
        kind = KINDS[type_]
        inputs = dict(news)
        if kind.named and not inputs.get(kind.named):
            inputs[kind.named] = olds.get(kind.named) or _made_name(urn)
        if "tags" in kind.members and self._default_tags and inputs.get("tags") is not UNKNOWN:
            inputs["tags"] = {**self._default_tags, **(inputs.get("tags") or {})}
        return inputs, list(failures(kind, inputs))

    def diff(self, urn: str, type_: str, id_: str, old_inputs: Values, old_outputs: Values, news: Values) -> Diff:
        kind = _kind(type_)
        olds = {
            name: news[name] if name in kind.json and name in news and same_json(value, news[name]) else value
            for name, value in old_inputs.items()
        }
        detailed = forcing(diff_values(olds, news, kind.unordered), kind.replaces)
        replaced = any(change.endswith("-replace") for change in detailed.values())
        same_name = bool(kind.named) and old_inputs.get(kind.named) == news.get(kind.named)
        return Diff(detailed, delete_before_replace=replaced and same_name)

    def create(self, urn: str, type_: str, inputs: Values, preview: bool) -> tuple[str, Values]:
        kind = _kind(type_)
        region = self._region_of(inputs)
        document = to_document(kind, self._schema, inputs)
        scope = self._account.scope(document, region, {})
        self._validate(kind, kind.create, scope)
        self._refuse_taken(kind, urn, scope, region, preview)
        if preview:
            return "", self._previewed(kind, inputs)
        with self._refusals(kind), self._account.change():
            self._account.call(kind, kind.create, scope, region)
            record = self._account.keep(kind, document, region, urn)
        if record is None:
            raise PluginError(f"AWS kept nothing of {filled(kind.id, scope)}: its inputs set nothing")
        return record.id, self._outputs(kind, record, inputs)

    def read(
        self, urn: str, type_: str, id_: str, inputs: Values, outputs: Values
    ) -> tuple[str, Values, Values] | None:
        kind = _kind(type_)
        record = self._account.record(kind, id_, self._region_of(inputs or outputs))
        if record is None:
            return None
        live = refreshed(kind, inputs, from_document(kind, self._schema, record.document))
        return id_, live, self._outputs(kind, record, live)

    def update(
        self,
        urn: str,
        type_: str,
        id_: str,
        old_inputs: Values,
        old_outputs: Values,
        news: Values,
        preview: bool,
    ) -> Values:
        kind = _kind(type_)
        region = self._region_of(news)
        old, new = (to_document(kind, self._schema, values) for values in (old_inputs, news))
        record = self._account.record(kind, id_, region)
        if kind.managed and record is not None:
            path, own = kind.managed
            managed = own(paths.get(record.document, path))
            paths.put(new, path, {**(paths.get(new, path) or {}), **managed})
        scope, before = (self._with_arn(kind, document, region) for document in (new, old))
        self._validate(kind, kind.update, scope)
        if preview:
            return {**old_outputs, **self._previewed(kind, news, old_outputs)}
        with self._refusals(kind), self._account.change():
            for call in kind.update:
                self._change(kind, call, before, scope, region)
            record = self._account.keep(kind, new, region, urn)
        if record is None:
            raise PluginError(f"{id_} is not in the account any more: run `pulumi refresh`")
        return self._outputs(kind, record, news)

    def delete(self, urn: str, type_: str, id_: str, old_inputs: Values, old_outputs: Values) -> None:
        kind = _kind(type_)
        if old_inputs.get("skipDestroy"):
            return
        region = self._region_of(old_inputs)
        record = self._account.record(kind, id_, region)
        if record is None:
            return
        with self._refusals(kind), self._account.change():
            if old_inputs.get("forceDetachPolicies"):
                self._detach(record)
            scope = self._with_arn(kind, record.document, record.region)
            self._account.call(kind, (kind.delete,), scope, record.region)
            self._account.keep(kind, record.document, record.region, urn="")
            if kind.holds:
                self._account.keep_all()

    def invoke(self, token: str, args: Values) -> Values:
        if token not in INVOKES:
            raise PluginError(f"the sandbox's aws account does not answer {token}; it answers {', '.join(INVOKES)}")
        return INVOKES[token](self._account.account_id, args.get("region") or self._account.region)

    def _region_of(self, values: Mapping[str, Any]) -> str:
        region = values.get("region")
        return region if isinstance(region, str) and region else self._account.region

    def _with_arn(self, kind: Kind, document: Document, region: str) -> Document:
        scope = self._account.scope(document, region, {})
        return {**scope, "Arn": filled(kind.outputs["arn"], scope)} if "arn" in kind.outputs else scope

    def _validate(self, kind: Kind, calls: tuple[Call, ...], scope: Document) -> None:
        from sandbox.aws.validate import check

        with self._refusals(kind):
            for call in calls:
                parameters = call.parameters(scope)
                if parameters is not None:
                    check(kind.service, call.operation, parameters)

    def _refuse_taken(self, kind: Kind, urn: str, scope: Document, region: str, preview: bool) -> None:
        """What exists already; in a preview this very resource is one that is being replaced, and deleted before."""
        id_ = filled(kind.id, scope)
        if kind.taken_elsewhere and self._account.is_elsewhere(kind, id_):
            raise PluginError(f"{kind.taken_elsewhere} {id_} is another account's in this sandbox.")
        record = self._account.record(kind, id_, region) if kind.taken and preview else None
        if record is not None and record.urn != urn:
            owner = f" by {record.urn}" if record.urn else " by another client"
            raise PluginError(f"{kind.taken} {id_} was created{owner}; import it, or choose another name")

    def _change(self, kind: Kind, call: Call, before: Document, scope: Document, region: str) -> None:
        """Make an update call when what it sets has changed, or the one that takes it away when it has gone."""
        old = {name: paths.get(before, path) for name, path in call.content.items()}
        new = {name: paths.get(scope, path) for name, path in call.content.items()}
        if old == new:
            return
        if call.untag:
            gone = sorted(_tag_keys(next(iter(old.values()))) - _tag_keys(next(iter(new.values()))))
            untag = Call(call.untag[0], call.fixed, constants={call.untag[1]: gone})
            self._account.call(kind, (untag,) if gone else (), scope, region)
        if call.undo and all(value is None for value in new.values()):
            self._account.call(kind, (Call(call.undo, call.fixed),), scope, region)
        else:
            self._account.call(kind, (call,), scope, region)

    def _detach(self, role: Record) -> None:
        for record in self._account.records():
            of_role = record.document.get("RoleName") == role.id and record.kind != role.kind
            if of_role:
                kind = KINDS[record.kind]
                self._account.call(kind, (kind.delete,), record.document, record.region)

    def _outputs(self, kind: Kind, record: Record, inputs: Mapping[str, Any]) -> Values:
        scope = self._account.scope(record.document, record.region, record.facts)
        live = from_document(kind, self._schema, record.document)
        said = {name: value for name, value in inputs.items() if name in live and agrees(value, live[name])}
        local = {name: inputs.get(name, value) for name, value in kind.local.items()}
        computed = {name: filled(template, scope) for name, template in kind.outputs.items()}
        made = {**kind.defaults, **live, **said, **local, **computed}
        return {
            name: value
            for name, value in {**made, **self._general(kind, record.region, made)}.items()
            if value is not None
        }

    def _previewed(self, kind: Kind, inputs: Mapping[str, Any], olds: Mapping[str, Any] | None = None) -> Values:
        """Outputs before the fact: computed ones are UNKNOWN in a creation and stay in an update."""
        known = {**kind.defaults, **kind.local, **inputs}
        computed = {name: (olds or {}).get(name, UNKNOWN) for name in kind.outputs if name not in inputs}
        made = {**known, **computed}
        return {
            name: value
            for name, value in {**made, **self._general(kind, self._region_of(inputs), made)}.items()
            if value is not None
        }

    def _general(self, kind: Kind, region: str, made: Mapping[str, Any]) -> Values:
        """Outputs that every kind of an AWS resource has: its region, and all of its tags."""
        types = self._schema.resources[kind.token]
        tags = {"tags": made.get("tags") or {}, "tagsAll": made.get("tags") or {}} if "tags" in kind.members else {}
        return {**tags, **({"region": region} if "region" in types["inputs"] else {})}

    @contextmanager
    def _refusals(self, kind: Kind) -> Iterator[None]:
        """botocore's and AWS's refusals in their own words."""
        from botocore.exceptions import ClientError, ParamValidationError

        try:
            yield
        except ClientError as error:
            said = error.response["Error"]
            raise PluginError(f"{kind.service} {error.operation_name}: {said['Code']}: {said['Message']}") from error
        except ParamValidationError as error:
            raise PluginError(f"{kind.service}: {error}") from error


def _kind(type_: str) -> Kind:
    if type_ not in KINDS:
        raise PluginError(f"the sandbox's aws account has no {type_}. It has: {', '.join(sorted(KINDS))}")
    return KINDS[type_]


def _region(config: Mapping[str, Any]) -> Any:
    return config.get("region") or os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or ""


def _made_name(urn: str) -> str:
    """A name as the engine's packages make it: the resource's own and seven hexadecimal digits."""
    return f"{urn.rsplit('::', 1)[-1].lower()}-{secrets.token_hex(4)[:7]}"


def _tag_keys(tags: Any) -> set[str]:
    if isinstance(tags, Mapping):
        return set(tags)
    return {pair["Key"] for pair in tags or []}
