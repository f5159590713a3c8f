"""Takes in what was accepted of a returned document, in one act; takes the whole back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction

from procurement.accounts.models import User
from procurement.word import edits
from tenders.models import (
    Lot,
    ReturnedDocument,
    Tender,
    TenderClause,
)
from tenders.models.returned import clause_fields
from tenders.returning import ACCEPTED, REFUSED, Reviewed, as_registered, review_of


class StaleTender(Exception):
    """Somebody changed the tender since the page was read: nothing is taken in."""


@dataclass(frozen=True)
class Decided:
    accepted: tuple[Reviewed, ...]
    refused: tuple[Reviewed, ...]


@transaction.atomic
def decide(
    returned: ReturnedDocument,
    decisions: Mapping[str, str],
    *,
    version: int,
    by: User | None,
    now: datetime,
    seen: str = "",
) -> Decided:
    """What is accepted goes into the tender, all or nothing; what is not named stays undecided.

    `seen` is the mark of the review that the person decided on.
    """
    current = ReturnedDocument.objects.select_for_update().get(pk=returned.pk)
    if not current.tender.claim(version):
        raise StaleTender
    found = review_of(current)
    if seen and seen != found.mark:
        raise StaleTender
    open_ = [one for one in found.changes if not one.is_settled]
    accepted = [one for one in open_ if decisions.get(one.change.id) == ACCEPTED]
    refused = [one for one in open_ if decisions.get(one.change.id) == REFUSED]
    for one in _in_writing_order(accepted):
        for act in one.change.acts:
            current.outcome += _DOING[act["do"]](current, act)
    named = {one.change.id: ACCEPTED for one in accepted}
    named |= {one.change.id: REFUSED for one in refused}
    current.decisions = {**current.decisions, **named}
    current.save(update_fields=["outcome", "decisions"])
    told = {"accepted": _said(accepted), "refused": _said(refused)}
    current.tender.note("return_decided", by=by, now=now, **as_registered(current), **told)
    return Decided(tuple(accepted), tuple(refused))


def decide_all(returned: ReturnedDocument, *, by: User | None, now: datetime) -> Decided:
    """Everything that can be accepted is: what the command does."""
    changes = review_of(returned).changes
    everything = {one.change.id: ACCEPTED for one in changes if not one.is_settled}
    version = Tender.objects.get(pk=returned.tender_id).version
    return decide(returned, everything, version=version, by=by, now=now)


def _in_writing_order(accepted: list[Reviewed]) -> list[Reviewed]:
    """Paragraphs come in before those they stand under change; articles once all is in place.

    Articles added under the same heading are written last first, each right under it.
    """
    acts = {one.change.id: {act.get("act") for act in one.change.acts} for one in accepted}
    lines = [one for one in accepted if edits.INSERTED in acts[one.change.id]]
    articles = [one for one in accepted if edits.ADDED in acts[one.change.id]]
    others = [one for one in accepted if one not in lines and one not in articles]
    return lines + others + articles[::-1]


def _said(reviewed: list[Reviewed]) -> list[str]:
    return [f"{one.change.title or 'en tête'} ({one.change.label})" for one in reviewed]


Journal = list[dict[str, Any]]


def _change_clause(returned: ReturnedDocument, act: Mapping[str, Any]) -> Journal:
    used = returned.tender.clauses.get(pk=act["clause"])
    before = clause_fields(used)
    if act["do"] == "title":
        used.title = act["title"]
    else:
        used.values = {**used.values, **act["values"]}
    if act["do"] == "wording":
        used.wording, used.wording_is_whole = act["text"], act["whole"]
    used.save()
    return [{"clause": used.pk, "before": before, "after": clause_fields(used)}]


def _withdraw(returned: ReturnedDocument, act: Mapping[str, Any]) -> Journal:
    used = returned.tender.clauses.get(pk=act["clause"])
    before = clause_fields(used)
    used.delete()
    return [{"clause": act["clause"], "before": before, "after": None}]


def _edit(returned: ReturnedDocument, act: Mapping[str, Any]) -> Journal:
    fields = {name: value for name, value in act.items() if name != "do"}
    returned.edits.create(tender=returned.tender, document=returned.document, **fields)
    return []


def _keep_note(returned: ReturnedDocument, act: Mapping[str, Any]) -> Journal:
    fields = {name: value for name, value in act.items() if name not in ("do", "clause")}
    clause = returned.tender.clauses.filter(pk=act["clause"]).first() if act["clause"] else None
    returned.notes.create(
        tender=returned.tender, document=returned.document, clause=clause, **fields
    )
    return []


_DOING: dict[str, Callable[[ReturnedDocument, Mapping[str, Any]], Journal]] = {
    "values": _change_clause,
    "wording": _change_clause,
    "title": _change_clause,
    "withdraw": _withdraw,
    "edit": _edit,
    "note": _keep_note,
}


@transaction.atomic
def undo(returned: ReturnedDocument, *, by: User | None, now: datetime) -> list[str]:
    """Everything as before, but what somebody changed since; the clauses that thus remain."""
    current = ReturnedDocument.objects.select_for_update().get(pk=returned.pk)
    left = [name for line in reversed(current.outcome) if (name := _take_back(line))]
    current.edits.all().delete()
    current.notes.all().delete()
    current.outcome, current.decisions, current.undone_at = [], {}, now
    current.save(update_fields=["outcome", "decisions", "undone_at"])
    Tender.objects.filter(pk=current.tender_id).update(version=models.F("version") + 1)
    current.tender.note("return_undone", by=by, now=now, **as_registered(current), left=left)
    return left


def _take_back(line: Mapping[str, Any]) -> str:
    """The clause that could not be put back, by its identifier; empty when it was."""
    before = line["before"]
    used = TenderClause.objects.filter(pk=line["clause"]).first()
    if line["after"] is None:
        return _put_back(line["clause"], before)
    if used is None or clause_fields(used) != line["after"]:
        return str(before["clause_id"])
    for name in ("values", "title", "wording", "wording_is_whole"):
        setattr(used, name, before[name])
    used.save()
    return ""


def _put_back(pk: int, fields: Mapping[str, Any]) -> str:
    """The clause that was withdrawn, unless somebody took it again or removed its lot."""
    same = TenderClause.objects.filter(
        tender=fields["tender_id"], lot=fields["lot_id"], clause_id=fields["clause_id"]
    )
    has_lot = fields["lot_id"] is None or Lot.objects.filter(pk=fields["lot_id"]).exists()
    if same.exists() or not has_lot:
        return str(fields["clause_id"])
    taken_at = datetime.fromisoformat(fields["taken_at"])
    TenderClause.objects.create(pk=pk, **{**fields, "taken_at": taken_at})
    return ""
