"""Exercises for those who answer together: cover the volumes, share the amount, bear the risk."""

from __future__ import annotations

from decimal import Decimal

from procurement.typography import euros, number
from procurement.word.blocks import Paragraph, Table
from tenders.documents.booklet.desk import Desk
from tenders.documents.booklet.exercise import Exercise
from tenders.documents.booklet.exercises_supplier import IMAGINED, calendar, envelopes, hollow
from tenders.documents.booklet.facts import asked_totals
from tenders.documents.context import DocumentContext
from tenders.documents.sheet import many

_MEMBERS = (("Atelier des Glaneurs", 45), ("Coopérative du Pont", 30), ("Régie des Deux Rives", 15))
_SHARES = (("Atelier des Glaneurs", 55), ("Coopérative du Pont", 30), ("Régie des Deux Rives", 12))
_LEAD = 3


def for_groups(desk: Desk) -> list[Exercise]:
    context = desk.context
    return [
        coverage(context),
        shares(context),
        failure(context),
        hollow(),
        envelopes(desk),
        calendar(context),
    ]


def coverage(context: DocumentContext) -> Exercise:
    """Imagined capacities against the first volume of the tender."""
    totals = asked_totals(context)
    if totals:
        total = totals[0]
        asked = total.value
        unit = f"{many(total.written)} {total.per}"
        said = f"Ce marché demande {number(asked)} {unit} (« {total.title} »)."
    else:
        asked, unit = Decimal(12_000), "repas par an"
        said = f"On imagine que le marché demande {number(asked)} {unit}."
    brought = [(name, (asked * part / 100).quantize(Decimal(1))) for name, part in _MEMBERS]
    whole = sum((capacity for _, capacity in brought), Decimal(0))
    return Exercise(
        "couvrir les volumes",
        (
            Paragraph(f"{said} Voici ce que peuvent faire trois structures imaginées :"),
            Table(
                header=("Structure imaginée", f"Capacité, en {unit}"),
                rows=tuple((name, number(capacity)) for name, capacity in brought),
                caption="Capacités imaginées",
                widths=(5, 4),
                numbers=frozenset({1}),
                row_headers=True,
            ),
            Paragraph("Le groupement couvre-t-il le besoin ? Que faites-vous ?"),
        ),
        (
            f"Ensemble : {number(whole)} {unit}. Il manque {number(asked - whole)}.",
            "Trois voies : un quatrième membre, un sous-traitant, ou une capacité de plus chez "
            "l'un. Ne déposez pas en espérant que les volumes seront plus bas.",
        ),
    )


def shares(context: DocumentContext) -> Exercise:
    amount = _amount(context)
    rows = [(name, f"{part} %") for name, part in _SHARES]
    paid = [f"{name} : {euros(amount * part / 100)}" for name, part in _SHARES]
    return Exercise(
        "partager le montant",
        (
            Paragraph(
                f"Le groupement imaginé propose {euros(amount)}. Le mandataire reçoit {_LEAD} % "
                "pour coordonner. Les parts sont :"
            ),
            Table(
                header=("Structure imaginée", "Part"),
                rows=(*tuple(rows), ("Coordination du mandataire", f"{_LEAD} %")),
                caption="Parts imaginées",
                widths=(5, 2),
                numbers=frozenset({1}),
                row_headers=True,
            ),
            Paragraph("Combien reçoit chacun ? Le total est-il juste ?"),
        ),
        (
            f"{' ; '.join(paid)} ; coordination : {euros(amount * _LEAD / 100)}.",
            f"Le total fait {sum(part for _, part in _SHARES) + _LEAD} % : il est juste. Écrivez "
            "la "
            "coordination dans la part du mandataire : l'acte d'engagement n'a qu'une ligne par "
            "membre.",
        ),
    )


def failure(context: DocumentContext) -> Exercise:
    amount = _amount(context)
    name, part = _SHARES[1]
    lost = euros(amount * part / 100)
    return Exercise(
        "un membre s'arrête",
        (
            Paragraph(
                f"Au milieu du contrat, la structure imaginée « {name} » ferme. Sa part était de "
                f"{part} %, soit {lost}. Que se passe-t-il dans un groupement conjoint ? Et dans "
                "un groupement solidaire ?"
            ),
        ),
        (
            "Conjoint : les autres ne doivent que leur part. L'acheteur peut accepter un "
            "remplaçant, ou "
            "résilier cette part. Si le mandataire est solidaire, il doit la faire faire.",
            "Solidaire : les autres doivent faire tout le travail, au prix prévu. Si reprendre "
            "coûte plus cher, ils paient l'écart.",
            "C'est pourquoi l'accord entre membres dit qui remplace qui.",
        ),
    )


def _amount(context: DocumentContext) -> Decimal:
    return next((lot.amount for lot in context.lots if lot.amount), None) or IMAGINED
