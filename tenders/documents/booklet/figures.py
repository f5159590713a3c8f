"""The name that a text calls a figure by → what draws it."""

from __future__ import annotations

from tenders.documents.booklet import (
    ends,
    marks,
    officer,
    projects,
    reading,
    rooms,
    sending,
)
from tenders.documents.booklet.desk import Figure
from tenders.documents.booklet.exercise import asked, corrected, lettered, sheets
from tenders.documents.booklet.exercises_buyer import for_awareness, for_buyers
from tenders.documents.booklet.exercises_group import for_groups
from tenders.documents.booklet.exercises_supplier import for_suppliers

FIGURES: dict[str, Figure] = {
    "agenda": rooms.agenda,
    "answers_aware": corrected(for_awareness, lettered),
    "answers_buyer": corrected(for_buyers),
    "answers_supplier": corrected(for_suppliers),
    "attendance": rooms.attendance,
    "back_plan": reading.back_plan,
    "bring": rooms.bring,
    "calendar": reading.calendar,
    "candidature_pieces": sending.candidature,
    "candidature_pieces_group": sending.candidature_together,
    "certificate": rooms.certificate,
    "choices": officer.choices,
    "clauses_short": officer.clauses_short,
    "clauses_why": officer.clauses_why,
    "commitments": sending.commitments,
    "contacts": reading.contacts,
    "controls": officer.controls,
    "corrections_buyer": corrected(for_buyers),
    "corrections_group": corrected(for_groups),
    "corrections_supplier": corrected(for_suppliers),
    "countdown": reading.countdown,
    "coverage": sending.coverage,
    "criteria": marks.criteria,
    "criteria_why": marks.criteria_why,
    "essentials": reading.essentials,
    "evaluation": rooms.evaluation,
    "exercises_buyer": asked(for_buyers),
    "exercises_group": asked(for_groups),
    "exercises_supplier": asked(for_suppliers),
    "findings": officer.findings,
    "gaps": projects.gaps,
    "glossary": ends.glossary,
    "journal": officer.journal,
    "lots": reading.lots,
    "member_volumes": projects.member_volumes,
    "minutes": rooms.minutes,
    "objectives": rooms.objectives,
    "offer_pieces": sending.offer,
    "owners": officer.owners,
    "project_state": projects.project_state,
    "receptions": officer.receptions,
    "reservations": reading.reserved,
    "scale": marks.scale,
    "sheets_aware": sheets(for_awareness, lettered),
    "sheets_buyer": sheets(for_buyers),
    "sheets_supplier": sheets(for_suppliers),
    "sites": reading.sites,
    "sources": ends.sources,
    "sourcing": projects.sourcing,
    "unsure": reading.unsure,
    "summary": reading.summary,
    "volumes": reading.volumes,
    "weights": marks.weights,
}
