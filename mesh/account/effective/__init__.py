"""Effective access: from registered resources to who may see and do what in the account that they make.

``build(plan(recording.resources)).account`` is the account, ``Access(account)`` answers questions about it. Everything
is computed from grants, owners and policies as they stand in the account; where Snowflake's behaviour is not settled,
or something is not understood, the answer is what can be seen at most, with a note.
"""

from mesh.account.effective.access import Access
from mesh.account.effective.acting import Acting, acting, consumer, session
from mesh.account.effective.build import Built, LeftOut, build, build_alike
from mesh.account.effective.planned import Plan, Planned, plan
from mesh.account.effective.policies import Rows, Sight
from mesh.account.effective.reach import Item, Principal, Reach, Table
from mesh.account.effective.rights import Decision, Link

__all__ = [
    "Access",
    "Acting",
    "Built",
    "Decision",
    "Item",
    "LeftOut",
    "Link",
    "Plan",
    "Planned",
    "Principal",
    "Reach",
    "Rows",
    "Sight",
    "Table",
    "acting",
    "build",
    "build_alike",
    "consumer",
    "plan",
    "session",
]
