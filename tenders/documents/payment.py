"""How the contractor is paid: price shapes and variation, advance, instalments, delay."""

from __future__ import annotations

from procurement.typography import join_words
from procurement.word.blocks import Block, Heading, Paragraph
from tenders.documents.context import DocumentContext
from tenders.documents.prices import Section, sections, undecided

_PRICE_FORMS = {
    "ferme": "Les prix sont fermes pour toute la durée du marché.",
    "actualisable": (
        "Les prix sont fermes et actualisables : ils sont actualisés si plus de trois mois "
        "séparent la date à laquelle le candidat a fixé son prix et le début d'exécution "
        "(article R2112-11)."
    ),
    "revisable": (
        "Les prix sont révisables (article R2112-13), à la date anniversaire du marché, selon la "
        "formule et les index suivants :"
    ),
}


def prices(context: DocumentContext) -> list[Block]:
    form = str(context.settings.get("price_form", ""))
    unknown = "[[la forme des prix : fermes, actualisables ou révisables]]"
    return [
        Heading(1, "Prix"),
        *_shapes(context),
        Paragraph(
            "Les prix comprennent toutes les dépenses liées à l'exécution, transport et assurances "
            "compris."
        ),
        Heading(2, "Variation des prix"),
        Paragraph(_price_form(context, form, unknown)),
    ]


def _price_form(context: DocumentContext, form: str, unknown: str) -> str:
    said = _PRICE_FORMS.get(form, unknown)
    return f"{said} {context.say('price_formula')}." if form == "revisable" else said


def _shapes(context: DocumentContext) -> list[Block]:
    """How what is done is paid: by the unit, by a lump sum, or both, lot by lot."""
    blocks: list[Block] = []
    units, lumps = sections(context), sections(context, lump=True)
    if units:
        blocks.append(
            Paragraph(
                f"**Prix unitaires{_concerned(context, units)}.** Les prestations sont payées par "
                "application des prix du bordereau aux quantités réellement exécutées. Le détail "
                "quantitatif estimatif sert seulement à comparer les offres."
            )
        )
    if lumps:
        blocks.append(
            Paragraph(
                f"**Prix global et forfaitaire{_concerned(context, lumps)}.** Le montant de l'acte "
                "d'engagement rémunère la prestation entière, quelles que soient les quantités "
                "mises en œuvre. Sa décomposition sert à régler les acomptes, à l'avancement, et à "
                "chiffrer les modifications."
            )
        )
    return [*blocks, *undecided(context)]


def _concerned(context: DocumentContext, found: list[Section]) -> str:
    """« , lots 1 et 2 » when not every lot is concerned."""
    numbers = [str(section.lot) for section in found]
    if len(found) == (len(context.lots) or 1):
        return ""
    return f", lot{'s' * (len(numbers) > 1)} {join_words(numbers)}"


def contractual(context: DocumentContext) -> tuple[str, ...]:
    """The price documents that bind the contractor; quantities estimated for comparison do not."""
    named = (
        ("le bordereau des prix unitaires", sections(context)),
        ("la décomposition du prix global et forfaitaire", sections(context, lump=True)),
    )
    return tuple(words for words, found in named if found)


def payment(context: DocumentContext) -> list[Block]:
    return [
        Heading(1, "Avance, acomptes et paiement"),
        Heading(2, "Avance"),
        Paragraph(
            "Une avance est versée pour chaque marché ou bon de commande de plus de "
            f"{context.law('advance_amount')} € HT et de plus de "
            f"{context.law('advance_duration')} mois, sauf si le titulaire la refuse dans l'acte "
            "d'engagement (article R2191-3). Son taux est d'au moins "
            f"{context.law('advance_floor')} % ; pour une petite ou moyenne entreprise, d'au moins "
            f"{context.law_for_small('advance_floor')} % (article R2191-7). Taux retenu : "
            f"{context.say('advance_rate')}."
        ),
        Heading(2, "Acomptes"),
        Paragraph(
            "Les prestations exécutées ouvrent droit à des acomptes au moins tous les "
            f"{context.law('instalment_months')} mois. L'intervalle est ramené à "
            f"{context.law('instalment_months_small')} mois, à leur demande, pour les petites et "
            "moyennes entreprises, les artisans, les sociétés coopératives et les entreprises "
            "adaptées (articles R2191-20 à R2191-22)."
        ),
        Heading(2, "Retenue de garantie"),
        Paragraph(
            f"Retenue de garantie : {context.say('retention')}. Elle ne peut "
            f"dépasser {context.law('retention')} % ; pour une petite ou moyenne entreprise, "
            f"{context.law_for_small('retention')} %."
        ),
        Heading(2, "Facturation et délai de paiement"),
        Paragraph(
            "Les factures sont déposées sur le portail public de facturation. Elles portent la "
            "référence du marché, celle de la commande et le service destinataire : "
            f"{context.say('billing')}."
        ),
        Paragraph(
            f"Le délai de paiement est de {context.law('payment_days')} jours (article "
            "R2192-10). Tout retard donne droit, sans demande, aux intérêts moratoires "
            "et à l'indemnité forfaitaire de 40 € pour frais de recouvrement (articles "
            "R2192-31 et D2192-35)."
        ),
    ]
