"""Figures on what is bought and when: the first page, sites, lots, volumes, dates."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from procurement.typography import NBSP, capitalised, euros, long_date, number, plural
from procurement.word.blocks import BarChart, Block, Facts, Note, Paragraph, Series, Table
from procurement.word.lines import as_blocks
from tenders.booklets import shelf
from tenders.booklets.back_plan import Due
from tenders.documents import dates
from tenders.documents.booklet.desk import Desk
from tenders.documents.context import Criterion, DocumentContext, LotFacts
from tenders.documents.criteria import percent
from tenders.documents.lots import RESERVATIONS, access, amount, is_reserved
from tenders.documents.prices import designation, quantity
from tenders.documents.sheet import buyers, deadline, duration, estimate, many

SHOWN = 6  # lots or criteria on the first page; the others are counted
ROWS = 40  # sites in a table


def essentials(desk: Desk) -> list[Block]:
    """The five answers that a newcomer looks for, on one page."""
    context = desk.context
    return [
        Facts(
            (
                ("Quand ?", "\n".join(_when(desk))),
                ("Quoi ?", "\n".join(_what(context))),
                ("Comment serez-vous jugé ?", "\n".join(_judged(context))),
                ("Que faut-il envoyer ?", "\n".join(_sent(desk))),
                ("À qui demander ?", "\n".join(_asked(context))),
            ),
            "Les cinq réponses à connaître avant tout",
        )
    ]


def _when(desk: Desk) -> Iterator[str]:
    context = desk.context
    due = deadline(context)
    if desk.facts["procedure"] == "two_steps":
        yield f"Candidatures : avant {context.say('applications_due')}."
    yield f"Déposez avant le **{due}**." if context.offers_due_at else f"Date limite : {due}."
    yield f"Questions : jusqu'au {context.say('questions_until')}."
    yield f"Début du travail : {context.say('start')}. Durée : {duration(context)}."


def _what(context: DocumentContext) -> Iterator[str]:
    yield f"{context.title}, pour {buyers(context)}."
    if not context.lots:
        yield f"Un seul ensemble, sans lots. Montant estimé : {estimate(context)}."
    for lot in context.lots[:SHOWN]:
        reserved = f" **{access(lot)}.**" if is_reserved(lot) else ""
        yield f"- {lot.name} : {_amount(lot)}.{reserved}"
    yield from _rest(len(context.lots), "lot")


def _amount(lot: LotFacts) -> str:
    return euros(lot.amount) if lot.amount is not None else "montant non publié"


def _judged(context: DocumentContext) -> Iterator[str]:
    sets = [(lots, criteria) for lots, criteria in context.criteria_sets() if criteria]
    if not sets:
        yield "Les critères ne sont pas encore fixés : [[les critères d'attribution]]."
    if len(sets) > 1:
        yield "Les critères changent selon le lot : regardez le vôtre."
    for lots, criteria in sets:
        if lots and len(sets) > 1:
            yield f"{lots} :"
        yield from (_weighed(criterion) for criterion in criteria[:SHOWN])


def _weighed(criterion: Criterion) -> str:
    return f"- {criterion.name} : {percent(criterion.weight)}"


def _sent(desk: Desk) -> Iterator[str]:
    later = ", si votre candidature est admise" if desk.facts["procedure"] == "two_steps" else ""
    for part, what in (
        ("candidature", "Une candidature, qui est vérifiée"),
        ("offer", f"Une offre, qui est notée{later}"),
    ):
        pieces = shelf().pieces_for(desk.facts, part)
        yield f"{what}, {plural(len(pieces), 'pièce')} :"
        yield from (f"- {piece.name}" for piece in pieces)
    yield "Le reste ne se remet que si vous êtes retenu."


def _asked(context: DocumentContext) -> Iterator[str]:
    yield f"Sur le dossier : l'acheteur, par écrit, sur {context.say('profile')}."
    yield f"Contact : {context.say('contact')}."
    if context.facilitator:
        yield f"Sur la façon de répondre : {context.facilitator}."


def _rest(count: int, what: str) -> Iterator[str]:
    if count > SHOWN:
        yield f"- et {plural(count - SHOWN, f'autre {what}', f'autres {what}s')}, plus loin."


def unsure(desk: Desk) -> list[Block]:
    """What nobody has fixed yet, said before anything else."""
    missing = list(_unsure(desk))
    if not missing:
        return []
    return [
        Note(
            "Ce que l'on ne sait pas encore",
            (
                f"Ne sont pas encore connus : {', '.join(missing)}.",
                "Ne décidez rien sur ces points avant de les avoir lus dans le dossier publié. "
                "S'ils n'y sont pas, posez la question.",
            ),
            "warning",
        )
    ]


def _unsure(desk: Desk) -> Iterator[str]:
    context, facts = desk.context, desk.facts
    checks = (
        (facts["deadline"] == "unknown", "la date limite"),
        ("questions_until" not in context.said, "la date limite des questions"),
        (facts["criteria"] == "unknown", "les critères"),
        (context.duration_months is None, "la durée"),
        (context.estimated_value is None, "le montant"),
        (not facts["sites"], "les sites"),
        (facts["volumes"] == "unknown", "les volumes"),
        (facts["prices"] == "unknown", "la forme des prix"),
        (facts["visit"] == "unknown", "s'il y a une visite"),
        ("profile" not in context.said, "l'adresse où déposer"),
        ("contact" not in context.said, "le contact"),
    )
    return (what for lacking, what in checks if lacking)


def summary(desk: Desk) -> list[Block]:
    """The need as its authors wrote it."""
    said = as_blocks(desk.context.summary)
    return said or [Paragraph(f"Le marché porte sur : {desk.context.title}.")]


def sites(desk: Desk) -> list[Block]:
    found = desk.context.diagnosis.sites
    left = len(found) - ROWS
    more = f" ; et {plural(left, 'autre site', 'autres sites')} au cahier" if left > 0 else ""
    return [
        Table(
            header=("Site", "Commune"),
            rows=tuple((site.name, site.commune) for _, site in found[:ROWS]),
            caption=f"Les sites{more}",
            widths=(2, 1),
            row_headers=True,
        )
    ]


def lots(desk: Desk) -> list[Block]:
    return [
        Table(
            header=("Lot", "Contenu", "Montant estimé", "Accès"),
            rows=tuple(
                (
                    str(lot.number),
                    f"**{lot.title}**" + (f"\n{lot.description}" if lot.description else ""),
                    amount(lot),
                    access(lot),
                )
                for lot in desk.context.lots
            ),
            caption="Les lots et leur montant",
            widths=(1, 6, 3, 3),
            numbers=frozenset({2}),
            row_headers=True,
        )
    ]


def volumes(desk: Desk) -> list[Block]:
    context = desk.context
    return [
        Table(
            header=("Prestation", "Quantité", "Unité"),
            rows=tuple(
                (t.title, number(t.value), f"{many(t.written)} {t.per}")
                for t in context.diagnosis.totals
            ),
            caption="Volumes estimés",
            widths=(5, 2, 3),
            numbers=frozenset({1}),
            row_headers=True,
        )
    ]


def price_lines(desk: Desk) -> list[Block]:
    """The quantities that the officer typed, over the contract, when no diagnosis gives any."""
    months = desk.context.duration_months
    return [
        Table(
            header=("Prestation", "Quantité", "Unité"),
            rows=tuple(
                (designation(line), number(quantity(line, months)), line.unit)
                for line in desk.context.price_lines()
            ),
            caption="Quantités des pièces de prix",
            widths=(5, 2, 3),
            numbers=frozenset({1}),
            row_headers=True,
        )
    ]


def reserved(desk: Desk) -> list[Block]:
    """Lot by lot, who may enter, with what proof; the rules give the whole legal wording."""
    context = desk.context
    found = [(lot, RESERVATIONS[lot.reserved]) for lot in context.lots if is_reserved(lot)]
    return [
        Table(
            header=(
                "Lot",
                "Ouvert à",
                "Part des personnes concernées",
                "Preuve à joindre",
                "Textes",
            ),
            rows=tuple(
                (
                    lot.name,
                    f"{capitalised(one.label)}, et structures équivalentes",
                    _share(desk, lot),
                    f"{capitalised(one.proof)}.",
                    one.articles,
                )
                for lot, one in found
            ),
            caption="Les lots réservés",
            widths=(4, 3, 3, 5, 3),
            row_headers=True,
        )
    ]


def _share(desk: Desk, lot: LotFacts) -> str:
    if lot.reserved == "ess":
        return "Aucune part demandée"
    return f"{desk.context.law('reserved_share')} % au moins de l'effectif"


def calendar(desk: Desk) -> list[Block]:
    return [dates.calendar(desk.context)]


def countdown(desk: Desk) -> list[Block]:
    """The same steps as bars that shrink towards the deadline."""
    due = dates.dues(desk.context, group=desk.together)
    return [
        BarChart(
            caption="Les jours ouvrés qui restent à chaque étape",
            labels=tuple(_label(one) for one in due),
            series=(Series("Jours ouvrés", tuple(Decimal(one.left) for one in due)),),
            unit="jours ouvrés",
        )
    ]


def _label(due: Due) -> str:
    if due.day is None:
        return f"{due.short} : tout de suite"
    day, _, _ = long_date(due.day).rpartition(NBSP)  # the year stands in the table
    return f"{due.short} : {day}"


def back_plan(desk: Desk) -> list[Block]:
    return [dates.back_plan(desk.context, group=desk.together)]


def contacts(desk: Desk) -> list[Block]:
    return [
        Table(
            header=("Qui", "Pour quoi", "Comment, et jusqu'à quand"),
            rows=tuple(_contacts(desk)),
            caption="À qui demander quoi",
            widths=(3, 5, 5),
            row_headers=True,
        ),
        Note("Qui ne peut pas vous aider", (_NO_HELP,)),
    ]


_NO_HELP = (
    "Qui a écrit ce marché, ou qui a vu les réponses d'autres fournisseurs, ne peut pas vous "
    "conseiller pour y répondre. Ce serait un avantage. Une aide utile donnée à l'un est publiée "
    "pour tous."
)


def _contacts(desk: Desk) -> Iterator[tuple[str, str, str]]:
    context = desk.context
    yield (
        "L'acheteur",
        "Tout ce qui touche au dossier : besoin, pièces, prix, critères.",
        f"Par écrit, sur {context.say('profile')}, jusqu'au {context.say('questions_until')}.",
    )
    yield (
        "L'assistance de la plateforme",
        "Créer un compte, déposer, un fichier refusé.",
        "Par téléphone, jusqu'à l'heure limite. Appelez la veille.",
    )
    if context.facilitator:
        yield (
            context.facilitator,
            "La mécanique des marchés, les séances de formation, la mise en relation.",
            "À tout moment, aux mêmes conditions pour tous. Jamais le contenu de votre offre.",
        )
    if desk.facts["insertion"]:
        yield (
            "Le facilitateur des clauses sociales",
            "Les heures d'insertion : qui peut les faire, comment les compter.",
            "Avant de répondre. L'acheteur vous dit qui il est.",
        )
    yield (
        "Votre réseau ou votre fédération",
        "Relire, trouver un partenaire, comprendre un mot.",
        "Dès que vous décidez de répondre.",
    )
    yield (
        "Votre comptable, votre banque, votre assureur",
        "Les chiffres, la trésorerie, les garanties, l'attestation d'assurance.",
        "Dix jours ouvrés avant la date limite.",
    )
