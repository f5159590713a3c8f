"""The figures of an organisation's sessions: page with charts, text to paste, files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from needs.models import Project
from procurement.downloads import as_attachment
from procurement.tables import CONTENT_TYPES, CSV, XLSX, csv_lines, xlsx
from procurement.word import docx
from procurement.word.blocks import BarChart
from procurement.word.svg import chart_svg
from tenders.training import figures as words
from tenders.training.counting import figures_for, satisfaction
from tenders.training.documents import figures_report
from tenders.training.figures import COLUMNS, DEFINITIONS, LEVELS, Figures, Line
from tenders.training.models import TrainingSession
from tenders.views.documents import DOCX

WORD = "docx"


@dataclass(frozen=True)
class Asked:
    """What the address asks for; anything it does not understand is as if it were not there."""

    year: int | None
    project: Project | None
    level: str

    @property
    def period(self) -> str:
        return f"En {self.year}" if self.year else "Depuis l'origine"


@dataclass(frozen=True)
class Part:
    """A chart and its table."""

    title: str
    first: str
    lines: list[Line]
    picture: SafeString

    @property
    def sums(self) -> list[int]:
        return [sum(line.people[n] for line in self.lines) for n in range(len(words.MEASURES))]

    @property
    def attended(self) -> int:
        return sum(line.attended for line in self.lines)


@login_required
def figures(request: HttpRequest) -> HttpResponse:
    asked = _asked(request)
    found = _found(request, asked)
    context = {
        "figures": found,
        "asked": asked,
        "years": _years(request),
        "projects": Project.objects.visible_to(request.user).exclude(training_sessions=None),
        "levels": LEVELS.items(),
        "measures": [label.capitalize() for label in words.MEASURES.values()],
        "parts": _parts(found, asked.level) if found.attended else [],
        "definitions": DEFINITIONS,
        "text": words.paste(found, asked.period, asked.level, satisfaction(found)),
        "query": request.GET.urlencode(),
    }
    return render(request, "training/figures.html", context)


@login_required
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The same figures: a report in Word, or a line for each session and audience."""
    if kind not in (CSV, XLSX, WORD):
        raise Http404("Les chiffres se téléchargent en Word, en CSV ou en XLSX.")
    asked = _asked(request)
    found = _found(request, asked)
    if kind == WORD:
        return as_attachment(_report(found, asked), f"chiffres-formation.{WORD}", DOCX)
    rows = [COLUMNS, *found.rows()]
    content = "".join(csv_lines(rows)).encode() if kind == CSV else xlsx("Chiffres", rows)
    return as_attachment(content, f"chiffres-formation.{kind}", CONTENT_TYPES[kind])


def _report(found: Figures, asked: Asked) -> bytes:
    text = words.paste(found, asked.period, asked.level, satisfaction(found))
    return docx.render(figures_report.build(found, asked.period, asked.level, text))


def _found(request: HttpRequest, asked: Asked) -> Figures:
    now = timezone.now()
    return figures_for(request.user, now=now, year=asked.year, project=asked.project)


def _asked(request: HttpRequest) -> Asked:
    year, project = request.GET.get("annee", ""), request.GET.get("demarche", "")
    level = request.GET.get("territoire", "")
    visible: Any = Project.objects.visible_to(request.user)
    return Asked(
        int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        next((one for one in visible if str(one.pk) == project), None),
        level if level in LEVELS else "departement",
    )


def _years(request: HttpRequest) -> list[int]:
    dates = TrainingSession.objects.visible_to(request.user).held().with_dates()
    starts = dates.values_list("starts_at", flat=True)
    return sorted({timezone.localtime(start).year for start in starts if start}, reverse=True)


def _parts(found: Figures, level: str) -> list[Part]:
    told = (
        ("Par public", "Public", found.by_audience()),
        (f"Par {LEVELS[level]}", LEVELS[level].capitalize(), found.by_place(level)),
        ("Par année", "Année", found.by_year()),
    )
    return [
        Part(
            title, first, lines, _picture(words.chart(f"Personnes touchées {title.lower()}", lines))
        )
        for title, first, lines in told
    ]


def _picture(chart: BarChart) -> SafeString:
    # Safe: `chart_svg` escapes every text that it writes.
    return mark_safe(chart_svg(chart))
