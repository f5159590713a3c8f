"""Exercises for suppliers: imagined offers, on the dates, lots and weights of this tender."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from procurement.legal import value
from procurement.typography import (
    euros,
    join_words,
    long_date,
    long_moment,
    number,
    plural,
)
from procurement.word.blocks import Numbered, Paragraph
from procurement.workdays import (
    SATURDAY,
    holidays,
    last_working,
    working_days,
    working_days_before,
)
from tenders.documents.booklet.desk import Desk
from tenders.documents.booklet.exercise import Exercise
from tenders.documents.context import DocumentContext
from tenders.documents.criteria import best_mark, percent
from tenders.documents.prices import designation, quantity, sections
from tenders.documents.sheet import counted
from tenders.simulation.formulas import FORMULAS, Scene

IMAGINED = Decimal(60_000)  # the amount of a lot that has none
IMAGINED_DAYS = timedelta(days=35)
VAT = Decimal("0.20")


def for_suppliers(desk: Desk) -> list[Exercise]:
    context = desk.context
    return [
        reading(context),
        points(context),
        price_line(context),
        price_points(context),
        hollow(),
        envelopes(desk),
        calendar(context),
        advance(context),
    ]


def reading(context: DocumentContext) -> Exercise:
    """Five answers to find in the rules."""
    due = context.offers_due_at
    when = long_moment(due) if due else "elle n'est pas encore fixée : posez la question"
    criteria = [c for _, found in context.criteria_sets() for c in found]
    top = max(criteria, key=lambda c: c.weight, default=None)
    heavy = f"« {top.name} », {percent(top.weight)}" if top else "les critères ne sont pas fixés"
    lots = plural(len(context.lots), "lot") if context.lots else "aucun, c'est un seul ensemble"
    return Exercise(
        "lire le dossier",
        (
            Paragraph("Ouvrez le règlement. Trouvez en dix minutes :"),
            Numbered(
                (
                    "la date et l'heure limites ;",
                    "le nombre de lots ;",
                    "le critère le plus lourd et son poids ;",
                    "où l'on dépose et où l'on pose ses questions ;",
                    "jusqu'à quand on peut poser une question.",
                )
            ),
        ),
        (
            f"1. Date limite : {when}.",
            f"2. Lots : {lots}.",
            f"3. Critère le plus lourd : {heavy}.",
            f"4. Tout passe par le profil d'acheteur : {context.say('profile')}.",
            f"5. Questions : jusqu'au {context.say('questions_until')}.",
        ),
    )


@dataclass(frozen=True)
class _Marked:
    name: str
    weight: Decimal
    best: int


def points(context: DocumentContext) -> Exercise:
    part = _marked(context)
    mark = part.best // 2 + 1
    won = part.weight * mark / part.best
    return Exercise(
        "compter ses points",
        (
            Paragraph(
                f"« {part.name} » pèse {percent(part.weight)}. Votre réponse reçoit {mark} sur "
                f"{part.best}. Combien de points cela fait-il ? Que vaudrait la note de "
                f"{part.best} ?"
            ),
        ),
        (
            f"{mark} ÷ {part.best} × {number(part.weight)} = {number(won)} points.",
            f"Avec {part.best} sur {part.best}, ce serait {number(part.weight)} points : "
            f"{number(part.weight - won)} de plus. Souvent, il suffit d'une preuve jointe ou d'un "
            "chiffre précisé.",
        ),
    )


def _marked(context: DocumentContext) -> _Marked:
    for criterion in context.criteria:
        if not criterion.is_price:
            part = criterion.parts[0]
            return _Marked(part.name, part.weight, best_mark(part))
    return _Marked("Organisation du service, critère imaginé", Decimal(20), 5)


def price_line(context: DocumentContext) -> Exercise:
    """A sum on a real line of this tender, with an imagined price."""
    by_unit = [line for section in sections(context) for line in section.lines]
    lumped = [line for section in sections(context, lump=True) for line in section.lines]
    price = Decimal("1.20")
    line = next(iter([*by_unit, *lumped]), None)
    if line:
        asked, unit = quantity(line, context.duration_months), line.unit
        said = f"Ligne {line.number} : « {designation(line)} »"
    else:
        asked, unit, said = Decimal(2_400), "unité", "Ligne imaginée : « Livraison d'un colis »"
    return Exercise(
        "remplir une ligne de prix",
        (
            Paragraph(
                f"{said}, {counted(asked, unit)}. Vous proposez {euros(price)} l'unité, prix "
                "imaginé. Quel montant écrivez-vous, et dans quelle pièce ?"
            ),
        ),
        (
            f"{number(asked)} × {number(price, 2)} € = {euros(asked * price)}.",
            _LUMP if lumped and not by_unit else _BY_UNIT,
        ),
    )


_BY_UNIT = (
    "Ce montant va dans le détail quantitatif. Le même prix à l'unité va au bordereau : c'est lui "
    "qui engage."
)
_LUMP = (
    "Ce montant va dans la décomposition du prix. Le total de toutes les lignes va dans l'acte "
    "d'engagement : c'est lui qui engage."
)


def price_points(context: DocumentContext) -> Exercise:
    """Two imagined offers under the formula of this tender."""
    priced = next((c for c in context.criteria if c.is_price), None)
    weight = priced.weight if priced else Decimal(40)
    formula = FORMULAS.get(priced.formula if priced else "", FORMULAS["proportional"])
    base = next((lot.amount for lot in context.lots if lot.amount), None) or IMAGINED
    cheap, dear = _rounded(base * Decimal("0.9")), _rounded(base)
    scene = Scene(float(cheap), float(dear), float(base))
    won = [weight * Decimal(str(round(formula.share(float(p), scene), 4))) for p in (cheap, dear)]
    known = "" if priced and priced.formula else ", prise en exemple faute de mieux"
    return Exercise(
        "compter les points du prix",
        (
            Paragraph(
                f"Le prix pèse {percent(weight)}. La règle{known} : {formula.words}. L'offre A, "
                "imaginée, "
                f"coûte {euros(cheap)}. L'offre B coûte {euros(dear)}. Combien de points chacune ?"
            ),
        ),
        (
            f"A : {number(won[0])} points. B : {number(won[1])} points.",
            f"L'écart de prix est de {euros(dear - cheap)}. Il ne vaut que "
            f"{number(won[0] - won[1])} points. Une bonne réponse technique peut les regagner.",
        ),
    )


def _rounded(amount: Decimal) -> Decimal:
    return (amount / 1000).quantize(Decimal(1)) * 1000 or Decimal(1000)


def hollow() -> Exercise:
    return Exercise(
        "réécrire une phrase creuse",
        (
            Paragraph(
                "« Notre structure, très engagée pour la planète, mettra tout en œuvre pour "
                "réduire les déchets. » Réécrivez cette phrase pour qu'elle rapporte des points."
            ),
        ),
        (
            "Une réponse possible : « Chaque contenant est compté à la sortie et au retour. Chaque "
            "mois, nous donnons le taux de retour et de casse, site par site. Au-delà de 5 % de "
            "pertes, nous proposons un plan d'action sous quinze jours. »",
            "On y trouve un fait, un chiffre, une date et une suite. La première phrase n'avait "
            "rien de cela.",
        ),
    )


def envelopes(desk: Desk) -> Exercise:
    """Each envelope with what the buyer does of it."""
    due = desk.context.offers_due_at or datetime(2000, 1, 1, 12)
    before, after = due - timedelta(minutes=1), due + timedelta(minutes=1)
    hours = [f"{m.hour} h {m.minute:02d}" for m in (before, after)]
    imagined = "" if desk.context.offers_due_at else " Heure limite imaginée : midi."
    reserved = ("le lot est réservé, la preuve de la réserve manque ;",)
    risk = "la candidature risque d'être écartée. L'acheteur peut demander la preuve (R2144-2)."
    shown = desk.facts["reserved"]
    return Exercise(
        "trier les plis",
        (
            Paragraph(f"Que fait l'acheteur de chaque pli ?{imagined}"),
            Numbered(
                (
                    f"le téléchargement finit à {hours[0]} ;",
                    f"le téléchargement finit à {hours[1]} ;",
                    "le candidat a déposé deux fois, la seconde à temps ;",
                    "l'attestation fiscale n'est pas jointe ;",
                    "une case du bordereau des prix est vide ;",
                    *(reserved * bool(shown)),
                    "l'offre est envoyée par courriel à l'acheteur.",
                )
            ),
        ),
        (*(f"Pli {n} : {said}" for n, said in enumerate(_sorted(risk * bool(shown)), start=1)),),
    )


def _sorted(reserved: str) -> list[str]:
    """What becomes of each envelope, in their order."""
    said = [
        "il est reçu. Une minute suffit, mais c'est jouer avec le feu.",
        "il est écarté, sans être ouvert (R2151-5).",
        "seul le second est ouvert (R2151-6). Un simple complément ferait une offre incomplète.",
        "rien à reprocher. Cette attestation n'est demandée qu'au retenu (R2144-1).",
        "l'offre est incomplète. L'acheteur peut permettre de la corriger (R2152-2).",
        reserved,
        "il n'est pas reçu. Le dépôt se fait sur le profil d'acheteur (R2132-7).",
    ]
    return [text for text in said if text]


def calendar(context: DocumentContext) -> Exercise:
    """The working days of the consultation; an imagined deadline while none is fixed."""
    due, start = context.offers_due_at, context.launch_on
    end = due.date() if due else last_working(start + IMAGINED_DAYS)
    said = "Les offres sont attendues" if due else "On imagine que les offres sont attendues"
    eve, week = (long_date(working_days_before(end, days)) for days in (1, 5))
    return Exercise(
        "compter les jours",
        (
            Paragraph(
                f"La consultation est lancée le {long_date(start)}. {said} le {long_date(end)}. "
                "Combien de jours ouvrés avez-vous ? Quand finir d'écrire, si vous gardez cinq "
                "jours ouvrés pour relire et déposer ?"
            ),
        ),
        (
            f"Vous avez {plural(working_days(start, end), 'jour ouvré', 'jours ouvrés')}. "
            f"{_holidays(start, end)}",
            f"Finissez d'écrire le {week}. Déposez le {eve}.",
        ),
    )


def _holidays(start: date, end: date) -> str:
    off = [
        (day, name)
        for year in range(start.year, end.year + 1)
        for day, name in holidays(year).items()
        if start <= day < end and day.weekday() < SATURDAY
    ]
    if not off:
        return "Aucun jour férié ne tombe en semaine."
    named = join_words([f"le {long_date(day)} ({name})" for day, name in sorted(off)])
    return f"À retirer, car fériés : {named}."


def advance(context: DocumentContext) -> Exercise:
    """An imagined order, just large and long enough for the advance of that day's law."""
    at = context.launch_on
    order = value("advance_amount", at).number + 10_000
    months = value("advance_duration", at).number + 1
    rate = Decimal(context.law_for_small("advance_floor").replace(",", "."))
    with_tax = order * (1 + VAT)
    paid = with_tax * rate / 100
    return Exercise(
        "calculer une avance",
        (
            Paragraph(
                "Vous êtes une petite entreprise. Vous recevez une commande imaginée de "
                f"{euros(order)}, "
                f"à exécuter en {number(months)} mois. La TVA imaginée est de {number(VAT * 100)} "
                f"%. L'avance est de {number(rate)} %. Combien recevez-vous avant de commencer ?"
            ),
        ),
        (
            f"L'avance est due : la commande dépasse {value('advance_amount', at).shown} et "
            f"{value('advance_duration', at).shown} (R2191-3).",
            f"Elle se calcule toutes taxes comprises (R2191-7) : {euros(with_tax, 'TTC')} × "
            f"{number(rate)} % = {euros(paid, '')}.",
            "Elle sera déduite des paiements suivants. Ce n'est pas un bonus, c'est du temps.",
        ),
    )
