"""A document that comes back from Word: read, matched with what went out, compared with today."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from io import BytesIO
from typing import Any, BinaryIO

from needs.models import LegalAmendment
from procurement.accounts.models import User
from procurement.legal import Finding, Law
from procurement.typography import NBSP
from procurement.uploads import safe_name
from procurement.word import docx
from procurement.word.blocks import Clause, Document
from procurement.word.edits import Edit, apply
from procurement.word.lines import Reading, bare, readable
from procurement.word.package import RefusedDocument
from procurement.word.reading import read
from tenders.clauses.clause import Part
from tenders.compliance import TenderFacts, check
from tenders.documents import KINDS
from tenders.documents.context import gather
from tenders.documents.production import EDITION, build, edited
from tenders.drafting import fact_values, from_clauses
from tenders.models import DocumentEdition, ReturnedDocument, Tender, TenderClause
from tenders.proofreading import DOCUMENT_PLACES, PLACES, Passage
from tenders.returns import Change, ClauseState, Outcome, outcome
from tenders.returns.change import BY_HAND, COMMENT, DELETED, DONE, LONGEST
from tenders.returns.changes import is_ignored
from tenders.returns.sides import by_hand
from tenders.wording import check_wording

ACCEPTED, REFUSED = "accepted", "refused"
_ENOUGH = 0.3  # of the headings of a file, to know which document it is


@dataclass(frozen=True)
class Back:
    """A file that was read: the document it is, the edition it began from when it is known."""

    tender: Tender
    kind: str
    reading: Reading
    edition: DocumentEdition | None

    @cached_property
    def document(self) -> Document:
        return build(self.tender, self.kind)

    @cached_property
    def today(self) -> Reading:
        return _as_read(self.document)

    @cached_property
    def is_known(self) -> bool:
        """Whether what went out is remembered, and its file still there."""
        file = self.edition.file if self.edition else None
        return bool(file and file.name and file.storage.exists(file.name))

    @cached_property
    def sent(self) -> Reading:
        """What went out; today's document when nobody remembers it."""
        if self.edition is None or not self.is_known:
            return self.today
        with self.edition.file.open("rb") as file:
            return _read_again(file.read()).referring(self.edition.anchors)

    @property
    def is_current(self) -> bool:
        """Whether the tender still says what it said when the file went out."""
        sent, today = (
            [(piece.head.key, piece.keys) for piece in reading.pieces if not is_ignored(piece)]
            for reading in (self.sent, self.today)
        )
        return sent == today


def _as_read(document: Document) -> Reading:
    content = docx.render(document)
    return _read_again(content).referring(document.anchors_by_key)


def _read_again(content: bytes) -> Reading:
    """A file of ours."""
    return read("piece.docx", BytesIO(content), len(content))


def read_back(tender: Tender, name: str, content: BinaryIO, size: int) -> Back:
    """The file as a document of this tender; raises RefusedDocument."""
    reading = read(name, content, size)
    kind = _kind_of(tender, reading)
    digest = reading.properties.get(EDITION, "")
    edition = tender.editions.filter(document=kind, digest=digest).first()
    anchors = edition.anchors if edition else build(tender, kind).anchors_by_key
    return Back(tender, kind, reading.referring(anchors), edition)


def receive(
    tender: Tender, name: str, content: BinaryIO, size: int, *, by: User | None, now: datetime
) -> ReturnedDocument:
    """Keep the file and what it says; nothing of the tender is touched."""
    back = read_back(tender, name, content, size)
    content.seek(0)
    returned = ReturnedDocument.objects.keep(
        tender,
        back.kind,
        back.reading,
        name=safe_name(name),
        content=content.read(),
        edition=back.edition,
        by=by,
        now=now,
    )
    tender.note("document_returned", by=by, now=now, **as_registered(returned))
    return returned


def as_registered(returned: ReturnedDocument) -> dict[str, str]:
    """How the register designates it."""
    return {
        "document": KINDS[returned.document].title,
        "file": returned.name,
        "sha256": returned.sha256,
    }


