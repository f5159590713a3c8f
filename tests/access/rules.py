"""The roles around a project, and what the rule of an address says."""

from typing import NamedTuple

# The owner wrote the need; the member takes part in the same project for another authority; the
# contributor was entrusted with the whole sheet and belongs to no authority, the one of a part
# with its sites only.
TEAM = ("owner", "member", "lead", "facilitator")
STEERING = ("lead", "facilitator")
INVITED = ("contributor", "of_a_part")
SIGNED_IN = ("stranger", "competitor", "supplier", *INVITED, *TEAM)
ALL = ("anonymous", *SIGNED_IN)
OWNER = ("owner",)
# Everybody who buys for an authority or runs its projects; a supplier writes no clause.
CLAUSE_WRITERS = ("stranger", *TEAM)
ON_THE_SHEET = (*TEAM, *INVITED)
WRITERS = ("owner", "contributor")
OF_SITES = (*WRITERS, "of_a_part")


class Rule(NamedTuple):
    """Who comes in, and the objects of the address, by their name in `one_project`."""

    roles: tuple[str, ...]
    objects: tuple[str, ...] = ()
    post_only: bool = False
    refusal: int = 404  # what the others get; 403 when the page says why


def page(roles: tuple[str, ...], *objects: str) -> Rule:
    return Rule(roles, objects)


def action(roles: tuple[str, ...], *objects: str) -> Rule:
    return Rule(roles, objects, post_only=True)
