"""The sandbox's AWS account served on 127.0.0.1, so that any AWS client sees it (`mesh sandbox aws`).

    aws --endpoint-url http://127.0.0.1:5000 glue get-tables --database-name tracking
    boto3.client("s3", endpoint_url="http://127.0.0.1:5000")

It is moto's own server in this process, filled from the account file before every request for which that has changed.
What a client changes is kept like any change past Pulumi, and a refresh shows it, for the kinds of object that the
account knows. The contents of buckets, and all other services of moto, are the server's alone: they go when it ends and
when another process changes the account.
"""

import io
import signal
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs

from sandbox.aws.account import ACCOUNT_ID, AwsAccount, account_ids
from sandbox.plugin import ACCOUNT_FILE, PluginError
from sandbox.store import Store

HOST: Final = "127.0.0.1"
_LOOKS: Final = ("Get", "List", "Describe", "BatchGet", "Head", "Search")

StartResponse = Callable[..., Any]


def serve(home: Path, port: int, account_id: str = "", region: str = "eu-west-1") -> None:
    """Serve until SIGINT or SIGTERM. Port 0 takes a free one; the address is printed when it is ready.

    The account is the one that holds something; PluginError when there are several and none of them is named.
    """
    from werkzeug.serving import make_server

    store = Store(home / ACCOUNT_FILE)
    account = AwsAccount(store, _chosen(account_ids(store), account_id), region, amazons_policies=True)
    server = make_server(HOST, port, AccountApplication(account), threaded=True)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stopped.set())
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = f"http://{HOST}:{server.port}"
    print(f"AWS account {account.account_id} of the sandbox on {address} (Ctrl-C ends it)", flush=True)
    stopped.wait()
    server.shutdown()
    thread.join()
    account.close()
    store.close()


def _chosen(known: list[str], account_id: str) -> str:
    if account_id in known or (account_id and not known):
        return account_id
    if account_id:
        raise PluginError(f"the sandbox has no AWS account {account_id}; it has {', '.join(known)}")
    if len(known) > 1:
        raise PluginError(f"the sandbox has several AWS accounts, {', '.join(known)}: say which with --account")
    return known[0] if known else ACCOUNT_ID


class AccountApplication:
    """moto's WSGI application over the durable account, one request at a time."""

    def __init__(self, account: AwsAccount) -> None:
        from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

        self._account = account
        self._moto = DomainDispatcherApplication(create_backend_app)

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        if _only_looks(environ, body):
            with self._account.look():
                return list(self._moto(environ, start_response))
        with self._account.change():
            answer = list(self._moto(environ, start_response))
            self._account.keep_all()
        return answer


def _only_looks(environ: dict[str, Any], body: bytes) -> bool:
    """S3 says by its method what a request does, the JSON services by a header, the query services in the form."""
    if environ["REQUEST_METHOD"] in ("GET", "HEAD"):
        return True
    operation = environ.get("HTTP_X_AMZ_TARGET", "").rpartition(".")[2]
    if not operation and "urlencoded" in environ.get("CONTENT_TYPE", ""):
        operation = parse_qs(body.decode())["Action"][0]
    return bool(operation) and operation.startswith(_LOOKS)
