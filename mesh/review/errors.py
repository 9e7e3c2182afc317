"""Why a review cannot be made."""


class ReviewError(Exception):
    """What a person can mend: a revision that is not there, a program that does not run, a file that is no preview."""
