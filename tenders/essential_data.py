"""Essential data of an awarded contract (DECP): plain facts → the record of the official schema.

R2196-1 and the arrêté of 22 December 2022; the names and lists of values are those of schema
2.0.3. What a contract takes into account is coded from the clauses, the criteria and the
reservation really used, each code with its reasons.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from procurement.legal import Finding, Law, Severity, months_later
from procurement.typography import NBSP, euros, join_words, long_date
from tenders.clauses.clause import Place
from tenders.clauses.considerations import ENVIRONMENTAL_THEMES, SOCIAL_THEMES

NONE_OF = "Sans objet"
FRAMEWORK = "Accord-cadre"
ALONE = "Pas de groupement"
PROCEDURES = {
    "gre_a_gre": "Marché passé sans publicité ni mise en concurrence préalable",
    "mapa": "Procédure adaptée",
    "ao_ouvert": "Appel d'offres ouvert",
    "ao_restreint": "Appel d'offres restreint",
    "procedure_negociation": "Procédure avec négociation",
    "dialogue_competitif": "Dialogue compétitif",
}
PRICES = {
    "ferme": "Définitif ferme",
    "actualisable": "Définitif actualisable",
    "revisable": "Définitif révisable",
}
GROUPS = {"none": ALONE, "joint": "Conjoint", "several": "Solidaire"}
SHAPES = {"unit": "Unitaire", "lump": "Forfaitaire", "mixed": "Mixte"}
CALLS = {"orders": "Bons de commande", "call_offs": "Marchés subséquents", "phases": "Tranches"}
CCAG = {
    "fcs": "Fournitures courantes et services",
    "travaux": "Travaux",
    "pi": "Prestations intellectuelles",
    "tic": "Techniques de l'information et de la communication",
    "mi": "Marchés industriels",
    "moe": "Maitrise d'œuvre",
    "none": "Pas de CCAG",
}
PLACES = {
    "commune": "Code commune",
    "department": "Code département",
    "region": "Code région",
    "country": "Code pays",
}
# Divisions of food, vehicles, health and clothing, whose origin the schema asks for.
ORIGIN_TOLD = ("03", "15", "18", "33", "34")


@dataclass(frozen=True)
class Consideration:
    """One value of the official list, and what in the contract makes it true."""

    code: str
    because: tuple[str, ...]


@dataclass(frozen=True)
class Considerations:
    social: tuple[Consideration, ...]
    environmental: tuple[Consideration, ...]


@dataclass(frozen=True)
class Used:
    """A clause or a criterion of the contract, as far as it is coded.

    `criterion` is the kind of an award criterion (`formats.md`), empty for a clause.
    """

    title: str
    themes: frozenset[str]
    place: Place
    criterion: str = ""


def considerations(used: Iterable[Used], reservation: str = "") -> Considerations:
    """The codes of both lists; `reservation` names the ground of a reserved lot."""
    held = list(used)
    social = [
        Consideration("Clause sociale", _clauses(held, SOCIAL_THEMES)),
        Consideration("Critère social", _criteria(held, "social")),
        Consideration(
            "Marché réservé", (f"Lot réservé{NBSP}: {reservation}.",) * bool(reservation)
        ),
    ]
    environmental = [
        Consideration("Clause environnementale", _clauses(held, ENVIRONMENTAL_THEMES)),
        Consideration("Critère environnemental", _criteria(held, "environment")),
    ]
    return Considerations(
        _or_none(social, "Pas de considération sociale", "sociale"),
        _or_none(environmental, "Pas de considération environnementale", "environnementale"),
    )


def _clauses(used: Sequence[Used], themes: frozenset[str]) -> tuple[str, ...]:
    """Technical specifications and performance conditions bind the contractor; others do not."""
    return tuple(
        f"{item.place.label.capitalize()} «{NBSP}{item.title}{NBSP}»."
        for item in used
        if item.place in (Place.SPECIFICATION, Place.PERFORMANCE) and themes & item.themes
    )


def _criteria(used: Sequence[Used], kind: str) -> tuple[str, ...]:
    """A criterion is what it marks, whatever the theme of the clause it comes from."""
    return tuple(
        f"Critère d'attribution «{NBSP}{item.title}{NBSP}»."
        for item in used
        if item.criterion == kind
    )


def _or_none(
    found: list[Consideration], otherwise: str, adjective: str
) -> tuple[Consideration, ...]:
    true = tuple(item for item in found if item.because)
    reason = f"Aucune clause, aucun critère et aucune réserve {adjective} dans ce marché."
    return true or (Consideration(otherwise, (reason,)),)


@dataclass(frozen=True)
class Holder:
    """Who holds the contract; `kind` is « SIRET », or « TVA » for a firm of another country."""

    id: str
    kind: str = "SIRET"
    name: str = ""


@dataclass(frozen=True)
class AwardedFacts:
    """All that the record says; None or empty is what nobody said yet. Amounts exclude VAT."""

    number: str
    buyer_siret: str
    object: str
    cpv: str
    procedure: str
    framework: bool
    calls: str
    innovative: bool
    ccag: str
    bids_received: int
    advance: bool
    advance_rate: Decimal | None  # per cent
    group: str
    subcontracted: bool
    place_kind: str
    place_code: str
    duration_months: int | None
    notified_on: date
    published_on: date
    amount: Decimal
    price_form: str
    price_shape: str
    holders: tuple[Holder, ...]
    considered: Considerations
    origin_eu: Decimal | None = None  # per cent
    origin_france: Decimal | None = None


def blanks(facts: AwardedFacts) -> list[str]:
    """What is missing before the record can be published: what, and where to say it."""
    return list(_blanks(facts))


def _blanks(facts: AwardedFacts) -> Iterator[str]:
    if not facts.buyer_siret:
        yield "Le SIRET de l'acheteur : sur la page de son organisation."
    if not facts.cpv:
        yield "Le code CPV : dans l'attribution, ou sur la page des lots."
    if not facts.duration_months:
        yield "La durée en mois : dans l'attribution, ou avec l'objet du marché."
    if facts.price_form not in PRICES:
        yield "La forme des prix (ferme, actualisable ou révisable) : dans la procédure."
    if not facts.place_code:
        yield "Le lieu d'exécution : dans l'attribution."


def record(facts: AwardedFacts) -> dict[str, Any]:
    """The contract as schema 2.0.3 wants it; call it once nothing is in `blanks`."""
    written: dict[str, Any] = {
        "id": facts.number,
        "acheteur": {"id": facts.buyer_siret},
        "nature": "Marché",
        "objet": facts.object[:1000],
        "codeCPV": facts.cpv,
        "techniques": {"technique": [FRAMEWORK if facts.framework else NONE_OF]},
        "modalitesExecution": {"modaliteExecution": [CALLS.get(facts.calls, NONE_OF)]},
        "marcheInnovant": facts.innovative,
        "ccag": CCAG[facts.ccag],
        "offresRecues": facts.bids_received,
        "attributionAvance": facts.advance,
        "typeGroupementOperateurs": GROUPS[facts.group],
        "procedure": PROCEDURES[facts.procedure],
        "lieuExecution": {"code": facts.place_code, "typeCode": PLACES[facts.place_kind]},
        "dureeMois": facts.duration_months,
        "dateNotification": facts.notified_on.isoformat(),
        "datePublicationDonnees": facts.published_on.isoformat(),
        "montant": _plain(facts.amount),
        "typesPrix": {"typePrix": [PRICES[facts.price_form]]},
        "formePrix": SHAPES[facts.price_shape],
        "sousTraitanceDeclaree": facts.subcontracted,
        "titulaires": [
            {"titulaire": {"typeIdentifiant": holder.kind, "id": holder.id}}
            for holder in facts.holders
        ],
        "considerationsSociales": {
            "considerationSociale": [item.code for item in facts.considered.social]
        },
        "considerationsEnvironnementales": {
            "considerationEnvironnementale": [item.code for item in facts.considered.environmental]
        },
    }
    return {**written, **_optional(facts)}


def _optional(facts: AwardedFacts) -> dict[str, float]:
    """A rate that nobody knows is written 0 beside an advance, as the schema says."""
    rate = facts.advance_rate or Decimal(0)
    said = {
        "tauxAvance": rate if facts.advance else None,
        "origineUE": facts.origin_eu,
        "origineFrance": facts.origin_france,
    }
    return {name: _plain(value / 100) for name, value in said.items() if value is not None}


def publication(records: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The file to publish: every contract of the tender."""
    return {"marches": {"marche": list(records)}}


