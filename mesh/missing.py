"""A key of a stack's configuration that something in the mesh needs, told in one way wherever it is noticed."""

from mesh.problems import Problem
from mesh.settings import KEYS, Settings


def missing(settings: Settings, name: str, reason: str, value: str | None = None, spot: str | None = None) -> Problem:
    """Return the problem that the key has no value for what `reason` names.

    `value` is what was looked for in it, `spot` is where in it that belongs, as `pulumi config set --path` has it.
    """
    key = next(key for key in KEYS if key.name == name)
    target = f"--path '{spot}'" if spot else name
    return Problem(
        f"stack {settings.environment}",
        f"configuration, key {name}",
        value,
        f"{key.values.allowed}; {reason}",
        f"pulumi config set {target} … --stack {settings.environment} ({key.meaning})",
    )
