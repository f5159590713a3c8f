"""A sheet as a task list: each part, how far it is, what it lacks, and who it is entrusted to."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from needs.diagnosis import Sheet
from needs.models import Contributor, Need
from needs.parts import SITES, TEXT, VOLUMES, WHOLE, Part, parts_of, section_of


@dataclass(frozen=True)
class SheetTask:
    """`address` is where to write it, for those who may; `people` those named for it."""

    part: Part
    people: tuple[Contributor, ...]
    address: str


def sheet_tasks(need: Need, sheet: Sheet, writes: set[str]) -> list[SheetTask]:
    named = list(need.contributors.select_related("user"))
    return [
        SheetTask(
            part,
            tuple(each for each in named if each.part in (part.id, WHOLE)),
            _address(need, part.id) if part.id in writes else "",
        )
        for part in parts_of(sheet, need.question_set())
    ]


def _address(need: Need, part: str) -> str:
    if part in (SITES, VOLUMES):
        return f"{need.get_absolute_url()}#{part}"
    if part == TEXT:
        return reverse("needs:edit", args=[need.pk])
    return reverse("needs:section", args=[need.pk, section_of(part)])
