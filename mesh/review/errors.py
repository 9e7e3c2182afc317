"""Why a review cannot be made."""

from collections.abc import Mapping


class ReviewError(Exception):
    """What a person can mend: a revision that is not there, a program that does not run, a file that is no preview."""


class Unrecorded(ReviewError):
    """Projects that cannot be recorded, by their folders, and what each was refused for."""

    def __init__(self, told: Mapping[str, str]) -> None:
        super().__init__("\n".join(dict.fromkeys(told.values())))
        self.told = told
