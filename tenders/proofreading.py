"""What a tender says in words of its own, read by `check_wording` at its launch date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from needs.models import LegalAmendment
from procurement.word.lines import readable
from tenders.clauses import Place
from tenders.models import AwardCriterion, Tender, TenderClause
from tenders.wording import WordingCheck, check_wording

PLACES = {
    Place.SPECIFICATION: "cctp",
    Place.SELECTION: "rc_candidature",
    Place.AWARD: "rc_critere",
    Place.PERFORMANCE: "ccap",
}


# Where what people add to a document in Word is read; the other documents bind nobody.
DOCUMENT_PLACES = {
    "rc": "rc_candidature",
    "ccap": "ccap",
    "cctp": "cctp",
    "ae": "ccap",
    "crt": "rc_critere",
    "grille": "rc_critere",
}


@dataclass(frozen=True)
class Passage:
    """A text of the tender that the control has something to say of."""

    title: str
    text: str
    check: WordingCheck

    @property
    def pieces(self) -> list[tuple[str, bool]]:
        """The text cut at the words at fault, each piece with whether it is at fault."""
        bounds = {0, len(self.text)}
        for span in self.check.spans:
            bounds |= {span.start, span.end}
        return [(self.text[a:b], self._at_fault(a)) for a, b in pairwise(sorted(bounds))]

    def _at_fault(self, at: int) -> bool:
        return any(span.start <= at < span.end for span in self.check.spans)

    def as_dict(self) -> dict[str, Any]:
        return {"title": self.title, "text": self.text, **self.check.as_dict()}


def proofread(tender: Tender) -> list[Passage]:
    """The passages to look at again: criteria, clauses the officer rewrote, texts added in Word."""
    legal = LegalAmendment.objects.law()
    read = (
        Passage(title, text, check_wording(text, where, at=tender.launch_on, legal=legal))
        for title, text, where in _texts(tender)
    )
    several = not _alone(tender)
    return [
        passage
        for passage in read
        if passage.check.findings and not (several and passage.check.categories == ("prix_unique",))
    ]


def _alone(tender: Tender) -> bool:
    """Whether one criterion decides; of several, `check_tender` judges whether price is alone."""
    return len([one for one in tender.criteria.all() if one.parent_id is None]) < 2


def _texts(tender: Tender) -> Iterator[tuple[str, str, str]]:
    for criterion in tender.criteria.all():
        yield f"Critère « {criterion.name} »", _said(criterion), "rc_critere"
    for used in tender.clauses.all():
        if used.wording:
            yield _named(used), used.wording, PLACES[used.source().place]
    for edit in tender.edits.all():
        if edit.text and edit.document in DOCUMENT_PLACES:
            yield edit.named, readable(edit.text), DOCUMENT_PLACES[edit.document]


def _said(criterion: AwardCriterion) -> str:
    name = criterion.name if criterion.name.endswith((".", "?", "!")) else f"{criterion.name}."
    return " ".join(filter(None, (name, criterion.method, criterion.expected)))


def _named(used: TenderClause) -> str:
    return f"Clause « {used.named()} »"