def _plain(amount: Decimal) -> float | int:
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def remarks(facts: AwardedFacts, launched_on: date, legal: Law) -> list[Finding]:
    """What to look at before publishing; advice, which refuses nothing."""
    return list(_remarks(facts, launched_on, legal))


def _remarks(facts: AwardedFacts, launched_on: date, legal: Law) -> Iterator[Finding]:
    if legal.knows("essential_data", facts.notified_on):
        yield from _when(facts, legal)
        yield from _whether(facts, legal)
    yield from _nothing_considered(facts, launched_on, legal)
    if facts.cpv[:2] in ORIGIN_TOLD and facts.origin_eu is None:
        yield Finding(
            "essential_data_origin",
            Severity.ADVICE,
            ("R2196-1",),
            "Denrées, véhicules, produits de santé et habillement disent la part des produits "
            "venus de l'Union européenne et de France. La liste exacte est annexée à l'arrêté du "
            "22 décembre 2022 : vérifiez si ce code en fait partie.",
            "Demandez ces parts au titulaire et indiquez-les dans l'attribution.",
        )


def _when(facts: AwardedFacts, legal: Law) -> Iterator[Finding]:
    months = legal.value("essential_data_months", facts.notified_on)
    last = months_later(facts.notified_on, int(months.number))
    if facts.published_on > last:
        yield Finding(
            "essential_data_late",
            Severity.WARNING,
            (months.article,),
            f"Les données se publient dans les {months.shown} qui suivent la notification : le "
            f"{long_date(last)} au plus tard.",
            "Publiez-les sans attendre, avec leur date véritable.",
            months.source,
        )


