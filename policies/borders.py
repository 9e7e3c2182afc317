"""Rules about the borders between domains."""

from collections.abc import Iterator
from typing import Final

from mesh.account.identifiers import Name
from policies.crossing import ABOVE_ALL, OWNED, crossing, domain_of_role, owners, registered_in
from policies.grants import ACCOUNT_ROLE, DATABASE_ROLE, OWNERSHIP, TO_ACCOUNT_ROLE
from policies.ports import more_than_ports
from policies.resource import Resource, Stack, name_of
from policies.rule import Rule

# What is granted on the database of an inbound share: it is another account's product, and the domain's to pass on.
_INBOUND: Final = ["IMPORTED PRIVILEGES"]


def _without_word(grant: Resource, stack: Stack) -> Iterator[str]:
    crossed = crossing(grant, stack)
    if crossed is None:
        return
    given, receiver = crossed
    where = registered_in(grant, stack)
    owner = owners(stack).get(Name.of(given.parts[0]))
    if owner is None and _is_inbound(grant):
        return
    if owner is None and not all(stack.knows(type_, "name") for type_ in OWNED):
        return
    if owner is None:
        yield f"{given.plain} is granted to {receiver} by a stack that does not hold {given.parts[0]}"
    elif owner != where:
        words = f"in {where.rpartition('::')[2]}" if where else "outside of any domain"
        yield f"{given.plain} is granted to {receiver} {words}, not by the domain that it belongs to"


def _is_inbound(grant: Resource) -> bool:
    return [str(privilege).upper() for privilege in grant.items("privileges")] == _INBOUND


def _to_people(grant: Resource, stack: Stack) -> Iterator[str]:
    """What a domain's own file gives to a role that is neither the domain's nor another's in this stack."""
    given, receiver = name_of(grant.text("roleName")), name_of(grant.text("parentRoleName"))
    if given is None or receiver is None or not registered_in(grant, stack) or receiver.last == ABOVE_ALL:
        return
    if not domain_of_role(receiver, stack) and all(stack.knows(type_, "name") for type_ in OWNED):
        yield f"{given.plain} goes to {receiver.last}, which is no role of the domain"


def _no_port(grant: Resource, stack: Stack) -> Iterator[str]:
    crossed = crossing(grant, stack)
    if crossed is None or _is_inbound(grant):
        return
    given, receiver = crossed
    if grant.type == ACCOUNT_ROLE:
        yield f"{receiver} of another domain gets the whole role {given.plain}"
    elif grant.type in (TO_ACCOUNT_ROLE, OWNERSHIP):
        privileges = ["OWNERSHIP"] if grant.type == OWNERSHIP else grant.items("privileges")
        words = ", ".join(map(str, privileges)) or "all privileges"
        yield f"{receiver} of another domain gets {words} on {given.plain} past any product's role"
    else:
        for more in more_than_ports(given, stack):
            yield f"{given.plain} goes to {receiver} of another domain and holds {more}"


_CROSSING: Final = (DATABASE_ROLE, ACCOUNT_ROLE, TO_ACCOUNT_ROLE, OWNERSHIP)

RULES: Final = (
    Rule(
        name="subscription-has-producers-word",
        level="mandatory",
        description="What crosses a domain's border is granted by the domain that it belongs to.",
        why="The producer answers for its data and lists its readers; what a reader takes is in nobody's review.",
        fix="take the grant out and add the reader to the product's `readers` in the producer's domain file",
        types=_CROSSING,
        judge=_without_word,
        alone=False,
    ),
    Rule(
        name="people-come-through-governance",
        level="mandatory",
        description="A domain's files give its roles to no role outside of the mesh.",
        why="Who is behind such a role, the identity provider decides; which of them comes to which domain is the "
        "governance team's word, with a last day for those who are lent.",
        fix="name the role in domains/governance/, as an IdentityRole or the identity_role of an EngineerPool",
        types=(ACCOUNT_ROLE,),
        judge=_to_people,
        alone=False,
    ),
    Rule(
        name="only-ports-cross-borders",
        level="mandatory",
        description="A role of another domain gets nothing but database roles that read secure views.",
        why="A product's view is the contract: rows, masks and columns are settled there. Whoever reads past it "
        "depends on tables that the producer changes freely, and sees what was never offered.",
        fix="offer a product and grant its role <PRODUCT>_R",
        types=_CROSSING,
        judge=_no_port,
        alone=False,
    ),
)
