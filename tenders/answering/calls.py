"""A tender of Balise as the candidates may read it; nothing of what the team alone knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from needs.models import Site
from procurement.typography import NBSP, euros, long_date, long_moment, number
from suppliers.need_places import place_of
from suppliers.territory import Place
from tenders.answering.call import (
    Asked,
    Call,
    CallLot,
    Condition,
    Piece,
    PlaceSaid,
    Volume,
)
from tenders.booklets import shelf
from tenders.booklets.pieces import DEED
from tenders.clauses import Place as Where
from tenders.documents.booklet.facts import facts_of
from tenders.documents.context import Criterion, DocumentContext, LotFacts, UsedClause, gather
from tenders.documents.criteria import expected, proofs
from tenders.documents.lots import RESERVATIONS
from tenders.documents.sheet import duration
from tenders.models import Tender
from tenders.requirements import ARTICLES, GIVING, is_asking

_RULES, _TERMS = "règlement de la consultation", "CCAP"
_SAID_IN = {
    Where.SPECIFICATION: "CCTP",
    Where.PERFORMANCE: "CCAP",
    Where.SELECTION: "règlement de la consultation, candidatures",
}


def call_of(tender: Tender) -> Call:
    context = gather(tender)
    return Call(
        origin="balise",
        reference=context.reference,
        title=context.title,
        buyer=context.buyer,
        procedure=context.procedure_label,
        law_on=context.launch_on,
        due_at=context.offers_due_at,
        lots=tuple(_lot(lot) for lot in context.lots),
        asked=tuple(_asked(context)),
        conditions=tuple(_conditions(context, tender)),
        pieces=tuple(_pieces(context)),
        places=tuple(_place(place) for place in _places(tender)),
        price_lines=_price_lines(context),
        facts=tuple(_facts(context)),
        unknown=tuple(_unknown(context)),
        profile_url=context.said.get("profile", ""),
    )


def _lot(lot: LotFacts) -> CallLot:
    return CallLot(
        lot.number,
        lot.title,
        lot.description,
        lot.cpv,
        lot.reserved,
        lot.amount,
        lot.components,
    )


def _asked(context: DocumentContext) -> Iterator[Asked]:
    """As the answer frame asks: sub-criteria where there are some."""
    for position, criterion in enumerate(context.criteria, start=1):
        for rank, part in enumerate(criterion.parts, start=1):
            yield _part(context, criterion, part, f"c{position}-{rank}")


def _part(context: DocumentContext, criterion: Criterion, part: Criterion, id: str) -> Asked:
    own = {lot.number for lot in context.lots if criterion in context.criteria_of(lot)}
    return Asked(
        id=id,
        name=part.name,
        kind=part.kind,
        weight=part.weight,
        parent=criterion.name if part is not criterion else "",
        expects=expected(part),
        proofs=proofs(part),
        max_pages=part.max_pages,
        lots=() if len(own) == len(context.lots) else tuple(sorted(own)),
        clause=part.source.id if part.source else "",
        clause_version=part.source.version if part.source else 0,
        where="cadre de réponse technique" if not part.is_price else "pièces de prix",
    )


def _conditions(context: DocumentContext, tender: Tender) -> Iterator[Condition]:
    for lot in context.lots:
        yield from _of_lot(context, lot)
    yield from _turnover(context)
    if context.settings.get("site_visit_mandatory"):
        yield Condition(
            "visit",
            "said",
            "Visite obligatoire des sites",
            "Sans visite attestée avant la date limite, l'offre est irrégulière : prenez "
            "rendez-vous dès maintenant.",
            excludes=True,
            where="règlement de la consultation",
            proof="attestation de visite",
        )
    if _places_count(tender):
        yield Condition(
            "place",
            "place",
            "Servir les lieux d'exécution",
            articles=("L2142-1",),
            where="CCTP, sites",
        )
    used = {row.clause_id: row.level for row in tender.clauses.all()}
    for clause in context.clauses:
        if is_asking(clause.source) and clause.source.theme not in GIVING:
            yield _clause(clause, used.get(clause.source.id, ""))


def _of_lot(context: DocumentContext, lot: LotFacts) -> Iterator[Condition]:
    if reservation := RESERVATIONS.get(lot.reserved):
        yield Condition(
            f"reserved-{lot.number}",
            "reservation",
            f"Lot {lot.number} réservé : {reservation.label}",
            f"Ce lot est réservé {reservation.who}.",
            tuple(reservation.articles.split(", ")),
            (lot.number,),
            excludes=True,
            where="règlement de la consultation, lots",
            proof=reservation.proof,
            reserved=lot.reserved,
        )
    totals = [
        total
        for total in context.diagnosis.totals
        if total.component and total.component in lot.components
    ]
    if totals:
        yield Condition(
            f"volume-{lot.number}",
            "volume",
            f"Tenir les volumes du lot {lot.number}",
            " ; ".join(f"{total.title} : {number(total.value)} {total.units}" for total in totals),
            ("L2142-1", "R2142-25"),
            (lot.number,),
            where="détail quantitatif estimatif",
            volumes=tuple(
                Volume(
                    float(total.base),
                    total.unit,
                    "an" if total.is_flow else "",
                    total.component,
                )
                for total in totals
            ),
        )


def _turnover(context: DocumentContext) -> Iterator[Condition]:
    ratio = context.settings.get("turnover_required_ratio")
    if not ratio:
        return
    for lot in context.lots or (None,):
        amount = lot.amount if lot else context.estimated_value
        asked = Decimal(round(amount * Decimal(str(ratio)))) if amount else None
        told = f" ({euros(asked, tax='')} pour ce lot)" if asked else ""
        yield Condition(
            f"turnover-{lot.number if lot else 0}",
            "turnover",
            "Chiffre d'affaires annuel minimal",
            f"{number(ratio)} fois le montant estimé{told}.",
            ("R2142-7", "R2142-8"),
            (lot.number,) if lot else (),
            excludes=True,
            where="règlement de la consultation, candidatures",
            proof="chiffres d'affaires des trois derniers exercices, ou preuve équivalente",
            amount=asked,
        )


def _clause(used: UsedClause, level: str) -> Condition:
    clause = used.source
    return Condition(
        id=f"clause-{clause.id}",
        kind="clause",
        title=used.name,
        text=" ".join(used.text.split()),
        articles=ARTICLES.get(clause.place, ()),
        lots=(used.lot,) if used.lot else (),
        excludes=clause.place == Where.SELECTION,
        where=_SAID_IN.get(clause.place, ""),
        proof=" ; ".join(proof.label for proof in clause.proofs),
        clause=clause.id,
        clause_version=clause.version,
        clause_level=level,
    )


def _pieces(context: DocumentContext) -> Iterator[Piece]:
    """What the booklets list; the engagement is one file a lot."""
    lots = [lot.number for lot in context.lots] or [0]
    for asked in shelf().pieces_for(facts_of(context)):
        piece = Piece(asked.id, asked.name, asked.part, asked.group, asked.where, _RULES)
        if asked.id != DEED:
            yield piece
            continue
        for lot in lots:
            name = f"{asked.name} du lot{NBSP}{lot}" if lot else asked.name
            yield replace(piece, id=f"ae-{lot}", title=name)


def _places(tender: Tender) -> list[Place]:
    sites = Site.objects.filter(need__project=tender.project).select_related("commune")
    communes = {site.commune_id: site.commune for site in sites if site.commune}
    return [place_of(communes[key], 1.0) for key in sorted(communes)]


def _places_count(tender: Tender) -> int:
    return Site.objects.filter(need__project=tender.project, commune__isnull=False).count()


def _place(place: Place) -> PlaceSaid:
    lat, lon = place.point or (None, None)
    return PlaceSaid(place.name, place.insee, place.department, place.region, place.epci, lat, lon)


def _price_lines(context: DocumentContext) -> dict[str, int]:
    counted: dict[str, int] = {}
    for line in context.price_lines():
        key = str(line.lot or 0)
        counted[key] = counted.get(key, 0) + 1
    return counted


def _facts(context: DocumentContext) -> Iterator[tuple[str, str, str]]:
    yield "Procédure", context.procedure_label, _RULES
    yield "Lancement", long_date(context.launch_on), _RULES
    if context.offers_due_at:
        yield "Date limite de remise des offres", long_moment(context.offers_due_at), _RULES
    for label, key, where in (
        ("Questions jusqu'au", "questions_until", _RULES),
        ("À qui demander", "contact", _RULES),
        ("Formats acceptés", "formats", _RULES),
        ("Variantes", "variants", _RULES),
        ("Plusieurs candidatures", "several_bids", _RULES),
        ("Validité des offres, en jours", "validity_days", _RULES),
        ("Début d'exécution", "start", _TERMS),
        ("Avance", "advance_rate", _TERMS),
        ("Plafond des pénalités", "penalty_cap", _TERMS),
    ):
        if context.said.get(key):
            yield label, context.said[key], where
    if context.duration_months:
        yield "Durée", duration(context), _TERMS
    form = context.settings.get("group_form_required") or "none"
    if form != "none":
        shape = "solidaire" if form.startswith("solidaire") else "conjoint"
        yield "Forme du groupement", f"{shape}, imposée (R2142-22)", _RULES


def _unknown(context: DocumentContext) -> Iterator[str]:
    if context.offers_due_at is None:
        yield "la date et l'heure limites de remise des offres"
    if not context.said.get("questions_until"):
        yield "la date limite des questions"
    if not context.said.get("profile"):
        yield "l'adresse du profil d'acheteur où déposer l'offre"
    if not context.criteria:
        yield "les critères d'attribution"
