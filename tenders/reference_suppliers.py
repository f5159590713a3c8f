"""The fictitious suppliers of the reference case, and what they declare."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils.text import slugify

from procurement.accounts.models import Membership, Organisation, OrganisationKind, Role, User
from suppliers import importing, sources
from suppliers.models import Ability, Declaration, EssProof, Supplier
from suppliers.rows import Row
from tenders.clauses import library
from tenders.reference_data import DATA, case

SUPPLIERS = Path(importing.__file__).parent / "data" / "demo_suppliers.jsonl"


def make_suppliers() -> None:
    """The fictitious register, each with an address that leads nowhere (example.org)."""
    _, rows = sources.rows([str(SUPPLIERS)])
    refused = [
        o
        for o in importing.take(rows, source="démonstration", fictitious=True)
        if o.verdict == importing.REFUSED
    ]
    if refused:
        raise ValueError(f"{SUPPLIERS.name}: {refused[0].messages}")
    suppliers = list(Supplier.objects.filter(is_fictitious=True, contact_email=""))
    for supplier in suppliers:
        supplier.contact_email = f"contact-{slugify(supplier.name)[:40]}@example.org"
    Supplier.objects.bulk_update(suppliers, ["contact_email"])


def make_proofs(people: dict[str, User], now: datetime) -> None:
    """Documents that fictitious suppliers state; the file gives their dates in days from now."""
    today = now.date()

    def day(offset: int | None) -> date | None:
        return None if offset is None else today + timedelta(days=offset)

    for row in case()["ess_proofs"]:
        EssProof.objects.create(
            supplier=Supplier.objects.get(external_id=row["supplier"]),
            kind=row["kind"],
            reference=row["reference"],
            issued_on=day(row["issued"]),
            expires_on=day(row.get("expires")),
            stated_at=now,
            seen_by=people[row["seen_by"]] if "seen_by" in row else None,
            seen_on=today if "seen_by" in row else None,
        )


def import_from_network() -> None:
    """A network says otherwise of the demonstration supplier: both versions are shown to it."""
    row = case()["network_import"]
    record = row["record"] | {"siret": Supplier.objects.get(external_id=row["supplier"]).siret}
    list(importing.take([Row(2, record, record)], source=row["source"], fictitious=True))


def make_declarations(now: datetime) -> None:
    """What fictitious suppliers say of the clauses, on their own pages."""
    for row in case()["declarations"]:
        supplier = Supplier.objects.get(external_id=row["supplier"])
        for clause_id, said in declared(row).items():
            clause = library().get(clause_id)
            if clause is None:
                raise ValueError(f"{DATA.name}: no clause {clause_id}")
            Declaration.objects.say(supplier, clause.id, clause.version, said, by=None, now=now)


def declared(row: dict[str, Any]) -> dict[str, dict[str, tuple[str, str]]]:
    """{clause: {level: (ability, note)}} of one supplier's lists."""
    told = [(name, Ability.YES, "") for name in row.get("able", [])]
    told += [(name, Ability.CONDITIONS, n) for name, n in row.get("with_conditions", {}).items()]
    told += [(name, Ability.NO, "") for name in row.get("unable", [])]
    said: dict[str, dict[str, tuple[str, str]]] = {}
    for name, ability, note in told:
        clause_id, _, level = name.partition("@")
        said.setdefault(clause_id, {})[level] = (ability, note)
    return said


def attach_supplier(user: User) -> None:
    """The demonstration account of a supplier holds the record the file names."""
    supplier = Supplier.objects.get(external_id=case()["demonstration_supplier"])
    organisation = Organisation.objects.create(
        name=supplier.name, kind=OrganisationKind.SUPPLIER, siret=supplier.siret
    )
    Membership.objects.create(user=user, organisation=organisation, role=Role.SUPPLIER)
    supplier.organisation = organisation
    supplier.contact_email = user.email
    supplier.save(update_fields=["organisation", "contact_email"])