def back_of(returned: ReturnedDocument) -> Back:
    return Back(returned.tender, returned.document, returned.read(), returned.edition)


def _kind_of(tender: Tender, reading: Reading) -> str:
    said = reading.properties
    theirs = said.get("balise_tender") or said.get("balise_project")
    if theirs and theirs != tender.reference:
        raise RefusedDocument(
            f"Ce fichier est une pièce de «{NBSP}{theirs}{NBSP}», et non du marché "
            f"«{NBSP}{tender.reference}{NBSP}». Ouvrez ce marché-là, puis envoyez-y le fichier."
        )
    kind = said.get("balise_document", "")
    return kind if kind in KINDS else _most_like(tender, reading)


def _most_like(tender: Tender, reading: Reading) -> str:
    """The document whose headings the file holds, when its properties were lost."""
    shares = {
        kind.id: _share(reading, _as_read(made.document))
        for kind, made in edited(tender, gather(tender), KINDS.values())
    }
    best = max(shares, key=lambda kind: shares[kind])
    if shares[best] < _ENOUGH:
        raise RefusedDocument(
            "Ce fichier ne ressemble à aucune pièce de ce marché. Envoyez le fichier Word "
            "téléchargé depuis Balise, que vous avez modifié."
        )
    return best


def _share(reading: Reading, document: Reading) -> float:
    """Of the headings of one or the other, those that both have."""
    heads, own = ([p for p in side.pieces if p.level] for side in (reading, document))
    known = {bare(piece.mark) for piece in own} | {piece.head.key for piece in own}
    held = sum(bare(piece.mark) in known or piece.head.key in known for piece in heads)
    return held / max(len(heads), len(own), 1)


def idle_edits(tender: Tender) -> set[int]:
    """Those whose starting text is not in the document any more."""
    kinds = set(tender.edits.values_list("document", flat=True))
    if not kinds:
        return set()
    touched = edited(tender, gather(tender), [KINDS[kind] for kind in kinds])
    return {edit.id for _, made in touched for edit in made.idle}


# What there is to decide


