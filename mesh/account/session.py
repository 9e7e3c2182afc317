"""Who asks, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from mesh.account.identifiers import Name


@dataclass(frozen=True, slots=True)
class Session:
    """The primary role and, with ``secondary`` ALL, every other role that is granted to the user.

    ``account`` is the name of the account that it was opened for, where several live in this one; else it is empty.
    """

    role: Name
    user: Name | None = None
    secondary: Literal["ALL", "NONE"] = "NONE"
    account: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a statement gives: rows of SHOW and DESCRIBE, else a message; a warning when it was done in part."""

    rows: tuple[Mapping[str, object], ...] = ()
    message: str = ""
    warning: str = ""


SUCCEEDED = Answer(message="Statement executed successfully.")
