"""For all tests: the day that files are judged on, so that none of them turns red when a reader's last day passes."""

import os

os.environ["DATAMESH_TODAY"] = "2026-12-01"
