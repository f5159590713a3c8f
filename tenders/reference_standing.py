"""What the fictitious suppliers of the reference case show of themselves, and who follows them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from procurement.accounts.models import Organisation, User
from suppliers.models import Certificate, Claim, ClientReference, NetworkMember, Supplier


def make_standing(
    rows: dict[str, Any],
    organisations: dict[str, Organisation],
    people: dict[str, User],
    now: datetime,
) -> None:
    """Labels and references, members of the network, and one request that awaits a decision."""
    for row in rows["certificates"]:
        make_certificate(row, now.date())
    for row in rows["references"]:
        ClientReference.objects.create(**_of_supplier(row))
    for row in rows["members"]:
        make_member(row, organisations[row["network"]], people, now)
    make_claim(rows["claim"], people, now)


def _of_supplier(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "supplier": Supplier.objects.get(external_id=row["supplier"])}


def make_certificate(row: dict[str, Any], today: date) -> None:
    """Its dates are days before and after the day the case is loaded: one has just lapsed."""
    values = _of_supplier(row)
    issued, ends = values.pop("issued_days_ago"), values.pop("ends_in_days", None)
    certificate = Certificate(
        issued_on=today - timedelta(days=issued),
        expires_on=None if ends is None else today + timedelta(days=ends),
        **values,
    )
    certificate.complete()
    certificate.supplier.labels = [
        name for name in certificate.supplier.labels if name not in certificate.name
    ]
    certificate.supplier.save(update_fields=["labels"])
    certificate.save()


def make_member(
    row: dict[str, Any], network: Organisation, people: dict[str, User], now: datetime
) -> None:
    member = NetworkMember.objects.create(
        network=network,
        supplier=Supplier.objects.get(external_id=row["supplier"]),
        status="invited",
        asked_by=people[row["asked_by"]],
        asked_at=now,
    )
    if "attested" in row:
        member.attest(row["attested"], by=people[row["asked_by"]], now=now)
    if "accepted_by" in row:
        member.accept(may_edit=True, may_answer=True, by=people[row["accepted_by"]], now=now)


def make_claim(row: dict[str, Any], people: dict[str, User], now: datetime) -> None:
    claim = Claim(
        supplier=Supplier.objects.get(external_id=row["supplier"]),
        user=people[row["by"]],
        email=row["email"],
        function=row["function"],
    )
    claim.ask(now=now)
    claim.confirm(now=now + timedelta(minutes=10))
