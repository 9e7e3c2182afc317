"""An object of moto's read back with boto3: as the document that would make it again, and the facts beside it."""

import json
from datetime import UTC, datetime
from typing import Any, Final

from sandbox.aws import paths
from sandbox.aws.kind import Call, Document, Kind, Read, filled
from sandbox.aws.record import Record

_GONE: Final = ("404", "NoSuch", "NotFound")


def read_back(
    kind: Kind, known: Document, full: Document, old: Record | None, client: Any
) -> tuple[Document, Document] | None:
    """An object's document and facts by boto3, None when it is gone.

    `known` is of its document what tells it from others, `full` the scope of that; `old` is its record so far.
    """
    scope = {"Arn": filled(kind.outputs["arn"], full) if "arn" in kind.outputs else ""}
    named = [*(read.fixed for read in kind.reads), kind.delete.fixed]
    for path in {path for fixed in named for path in fixed.values()} - {"Arn"}:
        if paths.get(full, path) is not None:
            paths.put(scope, path, paths.get(full, path))
    answers = []
    for read in kind.reads:
        answer = _answer(read, scope, client)
        if answer is None and not read.optional:
            return None
        answers.append(answer or {})
        for path, source in read.takes.items():
            found = paths.get(answer, source) if source else answer
            if found not in (None, {}):
                paths.put(scope, path, found)
    return _document(kind, scope, old, known), _facts(kind, answers[0], old)


def _answer(read: Read, scope: Document, client: Any) -> Document | None:
    from botocore.exceptions import ClientError

    parameters = Call(read.operation, read.fixed).parameters(scope) or {}
    try:
        answer: Document = getattr(client, read.operation)(**parameters)
    except ClientError as error:
        if any(word in error.response["Error"]["Code"] for word in _GONE):
            return None
        raise
    answer.pop("ResponseMetadata", None)
    listed, key = read.among
    if listed and not any(entry[key] == scope[key] for entry in answer[listed]):
        return None
    whole = [path for path, source in read.takes.items() if not source]
    return None if whole and not answer else _plain(answer)


def _document(kind: Kind, read: Document, old: Record | None, known: Document) -> Document:
    from sandbox.aws.validate import fitted, input_shape

    shapes = {
        path: input_shape(kind.service, call.operation).members[name]
        for call in kind.create
        for name, path in {**call.fixed, **call.content}.items()
    }
    before = {**(old.document if old else {}), **known}
    for path in kind.unreported:
        kept = paths.get(before, path)
        if kept is not None and paths.get(read, path) is None:
            paths.put(read, path, kept)
    roots = dict.fromkeys(path.split(".")[0] for path in shapes)
    document = {root: fitted(read[root], shapes[root]) for root in roots if root in read}
    texts = [kind.members[name] for name in kind.json]
    return {
        key: json.dumps(value) if key in texts and not isinstance(value, str) else value
        for key, value in document.items()
    }


def _facts(kind: Kind, answer: Document, old: Record | None) -> Document:
    """moto's own time of creation is that of its filling: the first one that was kept stays."""
    facts = {name: paths.get(answer, source) for name, source in kind.facts.items()}
    if old is not None and "CreateDate" in old.facts:
        facts["CreateDate"] = old.facts["CreateDate"]
    return facts


def _plain(value: Any) -> Any:
    """An answer as JSON has it: times as RFC 3339 text in UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    return [_plain(entry) for entry in value] if isinstance(value, list) else value
