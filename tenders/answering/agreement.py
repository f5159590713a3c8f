"""The draft of a co-contracting agreement: which articles, for which form, with which gaps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from procurement.yaml_files import read_yaml
from tenders.answering.plan import Planned, weekday

DATA = Path(__file__).parent / "data" / "agreement.yaml"


@dataclass(frozen=True)
class Article:
    """`form` None: whatever the form; `lead_bound`: only when that was chosen, or was not."""

    id: str
    title: str
    text: str
    law: tuple[str, ...] = ()
    form: str | None = None
    lead_bound: bool | None = None


@dataclass(frozen=True)
class Asked:
    """A piece of the candidature of a group; `who` is each member, or the lead for all."""

    what: str
    who: str


@dataclass(frozen=True)
class Draft:
    articles: tuple[Article, ...]
    candidature: tuple[Asked, ...]
    plan: tuple[tuple[int, str], ...]
    warning: str
    doubts: tuple[str, ...]
    checked: date


@cache
def draft() -> Draft:
    raw: dict[str, Any] = read_yaml(DATA)
    return Draft(
        tuple(Article(**{**row, "law": tuple(row["law"])}) for row in raw["articles"]),
        tuple(Asked(**row) for row in raw["candidature"]),
        tuple((row["days"], row["title"]) for row in raw["plan"]),
        raw["warning"],
        tuple(raw["doubts"]),
        raw["checked"],
    )


def articles_for(form: str, *, lead_bound: bool) -> Iterator[Article]:
    """Those of this form; the lead's own obligation only matters in a joint group (R2142-24)."""
    for article in draft().articles:
        if article.form in (None, form) and article.lead_bound in (None, lead_bound):
            yield article


def filled(article: Article, said: Mapping[str, str]) -> str:
    """The text with the names of the group; gaps stay to be filled by the members."""
    text = article.text
    for name, value in said.items():
        text = text.replace(f"{{{name}}}", value) if f"{{{{{name}}}}}" not in text else text
    return text


def group_plan(due_on: date | None, *, at: date) -> list[Planned]:
    """The group's calendar, back from the deadline; without one, no date is made up."""
    if due_on is None:
        return [Planned(title, title, "", None) for _, title in draft().plan]
    days = [(weekday(due_on - timedelta(days=n)), title) for n, title in draft().plan]
    return [Planned(title, title, "", max(day, at), late=day < at) for day, title in days]
