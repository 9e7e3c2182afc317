"""Records parts of a stack, as many at once as there are processors: `python -P recorder_processes.py STACK`.

Another revision has a package of the name `components` too, and it is that one's that its program shall import. So the
recorder comes from beside this file, under a name that no project has.
"""

import gc
import importlib
import json
import multiprocessing
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import redirect_stdout
from importlib.util import module_from_spec, spec_from_file_location
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from components import recorder
else:
    _spec = spec_from_file_location("_datamesh_recorder", Path(__file__).with_name("recorder.py"))
    recorder = sys.modules[_spec.name] = module_from_spec(_spec)
    _spec.loader.exec_module(recorder)

_SDKS: Final = ("pulumi_aws", "pulumi_snowflake")
"""What every program of ours imports, which takes a second."""


def main(stack: str) -> None:
    """Record parts of a stack, as standard input lists them: shares of (project, {path: domains}), each part into its
    file. A share is recorded in a process of its own, which begins with the SDKs and with nothing of a project.
    Standard output says of each project that cannot be recorded why.
    """
    shares = json.load(sys.stdin)
    for sdk in _SDKS:
        importlib.import_module(sdk)
    gc.freeze()  # what is imported stays, and every later collection would walk through it
    refused: dict[str, dict[str, None]] = {}
    for project, text in _in_processes(shares, stack):
        if text:
            refused.setdefault(project, {})[text] = None
    json.dump({project: "\n".join(texts) for project, texts in refused.items()}, sys.stdout)


def _in_processes(shares: Iterable[tuple[str, Mapping[str, list[str]]]], stack: str) -> Iterator[tuple[str, str]]:
    """Record the shares, as many at once as there are processors; of each its project and why not, or nothing."""
    context = multiprocessing.get_context("fork")  # the only way to share what is imported
    at_work: dict[Connection, str] = {}
    for project, parts in shares:
        if len(at_work) == (os.cpu_count() or 1):
            yield from _heard(at_work)
        receiver, sender = context.Pipe(duplex=False)
        context.Process(target=_record_share, args=(sender, stack, project, parts)).start()
        sender.close()
        at_work[receiver] = project
    while at_work:
        yield from _heard(at_work)


def _heard(at_work: dict[Connection, str]) -> Iterator[tuple[str, str]]:
    """What those say that are done, who then are no longer at work."""
    for receiver in wait(list(at_work)):
        assert isinstance(receiver, Connection), "that is what was waited for"
        project = at_work.pop(receiver)
        try:
            yield project, str(receiver.recv())
        except EOFError:
            yield project, "a process of the recorder ended before it was done"


def _record_share(sender: Connection, stack: str, project: str, parts: Mapping[str, list[str]]) -> None:
    os.chdir(project)
    gc.disable()
    try:
        with redirect_stdout(sys.stderr):  # what a program prints is no answer
            configuration = recorder.stack_configuration(Path(project), stack)
            for path, domains in parts.items():
                given = {**configuration, "datamesh:domains": json.dumps(domains)}
                _write(path, recorder.as_json(recorder.record_program(Path(project), stack, given)))
                gc.collect()
                gc.freeze()  # what a program leaves are its modules
    except Exception as wrong:  # whatever a program raises: nobody's traceback helps who compares two of them
        sender.send(recorder.told(wrong, Path(project)))
    else:
        sender.send("")


def _write(path: str, text: str) -> None:
    """Write a file that is there as a whole or not at all."""
    unfinished = Path(f"{path}.{os.getpid()}")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)


if __name__ == "__main__":
    main(sys.argv[1])