def _whether(facts: AwardedFacts, legal: Law) -> Iterator[Finding]:
    floor = legal.value("essential_data", facts.notified_on)
    if facts.amount >= floor.number:
        return
    listed = legal.value("essential_data_list", facts.notified_on)
    yield Finding(
        "essential_data_not_due",
        Severity.ADVICE,
        (floor.article,),
        f"Sous {floor.shown}, ces données ne sont pas obligatoires ; dès {listed.shown} sans mise "
        f"en concurrence, une liste annuelle suffit. Ce marché vaut {euros(facts.amount, 'HT')}. "
        f"{floor.doubt}".strip(),
        "Vous pouvez les publier quand même : elles montrent vos achats responsables.",
        floor.source,
    )


def _nothing_considered(facts: AwardedFacts, launched_on: date, legal: Law) -> Iterator[Finding]:
    """A code « none » that contradicts a duty in force when the consultation was launched."""
    duty = legal.value("environmental_condition", launched_on)
    nothing = facts.considered.environmental[0].code.startswith("Pas de")
    if nothing and str(duty.value) in ("due", "doubtful"):
        yield Finding(
            "essential_data_no_environment",
            Severity.WARNING,
            (duty.article,),
            "Ce marché sera publié comme sans considération environnementale, alors que la loi en "
            f"demande une aux consultations lancées depuis le {long_date(duty.since)}. "
            f"{duty.doubt}".strip(),
            "Vérifiez que toutes les clauses et tous les critères du marché sont dans Balise.",
            duty.source,
        )


def where(communes: Iterable[tuple[str, str, str]]) -> tuple[str, str]:
    """(kind, code) of the smallest place that holds these (commune, department, region) codes."""
    columns = list(zip(*communes, strict=True))
    for kind, codes in zip(("commune", "department", "region"), columns, strict=False):
        if len(set(codes)) == 1:
            return kind, codes[0]
    return ("country", "FR") if columns else ("commune", "")


def names(holders: Sequence[Holder]) -> str:
    """« La Boucle et Lavéo », or the identifiers of those that the register does not know."""
    return join_words([holder.name or holder.id for holder in holders])
