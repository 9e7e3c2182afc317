"""A small made-up mesh of which every part can change, and edits of it by chance."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, TypeAlias

import yaml

import mesh
from scripts.large_mesh import GOVERNANCE

REPOSITORY = Path(mesh.__file__).resolve().parent.parent
COPIED: Final = ("__main__.py", "Pulumi.yaml", "Pulumi.prod.yaml")
CODE: Final = ("components", "mesh")
BRANDS: Final = ("hln", "vtm", "trouw")
NAMES: Final = ("app", "books", "cars", "dogs")

FILE: Final = '''"""Made up."""

from mesh import Column, Domain, Product, Reader, RowAccess, Share, Warehouse

domain = Domain(
    "{name}",
    owner="team@example.com",
    description="Made up",
    warehouses=[Warehouse("transform", size="{size}")],
    products=[
        Product(
            "orders",
            description="One row per order",
            columns=[Column("id", "VARCHAR", key=True), Column("brand", "VARCHAR"), {mail}],
            readers=[{readers}],
            rows=RowAccess("brand", allow={allow}, all_rows=["{name}"]),
        )
    ],
    shares=[{shares}],
)
'''
SHARE: Final = 'Share("agency", account="EXAMPLE.AGENCY", products=["orders"], purpose="Reach", all_rows=["orders"])'
RESOURCES: Final = '''"""Made up."""

import pulumi
import pulumi_snowflake as snowflake
from domains.{source}.neighbour import NAME


def resources(bundle):
    opts = pulumi.ResourceOptions(parent=bundle)
    snowflake.DatabaseRole("{name}-own", name=NAME, database=bundle.storage.database.name, opts=opts)
'''


@dataclass(frozen=True)
class Made:
    """What can differ in one domain. ``source`` is whose file ``neighbour.py`` its resources.py imports."""

    readers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    size: str = "XSMALL"
    classification: str = "email"
    shared: bool = False
    neighbour: str = ""
    source: str = ""

    def files(self, name: str) -> Mapping[str, str]:
        """The files of the domain."""
        readers = ", ".join(f'Reader("{reader}", purpose="Reports")' for reader in self.readers)
        text = FILE.format(
            name=name,
            size=self.size,
            mail=f'Column("mail", "VARCHAR", classification="{self.classification}")',
            readers=readers,
            allow={reader: list(brands) for reader, brands in self.readers.items()},
            shares=SHARE if self.shared else "",
        )
        found = {"__init__.py": text}
        if self.neighbour:
            found["neighbour.py"] = f'NAME = "{self.neighbour}"\n'
        if self.source:
            found["resources.py"] = RESOURCES.format(name=name, source=self.source)
        return found


@dataclass(frozen=True)
class Mesh:
    """The domains by name, and texts of other files: file to (text, what stands there instead)."""

    domains: Mapping[str, Made]
    elsewhere: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def write(self, project: Path) -> Path:
        """Write a project."""
        project.mkdir()
        for name in COPIED:
            shutil.copy(REPOSITORY / name, project)
        for name in CODE:
            shutil.copytree(REPOSITORY / name, project / name)  # with what is compiled, which saves seconds
        _write(project / "domains" / "governance", {"__init__.py": GOVERNANCE.replace('["customer"]', '["app"]')})
        for name, made in self.domains.items():
            _write(project / "domains" / name, made.files(name))
        settings = project / "Pulumi.prod.yaml"
        content = yaml.safe_load(settings.read_text(encoding="utf-8"))
        del content["config"]["datamesh:kafkaPublicKeys"]  # of an ingest that none of these domains has
        settings.write_text(yaml.safe_dump(content), encoding="utf-8")
        for file, (old, new) in self.elsewhere.items():
            path = project / file
            text = path.read_text(encoding="utf-8")
            assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
            path.write_text(text.replace(old, new), encoding="utf-8")
        return project


def _write(folder: Path, files: Mapping[str, str]) -> None:
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


# --- edits -------------------------------------------------------------------------------------------------------

Edit: TypeAlias = Callable[[Mesh, random.Random], Mesh]

BEFORE: Final = Mesh(
    {
        "app": Made({"books": ("hln", "vtm"), "cars": ("trouw",)}, neighbour="OWN", source="app"),
        "books": Made({"app": ("hln",)}, classification="name", shared=True, neighbour="BOOKS"),
        "cars": Made({"app": ("vtm",)}, size="SMALL", source="books"),
        "dogs": Made(),
    }
)


def _one(mesh: Mesh, chosen: random.Random, **changed: object) -> Mesh:
    name = chosen.choice([name for name in NAMES if name in mesh.domains])
    return _set(mesh, name, **changed)


def _set(mesh: Mesh, name: str, **changed: object) -> Mesh:
    made = replace(mesh.domains[name], **changed)  # type: ignore[arg-type]  # a test's own fields
    return replace(mesh, domains={**mesh.domains, name: made})


def _readers(mesh: Mesh, chosen: random.Random) -> Mesh:
    """A reader more or fewer, or other rows for one."""
    name, reader = chosen.sample([name for name in NAMES if name in mesh.domains], 2)
    readers = dict(mesh.domains[name].readers)
    if readers.pop(reader, None) is None or chosen.random() < 0.5:
        readers[reader] = tuple(chosen.sample(BRANDS, 2))
    return _set(mesh, name, readers=readers)


def _elsewhere(file: str, old: str, new: str) -> Edit:
    return lambda mesh, _: replace(mesh, elsewhere={**mesh.elsewhere, file: (old, new)})


def _without_dogs(mesh: Mesh, _: random.Random) -> Mesh:
    kept = {name: made for name, made in mesh.domains.items() if name != "dogs"}
    without = {
        name: replace(made, readers={reader: rows for reader, rows in made.readers.items() if reader != "dogs"})
        for name, made in kept.items()
    }
    return replace(mesh, domains=without)


def _with_elks(mesh: Mesh, _: random.Random) -> Mesh:
    return replace(mesh, domains={**mesh.domains, "elks": Made({"app": ("hln",)})})


EDITS: Final[Mapping[str, Edit]] = {
    "readers": _readers,
    "size": lambda mesh, chosen: _one(mesh, chosen, size=chosen.choice(("MEDIUM", "LARGE"))),
    "classification": lambda mesh, chosen: _one(mesh, chosen, classification=chosen.choice(("email", "name"))),
    "shared": lambda mesh, chosen: _one(mesh, chosen, shared=chosen.random() < 0.7),
    "a file that resources.py imports": lambda mesh, _: _set(mesh, "app", neighbour="OTHER"),
    "a file that another domain imports": lambda mesh, _: _set(mesh, "books", neighbour="PAGES"),
    "governance": _elsewhere("domains/governance/__init__.py", '"mail_domain"', '"initial"'),
    "settings": _elsewhere("Pulumi.prod.yaml", "datamesh:prefix: ''", "datamesh:prefix: NEW"),
    "components": _elsewhere("components/compute.py", "warehouse.description or None", '"by all"'),
    "the model": _elsewhere("mesh/names.py", "_MONITOR", "_WATCH"),
    "removed": _without_dogs,
    "added": _with_elks,
    "renamed": lambda mesh, chosen: _with_elks(_without_dogs(mesh, chosen), chosen),
}


def by_chance(seed: int) -> Mesh:
    """The mesh after two to four edits."""
    chosen = random.Random(seed)
    after = BEFORE
    for edit in chosen.sample(sorted(EDITS), chosen.randint(2, 4)):
        after = EDITS[edit](after, chosen)
    return after
