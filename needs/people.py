"""The team of a project as a list: who may do what, and on what ground."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from needs import rights
from needs.models import Project, Teammate
from needs.models.project import BUYING
from procurement.accounts.models import Membership, Role, User


@dataclass(frozen=True)
class Person:
    """`named` when a right was given by name; `user` is None until the invited person comes."""

    email: str
    said: str
    right: str
    ground: str
    user: User | None = None
    named: Teammate | None = None
    owner: bool = False

    @property
    def label(self) -> str:
        return rights.LABELS[self.right]

    @property
    def waiting_since(self) -> datetime | None:
        waiting = self.named and self.user is None and self.right != rights.NONE
        return self.named.invited_at if waiting and self.named else None


def people_of(project: Project) -> list[Person]:
    """All those of the lead, the people of the facilitator who run projects, and those named.

    The people of the other member authorities are many and have one right: unless named, they are
    told by a sentence, not listed.
    """
    mates = project.teammates.select_related("user")
    named = {mate.user.email if mate.user else mate.email: mate for mate in mates}
    listed: dict[str, Person] = {}
    for membership in _employed(project):
        user = membership.user
        mate = named.pop(user.email, None)
        if user.email not in listed:
            listed[user.email] = _person(project, user, mate, membership)
    for email, mate in named.items():
        listed[email] = Person(
            email,
            str(mate),
            mate.right,
            "par invitation",
            mate.user,
            mate,
            bool(mate.user_id and mate.user_id == project.owner_id),
        )
    return sorted(listed.values(), key=lambda one: (not one.owner, one.said.lower()))


def _employed(project: Project) -> list[Membership]:
    roles = {project.lead_id: BUYING, project.facilitator_id: (Role.FACILITATOR,)}
    found = Membership.objects.filter(
        organisation__in=[pk for pk in roles if pk], user__is_active=True
    ).select_related("user", "organisation")
    return [each for each in found if each.role in roles[each.organisation_id]]


def _person(project: Project, user: User, mate: Teammate | None, membership: Membership) -> Person:
    leads = membership.organisation_id == project.lead_id
    default = project.lead_right if leads else rights.OF_FACILITATOR
    return Person(
        user.email,
        str(user),
        mate.right if mate else default,
        membership.organisation.name,
        user,
        mate,
        user.pk == project.owner_id,
    )


def heirs_of(project: Project) -> list[Person]:
    """To whom the owner may hand over: those who validate and have come."""
    return [
        person
        for person in people_of(project)
        if person.user and person.right == rights.VALIDATE and not person.owner
    ]
