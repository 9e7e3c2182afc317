"""The sandbox's AWS account: documents in the account file, and moto filled from them when a call needs it.

Every object is one record `{kind, region, id, urn, document, facts}` in the store's table `aws`, keyed by account,
region, kind and id. Looking (`record`, `records`) needs the store alone. Changing goes through `change()`: one
transaction of the store in which this process's moto holds exactly what the store holds; what the calls did is then
read back with boto3 and written, so a change of any process is seen by the next. Not kept: objects in buckets, and
anything of a service or setting that no `Kind` stands for.

boto3 and moto are imported only by the first `change()`: an operation without a change of AWS never pays for them.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from unittest import mock

from sandbox.aws import glue, iam, s3
from sandbox.aws.kind import Call, Document, Kind, filled, scope_of
from sandbox.aws.readback import read_back
from sandbox.aws.record import Record
from sandbox.plugin import ACCOUNT_FILE
from sandbox.store import Store

if TYPE_CHECKING:
    from moto.core.models import MockAWS

TABLE: Final = "aws"
ACCOUNT_ID: Final = "123456789012"
"""The account when the provider's `allowedAccountIds` does not name one."""
KINDS: Final[Mapping[str, Kind]] = {kind.token: kind for module in (s3, glue, iam) for kind in module.KINDS}
"""By token, in the order in which objects can be made: what is referred to first."""
AMAZONS_POLICIES: Final = "arn:aws:iam::aws:policy/"


