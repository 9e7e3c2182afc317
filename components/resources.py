"""What a domain adds in plain Pulumi, where the words of the mesh do not reach."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from components.domain import DataDomain
from mesh.problems import MeshError, Problem


def add_resources(folder: Path, bundle: DataDomain) -> None:
    """Call `resources(bundle)` of `<folder>/<domain>/resources.py`, if the domain has such a file.

    Raises `MeshError` when the file does not say what its resources are.
    """
    name = bundle.domain.name
    path = folder / name / "resources.py"
    if not path.is_file():
        return
    spec = spec_from_file_location(f"{folder.name}.{name}.resources", path)
    assert spec is not None, "a path that ends in .py always has a loader"
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    resources = getattr(module, "resources", None)
    if not callable(resources):
        raise MeshError(
            [
                Problem(
                    name,
                    f"{folder.name}/{name}/resources.py, function resources",
                    resources,
                    "a function that takes the domain's bundle",
                    "write def resources(bundle: DataDomain) -> None: …, or remove the file",
                )
            ]
        )
    resources(bundle)
