"""The protocol without the SDK: in a process of its own, since it leaves the SDK unusable."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def python(text: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", text], cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_language_host_does_not_load_the_sdk() -> None:
    ended = python(
        "import sys\n"
        "from sandbox.engine.protocol import leave_out_sdk\n"
        "leave_out_sdk()\n"
        "import sandbox.engine.language_host\n"
        "print('pulumi.runtime.proto.language_pb2' in sys.modules, 'pulumi.resource' in sys.modules)"
    )
    assert ended.stdout == "True False\n", ended.stderr


def test_it_is_too_late_once_the_sdk_is_there() -> None:
    ended = python("import pulumi\nfrom sandbox.engine.protocol import leave_out_sdk\nleave_out_sdk()")
    assert "leave_out_sdk() came too late" in ended.stderr