@dataclass(frozen=True)
class Reviewed:
    """A change with what the law and the control of wording say of it."""

    change: Change
    decision: str = ""
    passage: Passage | None = None
    warnings: tuple[Finding, ...] = ()
    frictions: tuple[str, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to do: the tender says so, or the note was kept."""
        is_note = self.change.kind == COMMENT or self.change.state == BY_HAND
        return self.change.state == DONE or (is_note and self.decision == ACCEPTED)

    def as_dict(self) -> dict[str, Any]:
        change = self.change
        return {
            "id": change.id,
            "kind": change.kind,
            "clause": change.clause,
            "title": change.title,
            "number": change.number,
            "state": change.state,
            "decision": self.decision,
            "before": readable(change.before),
            "after": readable(change.after),
            "now": readable(change.now),
            "said": [*change.said, *self.frictions],
            "tracked": [vars(revision) for revision in change.revisions],
            "wording": self.passage.as_dict() if self.passage else None,
            "warnings": [finding.as_dict() for finding in self.warnings],
        }


@dataclass(frozen=True)
class Review:
    back: Back
    outcome: Outcome
    changes: tuple[Reviewed, ...]

    @property
    def mark(self) -> str:
        """What the person saw when they decided: another mark, another state of the tender."""
        said = sorted(f"{one.change.id} {one.change.state}" for one in self.changes)
        return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]

    @property
    def counts(self) -> dict[str, int]:
        kinds = [reviewed.change.kind for reviewed in self.changes]
        return {"kept": len(self.outcome.kept), **{k: kinds.count(k) for k in dict.fromkeys(kinds)}}

    def as_dict(self) -> dict[str, Any]:
        return {
            "document": self.back.kind,
            "edition_known": self.back.is_known,
            "tender_changed": not self.back.is_current,
            "seen": self.mark,
            "counts": self.counts,
            "changes": [reviewed.as_dict() for reviewed in self.changes],
            "kept": list(self.outcome.kept),
            "renumbered": [
                {"title": title, "before": before, "after": after}
                for title, before, after in self.outcome.renumbered
            ],
            "unread": list(self.back.reading.unread),
        }


def review(back: Back, decisions: Mapping[str, str] | None = None) -> Review:
    """What became of each piece of the file, as the tender stands today."""
    tender = back.tender
    used = list(tender.clauses.select_related("lot", "tender"))
    found = outcome(
        back.sent.pieces,
        back.reading.pieces,
        back.today.pieces,
        dict(_states(tender, used)),
        where=DOCUMENT_PLACES.get(back.kind, ""),
    )
    judge = _Judge(tender, used, LegalAmendment.objects.law())
    changes = (
        judge.reviewed(_possible(change, back.document), decisions or {})
        for change in found.changes
    )
    return Review(back, found, tuple(changes))


def _possible(change: Change, document: Document) -> Change:
    """The change, kept as a note when the document cannot be written so."""
    acts = [act for act in change.acts if act["do"] == "edit"]
    asked = [Edit(0, **{k: v for k, v in act.items() if k != "do"}) for act in acts]
    if change.state == DONE or not apply(document, asked).idle:
        return change
    return by_hand(
        change,
        "Balise ne peut pas refaire cela à chaque production : un autre article renvoie à "
        "celui-ci, ou deux tableaux se toucheraient.",
    )


def review_of(returned: ReturnedDocument) -> Review:
    return review(back_of(returned), returned.decisions)


def _states(tender: Tender, used: list[TenderClause]) -> Iterator[tuple[str, ClauseState]]:
    facts = fact_values(tender)
    for row in used:
        lot = row.lot.number if row.lot else None
        mark = Clause(row.clause_id, row.clause_version, "", (), lot=lot).bookmark
        source = row.source()
        parts = (
            ()
            if row.wording
            else tuple(map(_as_printed, source.parts(row.level or None, row.values, facts)))
        )
        text = row.filled(facts).text
        yield bare(mark), ClauseState(row.pk, row.named(), text, PLACES[source.place], parts)


def _as_printed(part: Part) -> Part:
    """A blank that nobody filled is printed as something to complete."""
    missing = part.variable is not None and part.text == part.variable.label
    return replace(part, text=f"[[{part.text}]]") if missing else part


@dataclass
class _Judge:
    tender: Tender
    used: list[TenderClause]
    law: Law

    def reviewed(self, change: Change, decisions: Mapping[str, str]) -> Reviewed:
        decision = decisions.get(change.id, "")
        if change.kind == DELETED and change.clause and change.can_be_decided:
            warnings, frictions = self._without(change.clause)
            return Reviewed(change, decision, warnings=warnings, frictions=frictions)
        return Reviewed(change, decision, self._wording(change))

    def _wording(self, change: Change) -> Passage | None:
        """What the control finds in the new text that it did not find in the old one."""
        is_read = change.where and change.can_be_decided and 0 < len(change.after) <= LONGEST
        if not is_read:
            return None
        new, old = (
            check_wording(readable(text), change.where, at=self.tender.launch_on, legal=self.law)
            for text in (change.after, change.before)
        )
        known = {finding.rule for finding in old.findings}
        findings = tuple(finding for finding in new.findings if finding.rule not in known)
        if not findings:
            return None
        return Passage(change.title, readable(change.after), replace(new, findings=findings))

    def _without(self, pk: int) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
        """What the tender would lack without this clause."""
        left = [row for row in self.used if row.pk != pk]
        now, then = (self._findings(rows) for rows in (self.used, left))
        known = {(finding.rule, finding.where) for finding in now}
        shelf = self.tender.shelf()
        held, others = ({row.clause_id for row in rows} for rows in (self.used, left))
        before = {conflict.text for conflict in shelf.conflicts(held)}
        frictions = [c.text for c in shelf.conflicts(others) if c.text not in before]
        return tuple(f for f in then if (f.rule, f.where) not in known), tuple(frictions)

    def _findings(self, rows: list[TenderClause]) -> tuple[Finding, ...]:
        facts = {**from_clauses(rows), **self.tender.configuration()}
        return tuple(check(TenderFacts.from_dict(facts), self.law).findings)
