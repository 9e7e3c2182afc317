"""For all tests: the day that files are judged on, so that none of them turns red when a reader's last day passes."""

import os
from datetime import UTC, datetime

os.environ["SOURCE_DATE_EPOCH"] = str(int(datetime(2026, 12, 1, tzinfo=UTC).timestamp()))
