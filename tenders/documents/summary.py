"""Two pages in plain French, for a small supplier who wonders whether to bid."""

from __future__ import annotations

from procurement.typography import euros, join_words, plural
from procurement.word.blocks import Block, Bullets, Document, Heading, Note, Paragraph, Table
from tenders.clauses import Place
from tenders.documents.context import DocumentContext, LotFacts
from tenders.documents.criteria import in_sentence, percent
from tenders.documents.lots import RESERVATIONS, access, is_reserved
from tenders.documents.prices import price_documents
from tenders.documents.sheet import buyers, counted, deadline, duration, estimate, launch, sheet

TITLE = "Le marché en deux pages"
_SHOWN = 8  # engagements: more would not fit in two pages


def build(context: DocumentContext) -> Document:
    blocks: list[Block] = [
        Heading(1, "Ce que nous achetons"),
        Paragraph(context.summary or f"Nous achetons : {context.title}."),
        *_where(context),
        *_lots(context),
        Heading(1, "Ce qui compte pour choisir"),
        *_criteria(context),
        *_engagements(context),
        Heading(1, "Comment répondre"),
        *_how(context),
    ]
    return sheet(context, "synthese", TITLE, blocks)


def _where(context: DocumentContext) -> list[Block]:
    diagnosis = context.diagnosis
    facts = [f"**Qui achète :** {buyers(context)}."]
    if diagnosis.sites:
        communes = sorted({site.commune for _, site in diagnosis.sites})
        where = join_words(communes) if len(communes) <= 6 else plural(len(communes), "commune")
        facts.append(f"**Où :** {plural(len(diagnosis.sites), 'site')}, à {where}.")
    facts += [
        f"**Combien :** {estimate(context)} en tout, sur {duration(context)}.",
        f"**Quand :** lancement le {launch(context)} ; offres avant le {deadline(context)}.",
    ]
    volumes = _volumes(context)
    if volumes:
        facts.append(f"**Volumes estimés :** {' ; '.join(volumes)}.")
    return [Bullets(tuple(facts))]


def _volumes(context: DocumentContext) -> list[str]:
    """Each thing that is bought, with all its quantities."""
    bought = {component for lot in context.lots for component in lot.components}
    said: dict[str, list[str]] = {}
    for total in context.diagnosis.totals:
        if total.component in bought or not bought:
            amount = counted(total.value, total.written)
            said.setdefault(total.title.lower(), []).append(
                f"{amount} {total.per}" if total.is_flow else amount
            )
    return [f"{what} : {join_words(amounts)}" for what, amounts in said.items()]


def _lots(context: DocumentContext) -> list[Block]:
    if not context.lots:
        return []
    return [
        Table(
            header=("Lot", "Ce qui est demandé", "Montant estimé", "Qui peut répondre"),
            rows=tuple(
                (str(lot.number), lot.title, _amount(lot), access(lot)) for lot in context.lots
            ),
            caption="Les lots : répondez à un seul si vous voulez",
            widths=(1, 6, 3, 3),
            numbers=frozenset({2}),
        ),
        *_reserved(context),
    ]


def _reserved(context: DocumentContext) -> list[Block]:
    return [
        Paragraph(f"**Lot {lot.number} réservé** {RESERVATIONS[lot.reserved].who}.")
        for lot in context.lots
        if is_reserved(lot)
    ]


def _amount(lot: LotFacts) -> str:
    return euros(lot.amount) if lot.amount is not None else "non communiqué"


def _criteria(context: DocumentContext) -> list[Block]:
    if not context.criteria:
        return [Paragraph("[[les critères d'attribution et leurs poids]]")]
    blocks: list[Block] = []
    for lots, criteria in context.criteria_sets():
        if lots:
            blocks.append(Paragraph(f"Pour {in_sentence(lots)} :"))
        blocks.append(
            Bullets(
                tuple(
                    f"**{criterion.name}, {percent(criterion.weight)}**"
                    + (
                        f" : {' ; '.join(sub.name for sub in criterion.subcriteria)}."
                        if criterion.subcriteria
                        else "."
                    )
                    for criterion in criteria
                )
            )
        )
    return blocks


def _engagements(context: DocumentContext) -> list[Block]:
    """The first clauses that bind the contractor, by their titles: two pages, not the contract."""
    bound = [*context.clauses_in(Place.SPECIFICATION), *context.clauses_in(Place.PERFORMANCE)]
    titles = list(dict.fromkeys(clause.name for clause in bound))
    if not titles:
        return []
    more = len(titles) - _SHOWN
    rest = (f"et {plural(more, 'autre engagement', 'autres engagements')}, au dossier.",)
    return [
        Heading(1, "Ce à quoi le titulaire s'engage"),
        Bullets((*(f"{title}." for title in titles[:_SHOWN]), *(rest if more > 0 else ()))),
    ]


def _how(context: DocumentContext) -> list[Block]:
    return [
        Bullets(
            (
                "**Seul, à plusieurs ou comme sous-traitant :** vous pouvez vous grouper ; les "
                "capacités s'additionnent.",
                "**À remplir pour chaque lot :** l'acte d'engagement ; "
                f"{' ; '.join(price_documents(context))} ; le cadre de réponse technique.",
                "**Une déclaration sur l'honneur suffit** au dépôt ; les attestations ne sont "
                "demandées qu'au candidat retenu.",
                f"**Par internet seulement :** sur le profil d'acheteur, {context.say('profile')}.",
                f"**Payé en {context.law('payment_days')} jours**, avec une avance "
                "possible avant de commencer.",
            )
        ),
        Note(
            "Une question ?",
            (
                "Posez-la sur le profil d'acheteur : la réponse est donnée à tous. Contact : "
                f"{context.say('contact')}.",
                "Ce résumé ne remplace pas le dossier : en cas de différence, le dossier compte.",
            ),
        ),
    ]
