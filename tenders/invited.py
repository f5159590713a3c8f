"""Who of those found was not invited, and why: a choice explains itself (art. L3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from needs.models import RegisterEntry
from procurement.typography import NBSP
from suppliers.models import Supplier
from tenders.invitations import matched_suppliers
from tenders.models import Invitation, MarketConsultation

NO_ADDRESS = "aucune adresse connue : à trouver, puis à inviter"
NO_REASON = "pas encore invitée : personne n'a dit pourquoi"
# Invited later than that after the first ones, a structure has less time than the others.
SAME_MOMENT = timedelta(hours=24)


@dataclass(frozen=True)
class NotInvited:
    supplier: Supplier
    why: str
    to_mend: bool


def not_invited(
    consultation: MarketConsultation, invited: Sequence[Invitation]
) -> list[NotInvited]:
    """In the order of the search; `to_mend` when nobody decided to leave it out."""
    records = {invitation.supplier_id for invitation in invited}
    emails = {invitation.email for invitation in invited}
    reasons = _reasons(consultation)
    return [
        _why(supplier, reasons)
        for supplier in matched_suppliers(consultation)
        if supplier.pk not in records and supplier.contact_email.lower() not in emails
    ]


def invited_late(invited: Sequence[Invitation]) -> list[Invitation]:
    """By the team, after the others; whoever came by the open call chose its moment."""
    chosen = [i for i in invited if i.sent_at and not i.from_open_call]
    first = min((i.sent_at for i in chosen if i.sent_at), default=None)
    return [i for i in chosen if first and i.sent_at and i.sent_at > first + SAME_MOMENT]


def _why(supplier: Supplier, reasons: dict[str, str]) -> NotInvited:
    if not supplier.contact_email:
        return NotInvited(supplier, NO_ADDRESS, True)
    if supplier.name in reasons:
        return NotInvited(supplier, f"«{NBSP}{reasons[supplier.name]}{NBSP}»", False)
    return NotInvited(supplier, NO_REASON, True)


def _reasons(consultation: MarketConsultation) -> dict[str, str]:
    """The reason given for each structure left out, by name, as the register keeps it."""
    acts = RegisterEntry.objects.filter(
        project=consultation.project_id,
        act="suppliers_invited",
        facts__consultation=str(consultation.pk),
    )
    return {name: act.facts["reason"] for act in acts for name in act.facts["left_out"]}
