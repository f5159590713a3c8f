"""A supplier's record as a candidate: every fact with who says so and since when."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from needs.models import AwardHolder
from procurement.typography import euros, join_words, number
from suppliers.gathering import facts_of
from suppliers.labels import labels
from suppliers.membership import standings_of
from suppliers.models import Certificate, ClientReference, Supplier
from suppliers.origins import Origins
from tenders.answering.candidate import Candidate, Fact
from tenders.proportionality import Statement
from tenders.statements import statements_of

RECORD = "votre fiche"
_SENTENCES = re.compile(r"(?<=[.!?])\s+")


def candidate_of(supplier: Supplier, *, at: date) -> Candidate:
    """As it stands for a call whose offers are due `at`: ends of certificates count that day."""
    read = facts_of(Supplier.objects.filter(pk=supplier.pk), at=at)[0]
    statements: dict[str, list[Statement]] = defaultdict(list)
    for own in statements_of(supplier):
        statements[own.clause_id].append(own.statement)
    standings = standings_of([supplier], at=at)[supplier.pk]
    facts = [*_of_record(supplier), *_of_activities(supplier), *_of_proofs(supplier)]
    facts += [
        Fact(
            "family",
            "Famille de l'ESS",
            standing.label,
            standing.noted.source or RECORD,
            standing.noted.noted_on,
            standing.expires_on,
            standing.proof.reference if standing.proof else "",
        )
        for standing in standings
    ]
    return Candidate(
        name=supplier.name,
        siret=supplier.siret,
        facts=tuple(facts),
        kinds=tuple(supplier.ess_kinds),
        standings=standings,
        quantities=read.quantities,
        areas=tuple(supplier.areas),
        max_yearly=supplier.max_yearly_eur,
        fte=supplier.fte,
        statements=statements,
    )


def _of_record(supplier: Supplier) -> Iterator[Fact]:
    origins = Origins([supplier])
    trail = origins.trail(supplier)

    def fact(topic: str, name: str, label: str, value: str) -> Iterator[Fact]:
        if value:
            source, on = origins.told(trail.origin(name))
            yield Fact(topic, label, value, source or supplier.source or RECORD, on)

    yield from fact("identity", "name", "Dénomination", supplier.name)
    yield Fact("identity", "SIRET", supplier.siret, "registre des fournisseurs")
    yield from fact("identity", "legal_form", "Forme juridique", supplier.legal_form)
    yield from fact("identity", "naf", "Code NAF", supplier.naf)
    seat = " ".join(filter(None, (supplier.postal_code, supplier.city)))
    yield from fact("identity", "place", "Siège", seat)
    contact = supplier.contact_email
    yield from fact("identity", "name", "Adresse professionnelle", contact)
    fte = f"{number(supplier.fte)} équivalents temps plein" if supplier.fte is not None else ""
    yield from fact("staff", "fte", "Effectif", fte)
    yearly = euros(supplier.max_yearly_eur) if supplier.max_yearly_eur is not None else ""
    yield from fact("money", "max_yearly_eur", "Capacité annuelle déclarée", yearly)
    yield from fact("area", "area", "Zone desservie", supplier.area.describe() * bool(
        supplier.area_kind))  # fmt: skip
    yield from fact("capacity", "capacities", "Capacités", join_words(supplier.capacities))
    for sentence in _SENTENCES.split(supplier.description):
        yield from fact("presentation", "description", "Présentation", sentence.strip())
    for label in supplier.labels:
        yield from fact("label", "labels", "Label cité, sans date ni preuve", label)


def _of_activities(supplier: Supplier) -> Iterator[Fact]:
    origins = Origins([supplier])
    source, on = origins.told(origins.trail(supplier).origin("activities"))
    source = source or supplier.source or RECORD
    for activity in supplier.activities.all():
        said = f"{activity.label}. {activity.description}".removesuffix(". ")
        yield Fact("activity", "Activité", said, source, on)
        if activity.capacity:
            value = f"{activity.label} : {activity.capacity}"
            yield Fact("capacity", "Capacité", value, source, on, proof=activity.capacity_proof)
        for means in activity.declared_means():
            yield Fact("means", "Moyens", str(means), source, on, proof=means.proof)


def _of_proofs(supplier: Supplier) -> Iterator[Fact]:
    known = labels()
    for held in Certificate.objects.filter(supplier=supplier):
        spoken = known[held.label].objectives if held.label in known else ()
        proof = held.proof_name or held.proof_url
        issuer = f" ({held.issuer})" if held.issuer else ""
        yield Fact(
            "label", "Certificat", f"{held.name}{issuer}", RECORD, held.issued_on,
            held.expires_on, proof, tuple(spoken),
        )  # fmt: skip
    for reference in ClientReference.objects.filter(supplier=supplier):
        amount = f", {euros(reference.amount)}" if reference.amount is not None else ""
        value = f"{reference.object}, {reference.client}, {reference.period}{amount}"
        yield Fact("reference", "Référence déclarée", value, RECORD)
    won = AwardHolder.objects.filter(siret=supplier.siret).select_related("record")
    for holder in won.order_by("record__key")[:10]:
        amount = f", {euros(holder.record.amount)}" if holder.record.amount is not None else ""
        yield Fact(
            "reference",
            "Marché public publié",
            f"{holder.record.object}{amount}",
            "données essentielles (DECP)",
            holder.record.notified_on,
        )
