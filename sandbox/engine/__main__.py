"""The process of the Python language host, as the CLI starts it: `python -m sandbox.engine ... ENGINE_ADDRESS`."""

import sys

from sandbox.engine.protocol import leave_out_sdk

leave_out_sdk()

from sandbox.engine.language_host import serve  # noqa: E402 - imports the protocol

serve(engine=sys.argv[-1])
