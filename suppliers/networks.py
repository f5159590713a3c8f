"""What a network does with its members: invite them from a list, follow their records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from procurement import mail
from procurement.accounts.models import Organisation, User
from suppliers.matching import Weights
from suppliers.member_lists import MemberLine
from suppliers.models import MemberStatus, NetworkMember, Supplier
from suppliers.profile import Completeness, completeness
from suppliers.profiles import profiles_of


@dataclass(frozen=True)
class Invited:
    """What became of a list: members invited, with the address written to, and lines refused."""

    members: list[tuple[NetworkMember, str]]
    refused: list[MemberLine]


@dataclass(frozen=True)
class Followed:
    """One member as its network sees it."""

    member: NetworkMember
    completeness: Completeness


def invite(
    network: Organisation, lines: Iterable[MemberLine], *, by: User, now: datetime
) -> Invited:
    """Invite all those that can be, and tell them; every other line comes back with its reason."""
    lines = list(lines)
    found = _Register(network, lines)
    result = Invited([], [])
    with transaction.atomic():
        for line in lines:
            supplier, reason = found.check(line)
            if supplier is None or reason:
                result.refused.append(replace(line, reason=reason))
            else:
                member = _invite(network, supplier, by=by, now=now)
                result.members.append((member, line.email or supplier.contact_email))
    for member, address in result.members:
        _tell(member, address, now=now)
    return result


def _invite(network: Organisation, supplier: Supplier, *, by: User, now: datetime) -> NetworkMember:
    """A structure that refused or left may be asked again."""
    member, _ = NetworkMember.objects.update_or_create(
        network=network,
        supplier=supplier,
        defaults={"status": MemberStatus.INVITED, "asked_by": by, "asked_at": now,
                  "decided_at": None, "may_edit": False, "may_answer": False},
    )  # fmt: skip
    supplier.note("network_invited", by=by, now=now, name=network.name)
    return member


def _tell(member: NetworkMember, address: str, *, now: datetime) -> None:
    page = settings.SITE_URL + reverse("suppliers:networks", args=[member.supplier_id])
    ask = settings.SITE_URL + reverse("suppliers:claim_ask", args=[member.supplier_id])
    context = {"member": member, "supplier": member.supplier, "page": page, "ask": ask}
    if address:
        key = f"network_invited {member.pk} {now.isoformat()}"
        mail.queue("suppliers/mail/network_invited.txt", address, context, now=now, key=key)


class _Register:
    """The suppliers that a list names, by SIRET or by address, and those already asked."""

    def __init__(self, network: Organisation, lines: Iterable[MemberLine]) -> None:
        sirets = [line.siret for line in lines if line.siret]
        emails = [line.email for line in lines if line.email and not line.siret]
        suppliers = Supplier.objects.order_by("pk")
        self.by_siret = {one.siret: one for one in suppliers.filter(siret__in=sirets)}
        self.by_email: dict[str, list[Supplier]] = {}
        for one in suppliers.filter(contact_email__in=emails):
            self.by_email.setdefault(one.contact_email.lower(), []).append(one)
        asked = NetworkMember.objects.filter(network=network).exclude(
            status__in=(MemberStatus.REFUSED, MemberStatus.LEFT)
        )
        self.asked = set(asked.values_list("supplier", flat=True))

    def check(self, line: MemberLine) -> tuple[Supplier | None, str]:
        """The supplier of a line, or the reason why it is refused."""
        if line.reason:
            return None, line.reason
        supplier, reason = self._by_siret(line) if line.siret else self._by_email(line)
        if supplier and supplier.pk in self.asked:
            return supplier, f"{supplier.name} figure déjà parmi vos membres, ou est déjà invitée."
        if supplier:
            self.asked.add(supplier.pk)
        return supplier, reason

    def _by_siret(self, line: MemberLine) -> tuple[Supplier | None, str]:
        if found := self.by_siret.get(line.siret):
            return found, ""
        return None, (
            "Ce SIRET n'est pas dans le registre : importez votre tableau, ou la structure y crée "
            "sa fiche."
        )

    def _by_email(self, line: MemberLine) -> tuple[Supplier | None, str]:
        found = self.by_email.get(line.email, [])
        if len(found) == 1:
            return found[0], ""
        if found:
            return None, "Plusieurs fiches portent cette adresse : donnez le SIRET."
        return None, "Aucune fiche du registre ne porte cette adresse : donnez aussi le SIRET."


def follow(network: Organisation) -> list[Followed]:
    """Every member, its completeness with the usual weights; a fixed number of queries."""
    members = list(
        NetworkMember.objects.filter(network=network)
        .select_related("supplier")
        .prefetch_related("supplier__activities")
    )
    profiles = profiles_of([member.supplier for member in members])
    weights = Weights().as_dict()
    return [Followed(m, completeness(profiles[m.supplier_id], weights)) for m in members]