class AwsAccount:
    """One account of the sandbox; threads may share it, changes happen one at a time over all processes.

    A process has one moto: whoever fills it last holds it, and another `AwsAccount` of the process fills it again.
    """

    _holder: AwsAccount | None = None
    _clients: Final[dict[tuple[str, str], Any]] = {}  # making one costs as much as fifty calls

    def __init__(
        self, store: Store, account_id: str = ACCOUNT_ID, region: str = "us-east-1", amazons_policies: bool = False
    ) -> None:
        self.account_id = account_id
        self.region = region
        self._amazons_policies = amazons_policies
        self._store = store
        self._lock = threading.RLock()
        self._mock: MockAWS | None = None
        self._counter = -1  # the store's counter when moto was filled; -1: moto is not filled

    def records(self) -> list[Record]:
        """Every object, in the order of kinds and names."""
        own = f"{self.account_id}/"
        found = [Record(**value) for key, value in self._store.items(TABLE).items() if key.startswith(own)]
        order = list(KINDS)
        return sorted(found, key=lambda record: (order.index(record.kind), record.region, record.id))

    def record(self, kind: Kind, id_: str, region: str = "") -> Record | None:
        """The object of a kind by its id, None when there is none."""
        found = self._store.get(TABLE, self._key(kind, id_, region or self.region))
        return None if found is None else Record(**found)

    def is_elsewhere(self, kind: Kind, id_: str) -> bool:
        """Whether another account of the sandbox has an object of this kind and id."""
        name = f"/{kind.token}/{id_}"
        own = f"{self.account_id}/"
        return any(key.endswith(name) and not key.startswith(own) for key in self._store.items(TABLE))

    def counter(self) -> int:
        """Moves whenever any process changed an AWS account of the sandbox."""
        return self._store.counter(TABLE)

    @contextmanager
    def change(self) -> Iterator[None]:
        """Keep all others out, with moto as the store is. An error takes back everything, moto's state included."""
        with self._lock:
            try:
                with self._store.transaction():
                    self.fill()
                    yield
                    self._counter = self.counter()
            except BaseException:
                self._counter = -1
                raise

    @contextmanager
    def look(self) -> Iterator[None]:
        """Moto as the store is, for calls that change nothing."""
        with self._lock:
            self.fill()
            yield

    def client(self, service: str, region: str = "") -> Any:
        """A boto3 client of this account's moto; it never reaches a network."""
        if self._mock is None:
            self._start()
        place = (service, region or self.region)
        if place not in self._clients:
            import boto3

            self._clients[place] = boto3.client(service, region_name=place[1])
        return self._clients[place]

    def fill(self) -> None:
        """Make moto hold what the store holds, unless it already does."""
        counter = self.counter()
        if self._counter == counter:
            return
        self.close()
        self._start()
        for record in self.records():
            kind = KINDS[record.kind]
            with _generating(kind, record.facts):
                self.call(kind, kind.create, self.scope(record.document, record.region, record.facts), record.region)
        self._counter = counter

    def call(self, kind: Kind, calls: tuple[Call, ...], scope: Document, region: str) -> None:
        """Make those of the calls that the document has something for."""
        for call in calls:
            parameters = call.parameters(scope)
            if parameters is not None:
                self._have_policies(parameters)
                getattr(self.client(kind.service, region), call.operation)(**parameters)

    def scope(self, document: Document, region: str, facts: Mapping[str, Any]) -> Document:
        """What a document's calls and templates may refer to."""
        return scope_of(document, self.account_id, region, facts)

    def keep(self, kind: Kind, document: Document, region: str, urn: str | None = None) -> Record | None:
        """Read an object back, and write it as it is now: its record, or None when it is not there (any more)."""
        full = self.scope(document, region, {})
        id_ = filled(kind.id, full)
        old = self.record(kind, id_, region)
        found = read_back(kind, document, full, old, self.client(kind.service, region))
        if found is None:
            self._store.delete(TABLE, self._key(kind, id_, region))
            return None
        by = old.urn if urn is None and old else urn or ""
        record = Record(kind.token, region, id_, found[0], found[1], by)
        if record != old:
            self._store.put(TABLE, self._key(kind, id_, region), vars(record))
        return record

    def keep_all(self) -> None:
        """Read the whole account back: for changes past the plugin, and for what a deletion took along."""
        before = self.records()
        seen: set[tuple[str, str, str]] = set()
        for kind in KINDS.values():
            regions = {record.region for record in before if record.kind == kind.token} | {self.region}
            for region in sorted(regions) if kind.regional else [self.region]:
                client = self.client(kind.service, region)
                for document in kind.every(client):
                    home = kind.home(client, document) if kind.home else region
                    record = self.keep(kind, document, home)
                    if record is not None:
                        seen.add((record.kind, record.region, record.id))
        for record in before:
            if (record.kind, record.region, record.id) not in seen:
                self._store.delete(TABLE, self._key(KINDS[record.kind], record.id, record.region))

    def close(self) -> None:
        """Let go of moto."""
        if self._mock is not None:
            self._mock.stop()
            AwsAccount._holder = None
        self._mock = None
        self._counter = -1

    def _have_policies(self, parameters: Document) -> None:
        """moto reads Amazon's own thousand policies only when one is used: that takes as long as many calls."""
        if not self._amazons_policies and str(parameters.get("PolicyArn")).startswith(AMAZONS_POLICIES):
            self._amazons_policies = True
            self._counter = -1
            self.fill()

    def _start(self) -> None:
        from moto import mock_aws

        if AwsAccount._holder is not None:
            AwsAccount._holder.close()
        AwsAccount._holder = self
        os.environ["MOTO_ACCOUNT_ID"] = self.account_id
        used = any(AMAZONS_POLICIES in record.id for record in self.records())
        self._amazons_policies = self._amazons_policies or used
        os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = str(self._amazons_policies).lower()
        self._mock = mock_aws()
        self._mock.start()

    def _key(self, kind: Kind, id_: str, region: str) -> str:
        return f"{self.account_id}/{region if kind.regional else '-'}/{kind.token}/{id_}"


def account_ids(store: Store) -> list[str]:
    """The AWS accounts that hold anything."""
    return sorted({key.split("/")[0] for key in store.items(TABLE)})


@contextmanager
def open_account(home: Path, account_id: str = ACCOUNT_ID, region: str = "us-east-1") -> Iterator[AwsAccount]:
    """The account for calls past Pulumi, kept when the block ends without an error. Other processes wait meanwhile.

    with open_account(sandbox_home()) as account:
        account.client("glue").update_table(DatabaseName="tracking", TableInput={...})
    """
    store = Store(home / ACCOUNT_FILE)
    account = AwsAccount(store, account_id, region, amazons_policies=True)
    try:
        with account.change():
            yield account
            account.keep_all()
    finally:
        account.close()
        store.close()


@contextmanager
def _generating(kind: Kind, facts: Mapping[str, Any]) -> Iterator[None]:
    """What moto makes up while it makes an object, as it was the first time."""
    with ExitStack() as stack:
        for fact, function in kind.generated.items():
            place = f"moto.{kind.service}.models.{function}"
            stack.enter_context(mock.patch(place, lambda *_, value=facts[fact]: value))
        yield
