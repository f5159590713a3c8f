"""What the team may comment in a project: each place has a name, a title and an address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from needs.models import Need, Project


@dataclass(frozen=True)
class Place:
    """`id` is « kind » or « kind:key »; `group` is the heading it stands under in a list."""

    id: str
    title: str
    url: str
    group: str


def _of_the_project(project: Project) -> Iterator[Place]:
    group = "Démarche"
    yield Place("project", "La démarche en général", project.get_absolute_url(), group)
    page = reverse("needs:diagnosis", args=[project.pk])
    yield Place("diagnosis", "Diagnostic commun", page, group)
    yield Place("team", "Équipe", reverse("needs:project_team", args=[project.pk]), group)


def _sheets(project: Project) -> Iterator[Place]:
    for need in project.needs.select_related("organisation").only(
        "title", "service", "organisation__name", "project"
    ):
        yield at(need)


def at(need: Need) -> Place:
    title = f"Fiche « {need.title} » de {need.member}"
    return Place(f"need:{need.pk}", title, need.get_absolute_url(), "Fiches")


# Apps above add what they know of a project.
PLACES: list[Callable[[Project], Iterator[Place]]] = [_of_the_project, _sheets]


def places_of(project: Project) -> dict[str, Place]:
    """Everything that can be commented today, by its id, in the order of the path."""
    return {place.id: place for gather in PLACES for place in gather(project)}
