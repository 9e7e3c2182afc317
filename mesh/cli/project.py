"""Which project a command is about: that of the folder in which it is run, as with ``pulumi`` itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

FILE: Final = "Pulumi.yaml"


def _found(given: Path) -> Path:
    """The folder that is given, or the next one around this folder that has a project file."""
    if given != Path():
        around = [given]
    else:
        here = Path.cwd()
        around = [given, *here.parents]
    folder = next((each for each in around if (each / FILE).is_file()), None)
    if folder is None:
        where = f"in {given}" if given != Path() else "in this folder, or in one around it"
        raise typer.BadParameter(f"there is no {FILE} {where}: go into the repository, or name its folder")
    return folder


Project = Annotated[
    Path,
    typer.Option(
        help=f"The folder with {FILE}.", callback=_found, show_default="this one, or the next around it that has one"
    ),
]
