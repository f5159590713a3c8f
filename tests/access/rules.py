"""The roles around a project, and what the rule of an address says."""

from typing import NamedTuple

# The owner wrote the need; the member takes part in the same project for another authority; the
# contributor was entrusted with the whole sheet and belongs to no authority, the one of a part
# with its sites only.
# Of those named in the project, each bears the name of the right given to them; the project's own
# owner composes the team. The person withdrawn works for the lead, and the partner is a supplier
# of the same group as the invited one.
VALIDATING = ("project_owner", "lead", "facilitator", "validates")
STEERING = (*VALIDATING, "edits")
COMMENTING = ("owner", "member", *STEERING, "comments")
TEAM = (*COMMENTING, "reads")
# Who brings a sheet of an authority that takes part, or may edit the project.
BRINGING = ("owner", "member", *STEERING)
INVITED = ("contributor", "of_a_part")
SUPPLIERS = ("supplier", "partner", "competitor")
SIGNED_IN = ("stranger", "withdrawn", *SUPPLIERS, *INVITED, *TEAM)
ALL = ("anonymous", *SIGNED_IN)
OWNER = ("owner",)
# The supplier, and the network that it lets answer for it.
ANSWERING = ("supplier", "facilitator")
# Everybody who buys for an authority or runs its projects; a supplier writes no clause.
# The library of an authority is its own: a right in one project changes nothing there.
OF_THE_LEAD = ("project_owner", "lead", "withdrawn")
CLAUSE_WRITERS = ("stranger", "owner", "member", "facilitator", *OF_THE_LEAD)
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
