"""A package of one resource type, `example:index:Note`, whose notes are documents of the sandbox account.

Started as a program it is a provider plugin that the engine can run; the tests also drive it as an object.
"""

from typing import Any

from sandbox.diff import Diff, diff_values, forcing
from sandbox.plugin import ACCOUNT_FILE, Failure, PluginError, sandbox_home
from sandbox.provider import serve
from sandbox.store import Store
from sandbox.wire import UNKNOWN

Values = dict[str, Any]


class ExamplePlugin:
    """Notes with a text, which may be changed, and a shelf, which may not; `length` is computed."""

    name = "example"
    version = "1.0.0"

    def schema(self) -> Values:
        return {"name": self.name, "version": self.version, "resources": {"example:index:Note": {}}}

    def check_config(self, news: Values) -> tuple[Values, list[Failure]]:
        return news, [Failure("shelves", "must be a list")] if isinstance(news.get("shelves", []), str) else []

    def configure(self, config: Values) -> None:
        self._store = Store(sandbox_home() / ACCOUNT_FILE)

    def check(self, urn: str, type_: str, olds: Values, news: Values) -> tuple[Values, list[Failure]]:
        return news, [] if "text" in news else [Failure("text", "a note needs a text")]

    def diff(self, urn: str, type_: str, id_: str, old_inputs: Values, old_outputs: Values, news: Values) -> Diff:
        return Diff(forcing(diff_values(old_inputs, news), ["shelf"]), delete_before_replace=True)

    def create(self, urn: str, type_: str, inputs: Values, preview: bool) -> tuple[str, Values]:
        if inputs["text"] == "forbidden":
            raise PluginError("a note may not say 'forbidden'")
        if preview:
            return "", {**inputs, "length": UNKNOWN}
        outputs = self._kept(inputs)
        return f"note/{inputs.get('shelf', 'desk')}", outputs

    def read(
        self, urn: str, type_: str, id_: str, inputs: Values, outputs: Values
    ) -> tuple[str, Values, Values] | None:
        found = self._store.get("notes", id_)
        return None if found is None else (id_, found["inputs"], found["outputs"])

    def update(
        self, urn: str, type_: str, id_: str, old_inputs: Values, old_outputs: Values, news: Values, preview: bool
    ) -> Values:
        return {**news, "length": UNKNOWN} if preview else self._kept(news)

    def delete(self, urn: str, type_: str, id_: str, old_inputs: Values, old_outputs: Values) -> None:
        with self._store.transaction():
            self._store.delete("notes", id_)

    def invoke(self, token: str, args: Values) -> Values:
        return {"count": len(self._store.items("notes"))}

    def _kept(self, inputs: Values) -> Values:
        outputs = {**inputs, "length": len(inputs["text"])}
        with self._store.transaction():
            self._store.put("notes", f"note/{inputs.get('shelf', 'desk')}", {"inputs": inputs, "outputs": outputs})
        return outputs


if __name__ == "__main__":
    serve(ExamplePlugin())
