"""The totals and gaps of a sheet while a row of it is being typed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from needs.diagnosis import Diagnosis, Sheet, Total, consolidate
from needs.models import Need, Site, Volume


def live_context(need: Need, typed: Site | Volume | None = None) -> dict[str, Any]:
    """The sheet as it is kept, with this row as if it were; the row's own quantity a year."""
    sheet = Need.objects.with_sheet().get(pk=need.pk).sheet()
    if typed is not None and typed._state.adding:
        sheet = _with(sheet, typed)
    result = _diagnosis_of(sheet, need)
    gaps = [gap for gap in result.gaps if gap.kind != "questions"]
    row = _one_row(need, typed) if isinstance(typed, Volume) else None
    return {"totals": result.totals, "gaps": gaps, "row": row, "sheet": sheet}


def _with(sheet: Sheet, typed: Site | Volume) -> Sheet:
    if isinstance(typed, Site):
        return replace(sheet, sites=(*sheet.sites, typed.as_facts()))
    return replace(sheet, volumes=(*sheet.volumes, typed.as_line()))


def _one_row(need: Need, typed: Volume) -> Total:
    alone = Sheet(id="", member="", title="", volumes=(typed.as_line(),))
    return _diagnosis_of(alone, need).totals[0]


def _diagnosis_of(sheet: Sheet, need: Need) -> Diagnosis:
    return consolidate([sheet], questions=need.question_set())
