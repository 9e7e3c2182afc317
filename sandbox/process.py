"""Whether another process of this machine is still there."""

import os
from pathlib import Path


def runs(process: int) -> bool:
    """Whether the process is alive; one that has ended and was not collected by its parent is not."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    status = Path(f"/proc/{process}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"
