"""What a pull request may change of the project, and edits of that."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

import mesh

REPOSITORY = Path(mesh.__file__).resolve().parent.parent
RECORDED = ("__main__.py", "Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml")
PILOT = Path(__file__).with_name("domains")
"""What is edited: the pilot mesh as it was one day. The domains of this mesh belong to their teams, who may change
and add what they like.
"""

Edit: TypeAlias = Mapping[str, str]


def apply(project: Path, edit: Edit) -> None:
    """Change one place of one file; the old text must stand there once."""
    path = project / edit["file"]
    if "old" not in edit:
        path.parent.mkdir(exist_ok=True)
        path.write_text(edit["new"], encoding="utf-8")
    elif "new" not in edit:
        path.unlink()
    else:
        text = path.read_text(encoding="utf-8")
        assert text.count(edit["old"]) == 1, f"{edit['old']!r} stands {text.count(edit['old'])} times in {edit['file']}"
        path.write_text(text.replace(edit["old"], edit["new"]), encoding="utf-8")
