"""Our control of wording, applied to the clauses we advise and to those of authorities."""

from __future__ import annotations

from collections.abc import Iterator

from procurement.legal import Finding, gravest_first
from tenders.clauses import Clause, Place
from tenders.wording import check_wording

# Where the text of a clause ends, as `check_wording` names the documents.
DOCUMENTS = {
    Place.SPECIFICATION: "cctp",
    Place.SELECTION: "rc_candidature",
    Place.AWARD: "rc_critere",
    Place.PERFORMANCE: "ccap",
}


def wording_remarks(clause: Clause) -> tuple[Finding, ...]:
    """What the control says of the title, of every level filled in, of marks and penalty."""
    where = DOCUMENTS[clause.place]
    found = (f for text in _said(clause) if text for f in check_wording(text, where).findings)
    return gravest_first(dict.fromkeys(found))


def _said(clause: Clause) -> Iterator[str]:
    yield clause.title
    yield from clause.texts
    for level in (None, *(level for level, _ in clause.levels)):
        filled = clause.fill({}, level)
        yield filled.text
        yield filled.penalty
    if clause.award:
        yield clause.award.expected
        yield from (step.text for step in clause.award.scale)
