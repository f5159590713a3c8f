"""Exercises for buyers and elected members: volumes, lots, marks, wording, follow-up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache

from procurement.typography import capitalised, euros, join_words, number, short
from procurement.word.blocks import Block, Bullets, Numbered, Paragraph, Table
from tenders.booklets import shelf
from tenders.documents.booklet.desk import Desk
from tenders.documents.booklet.exercise import Exercise, listing
from tenders.documents.booklet.exercises_supplier import IMAGINED
from tenders.documents.booklet.facts import asked_totals
from tenders.documents.context import Criterion, DocumentContext
from tenders.documents.follow_up import followed, named
from tenders.documents.lots import RESERVATIONS
from tenders.documents.sheet import many
from tenders.simulation.formulas import FORMULAS
from tenders.simulation.marking import Simulation
from tenders.simulation.offers import Offer, Part, Scale
from tenders.wording import WordingCheck, check_wording

GAP = 20  # per cent: how wrong a volume is imagined to be
_PLACES = {
    "rc_critere": "critère du règlement",
    "rc_candidature": "condition de candidature",
    "cctp": "cahier des clauses techniques",
    "ccap": "cahier des clauses administratives",
}
_VERDICTS = {"illegal": "Interdit.", "risky": "Risqué.", "ok": "Permis."}
# Imagined candidates → the reserves that they can enter, alone.
_CANDIDATES = {
    "un ESAT porté par une association": {"handicap", "handicap_insertion", "ess"},
    "une entreprise d'insertion, en société classique": {"insertion", "handicap_insertion"},
    "une association de quartier": {"ess"},
    "une société classique": set(),
}
# Imagined offers: their price in parts of the estimate, and their mark of 5 on every other part.
_OFFERS = (("Offre A", "0.88", (2, 3)), ("Offre B", "1.00", (4, 4)), ("Offre C", "1.12", (5, 4)))


def for_buyers(desk: Desk) -> list[Exercise]:
    return [
        volume(desk.context),
        lots(desk.context),
        marks(desk.context),
        wording(desk, quick=False),
        follow(desk.context),
    ]


def for_awareness(desk: Desk) -> list[Exercise]:
    return [wording(desk, quick=True), marks(desk.context), volume(desk.context)]


def volume(context: DocumentContext) -> Exercise:
    totals = asked_totals(context)
    if totals:
        total = totals[0]
        asked, unit = total.value, f"{many(total.written)} {total.per}"
        said = f"Le diagnostic annonce {number(asked)} {unit} (« {total.title} »)."
    else:
        asked, unit = Decimal(10_000), "repas par an"
        said = f"On imagine un besoin de {number(asked)} {unit}."
    low, high = (asked * (100 + by) / 100 for by in (-GAP, GAP))
    return Exercise(
        "un volume faux",
        (
            Paragraph(
                f"{said} Il est faux de {GAP} %, dans un sens ou dans l'autre. Quels sont les deux "
                "volumes possibles ? Que se passe-t-il pour le fournisseur, et pour vous ?"
            ),
        ),
        (
            f"Entre {number(low)} et {number(high)} {unit}.",
            "Trop bas : le fournisseur n'a ni les bras ni le matériel, le service s'arrête les "
            "jours "
            "chargés. Trop haut : il a investi pour rien, et ses frais fixes pèsent sur chaque "
            "unité.",
            "Trois remèdes : mesurer sur un mois, prévoir un seuil de rencontre, annoncer un "
            "minimum.",
        ),
    )


def lots(context: DocumentContext) -> Exercise:
    """Who may enter which lot, alone; one imagined reserve when the tender has none."""
    given = [(lot.name, lot.reserved) for lot in context.lots] or [("Le marché, sans lots", "none")]
    if not any(reserved in RESERVATIONS for _, reserved in given):
        given.append(("Un lot imaginé, réservé au handicap et à l'insertion", "handicap_insertion"))
    return Exercise(
        "qui peut répondre",
        (
            Paragraph("Voici quatre candidats imaginés. Qui peut répondre seul, et à quoi ?"),
            Bullets(listing(_CANDIDATES)),
            Paragraph("Les lots :"),
            Bullets(listing(name for name, _ in given)),
        ),
        ("Le statut n'ouvre que les lots réservés. Il ne donne jamais de points.",),
        (
            Table(
                header=("Lot", "Accès", "Qui peut répondre seul"),
                rows=tuple((name, _access(reserved), _who(reserved)) for name, reserved in given),
                caption="Qui peut répondre à quoi",
                widths=(4, 3, 5),
                row_headers=True,
            ),
        ),
    )


def _access(reserved: str) -> str:
    found = RESERVATIONS.get(reserved)
    return f"Réservé : {found.label} ({found.articles})" if found else "Ouvert à tous"


def _who(reserved: str) -> str:
    if reserved not in RESERVATIONS:
        return "Les quatre."
    able = [name for name, grounds in _CANDIDATES.items() if reserved in grounds]
    proof = " Chacun joint sa preuve."
    return f"{capitalised(join_words(able))}.{proof}" if able else "Aucun des quatre."


def marks(context: DocumentContext) -> Exercise:
    """Three imagined offers under the weights of this tender, counted by its own rules."""
    simulation = _simulation(context)
    ranked = {marked.offer.name: marked for marked in simulation.marked}
    best = simulation.ranked[0]
    cheapest = min(simulation.offers, key=lambda offer: offer.price)
    lesson = (
        "La moins chère gagne ici : vos autres critères ne départagent pas assez."
        if best.offer is cheapest
        else "La moins chère ne gagne pas : la qualité a regagné l'écart de prix."
    )
    return Exercise(
        "qui gagne",
        (
            Paragraph(
                f"Trois offres imaginées. La règle du prix : {simulation.formula.words}. Les "
                "autres notes sont sur 5 : points = note ÷ 5 × poids. Classez-les."
            ),
            _offers(simulation),
        ),
        (
            f"{best.offer.name} arrive en tête, avec {_points(best.total)} points.",
            lesson,
            "Changez un poids de cinq points : le classement change-t-il ? Si oui, ce poids doit "
            "être choisi avec soin, et avant d'ouvrir les plis.",
        ),
        (
            Table(
                header=("Offre", *(_short(part) for part in simulation.parts), "Total"),
                rows=tuple(
                    (
                        name,
                        *(_points(marked.points[part.key]) for part in simulation.parts),
                        _points(marked.total),
                    )
                    for name, marked in ranked.items()
                ),
                caption="Les points de chaque offre imaginée",
                widths=(4, *(5 if part.is_price else 8 for part in simulation.parts), 4),
                numbers=frozenset(range(1, len(simulation.parts) + 2)),
                row_headers=True,
            ),
        ),
    )


def _short(part: Part) -> str:
    return f"{short(part.name, 40)} ({number(part.weight)})"


def _points(points: float) -> str:
    return number(Decimal(str(round(points, 1))))


def _offers(simulation: Simulation) -> Table:
    others = [part for part in simulation.parts if not part.is_price]
    return Table(
        header=("Offre", "Prix HT", *(_short(part) for part in others)),
        rows=tuple(
            (
                offer.name,
                euros(Decimal(str(offer.price))),
                *(number(offer.marks[part.key]) for part in others),
            )
            for offer in simulation.offers
        ),
        caption="Prix et notes imaginés",
        widths=(4, 6, *(8 for _ in others)),
        numbers=frozenset(range(1, len(others) + 2)),
        row_headers=True,
    )


def _simulation(context: DocumentContext) -> Simulation:
    """Criterion by criterion: a table of sub-criteria would be too wide for a page."""
    found = next((found for _, found in context.criteria_sets() if found), ())
    priced = next((criterion for criterion in found if criterion.is_price), None)
    parts = tuple(_parts(found)) if priced and len(found) > 1 else _IMAGINED
    base = next((lot.amount for lot in context.lots if lot.amount), None) or IMAGINED
    others = [part.key for part in parts if not part.is_price]
    offers = tuple(
        Offer(
            name,
            float(round(base * Decimal(share), -2)),
            {key: float(given[n % len(given)]) for n, key in enumerate(others)},
        )
        for name, share, given in _OFFERS
    )
    formula = FORMULAS.get(priced.formula if priced else "", FORMULAS["proportional"])
    return Simulation(parts, offers, formula, Scale(5), float(base))


def _parts(found: Iterable[Criterion]) -> Iterable[Part]:
    for n, criterion in enumerate(found):
        yield Part(
            str(n), criterion.name, float(criterion.weight), criterion.name, criterion.is_price
        )


_IMAGINED = (
    Part("0", "Prix", 40, "Prix", is_price=True),
    Part("1", "Méthode, critère imaginé", 35, "Méthode"),
    Part("2", "Environnement, critère imaginé", 25, "Environnement"),
)


def wording(desk: Desk, *, quick: bool) -> Exercise:
    """Sentences judged by the very rules that check a tender, at the date of the launch."""
    chosen = [sentence for sentence in shelf().sentences if sentence.quick or not quick]
    found = [_judged(one.text, one.where, desk.at) for one in chosen]
    return Exercise(
        "permis, risqué ou interdit",
        (
            Paragraph("Ces phrases sont imaginées. Pour chacune : permis, risqué ou interdit ?"),
            Numbered(tuple(f"{one.text} ({_PLACES[one.where]})" for one in chosen)),
        ),
        tuple(f"{n}. {_verdict(one)}" for n, one in enumerate(found, start=1)),
    )


@lru_cache(maxsize=512)
def _judged(text: str, where: str, at: date) -> WordingCheck:
    return check_wording(text, where, at=at)


def _verdict(found: WordingCheck) -> str:
    verdict = _VERDICTS[found.label]
    if not found.findings:
        return f"{verdict} La phrase porte sur ce marché et se mesure."
    first = found.findings[0]
    return f"{verdict} {first.why} {first.instead} ({', '.join(first.legal_ref)})"


def follow(context: DocumentContext) -> Exercise:
    held = followed(context)
    asked: tuple[Block, ...]
    if not held:
        asked = (Paragraph(f"Clause imaginée : « {_CLAUSE} » {_FOLLOW}"),)
        return Exercise("suivre une clause", asked, _FOLLOWED)
    clause, sheet = held[0]
    asked = (Paragraph(f"Prenez la clause « {named(clause)} ». {_FOLLOW}"),)
    return Exercise(
        "suivre une clause",
        asked,
        (
            f"Qui : {sheet.owner}. Quand : {sheet.frequency}.",
            f"Comment : {sheet.control}",
            f"Ce que l'on compte : {sheet.indicator}.",
            f"Si ce n'est pas tenu : {clause.penalty or 'aucune pénalité ; on en parle au bilan.'}",
        ),
    )


_FOLLOW = "Qui la contrôle ? Quand ? Avec quelle preuve ? Et si elle n'est pas tenue ?"
_CLAUSE = "Le titulaire remet chaque mois le taux de retour des contenants."
_FOLLOWED = (
    "Qui : le service qui utilise. Quand : chaque mois, à la réception de la facture.",
    "Comment : on compare le taux annoncé à un comptage fait sur place deux fois par an.",
    "Si ce n'est pas tenu : un rappel écrit, puis la pénalité prévue. On entend d'abord le "
    "titulaire.",
)
