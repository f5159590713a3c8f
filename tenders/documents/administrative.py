"""CCAP: the administrative terms, with the social and environmental conditions of performance."""

from __future__ import annotations

from dataclasses import dataclass

from procurement.typography import join_words
from procurement.word.blocks import (
    Block,
    Bullets,
    Clause,
    Document,
    Heading,
    Numbered,
    Paragraph,
    Table,
    TableOfContents,
)
from tenders.clauses import Place
from tenders.documents.context import DocumentContext, UsedClause
from tenders.documents.lots import lots_table
from tenders.documents.prices import UNKNOWN_SHAPE, Section, sections
from tenders.documents.sheet import (
    buyers,
    card,
    clause_block,
    duration,
    estimate,
    framework,
    paragraphs,
    sheet,
)

TITLE = "Cahier des clauses administratives particulières"


@dataclass(frozen=True)
class Ccag:
    """The general terms referred to, and the articles of theirs that matter here."""

    name: str
    scope: str
    social: str
    environment: str
    order: str
    lateness: str


SERVICES = Ccag(
    "CCAG-FCS", "de fournitures courantes et de services", "16.1", "16.2", "4.1", "14.1"
)
WORKS = Ccag(
    "CCAG-Travaux",
    "de travaux",
    "20.1",
    "20.2",
    "[[l'article du CCAG sur l'ordre des pièces]]",
    "[[l'article du CCAG sur les pénalités de retard]]",
)
SOCIAL = ("social_insertion", "handicap", "equality", "social_economy", "training", "fair_trade")
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


def build(context: DocumentContext) -> Document:
    blocks: list[Block] = [
        card(context, ("Durée", duration(context)), ("Valeur estimée", estimate(context))),
        TableOfContents(),
        *_parties(context),
        *_documents(context),
        *_duration(context),
        *_prices(context),
        *_payment(context),
        *_performance(context),
        *_conditions(context, "Clauses sociales", social=True),
        *_conditions(context, "Clauses environnementales et autres conditions", social=False),
        *_subcontracting(context),
        *_penalties(context),
        *_protection(context),
        *_changes(context),
        *_end(context),
        *_deviations(context),
    ]
    return sheet(context, "ccap", TITLE, blocks)


def ccag(context: DocumentContext) -> Ccag:
    return WORKS if context.nature == "travaux" else SERVICES


def _parties(context: DocumentContext) -> list[Block]:
    lots: list[Block] = [Heading(2, "Lots"), lots_table(context)] if context.lots else []
    form = "un accord-cadre à bons de commande" if context.is_framework else "un marché ordinaire"
    maximum: list[Block] = [Paragraph(framework(context))] if context.is_framework else []
    joint = (
        f", qui agit pour le groupement formé par {buyers(context)}, selon la convention de "
        f"groupement : {context.say('agreement')}"
        if context.is_joint
        else ""
    )
    return [
        Heading(1, "Objet, forme et parties"),
        Paragraph(f"Le présent cahier s'applique au marché suivant : **{context.title}**."),
        Paragraph(f"L'acheteur est {context.buyer}{joint}."),
        Paragraph(f"Le contrat est {form} de {context.nature_label}."),
        *maximum,
        Paragraph(
            f"Représentant de l'acheteur pour l'exécution : {context.say('manager')}. "
            "Le titulaire désigne son interlocuteur unique dès la notification."
        ),
        *lots,
    ]


def _documents(context: DocumentContext) -> list[Block]:
    terms = ccag(context)
    return [
        Heading(1, "Pièces contractuelles", "pieces"),
        Paragraph("En cas de contradiction, les pièces prévalent dans l'ordre suivant :"),
        Numbered(
            (
                f"l'acte d'engagement et ses annexes, dont {join_words(list(contractual(context)))}"
                " ;",
                "le présent cahier des clauses administratives particulières ;",
                "le cahier des clauses techniques particulières ;",
                "le cahier des clauses administratives générales applicables aux marchés publics "
                f"{terms.scope} ({terms.name}), approuvé par l'arrêté du 30 mars 2021 ;",
                "le cadre de réponse technique du titulaire, dont les engagements sont "
                "contractuels.",
            )
        ),
        Paragraph(
            f"Le {terms.name} n'est pas joint : le titulaire déclare le connaître. Les articles "
            "auxquels le présent cahier déroge sont listés à l'article [@derogations]."
        ),
    ]


def _duration(context: DocumentContext) -> list[Block]:
    orders: list[Block] = []
    if context.is_framework:
        orders = [
            Heading(2, "Bons de commande"),
            Paragraph(
                "Chaque bon de commande indique les prestations, les quantités, le lieu, le délai "
                "et le service à facturer. Délai pour le contester : celui du "
                f"{ccag(context).name}."
            ),
        ]
    return [
        Heading(1, "Durée et délais"),
        Paragraph(f"Durée : {duration(context)}. Début d'exécution : {context.say('start')}."),
        Paragraph(
            f"Une période de mise en place précède le service complet : {context.say('setup')}."
        ),
        *orders,
    ]


def _prices(context: DocumentContext) -> list[Block]:
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
    undecided = not all([lot.price_shape for lot in context.lots] or [context.price_shape])
    return [*blocks, *([Paragraph(f"Forme du prix : {UNKNOWN_SHAPE}.")] if undecided else [])]


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


def _payment(context: DocumentContext) -> list[Block]:
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


def _performance(context: DocumentContext) -> list[Block]:
    return [
        Heading(1, "Exécution, vérifications et admission"),
        Paragraph(
            "Les prestations sont exécutées conformément au cahier des clauses techniques "
            "particulières. Le titulaire signale sans délai ce qui peut retarder ou empêcher "
            "l'exécution."
        ),
        Paragraph(
            "L'acheteur vérifie les prestations et prononce l'admission, l'ajournement, la "
            f"réfaction ou le rejet dans les conditions du {ccag(context).name}. Garantie : "
            f"{context.say('guarantee')}."
        ),
        Paragraph(
            f"Un comité de suivi se réunit au moins {context.say('committee')} fois par an. "
            "Il examine les indicateurs du marché et les difficultés de chacun."
        ),
    ]


def _conditions(context: DocumentContext, title: str, *, social: bool) -> list[Block]:
    used = [c for c in context.clauses_in(Place.PERFORMANCE) if is_social(c) == social]
    if used:
        terms = ccag(context)
        articles = "L2112-2, L2112-2-1 et L2112-3" if social else "L2112-2 et L2112-3"
        general = terms.social if social else terms.environment
        basis = (
            f"Les conditions suivantes sont prises en application des articles {articles} et de "
            f"l'article {general} du {terms.name}."
        )
        return [Heading(1, title), Paragraph(basis), *(_clause(clause) for clause in used)]
    return [Heading(1, title), Paragraph(_none(context, social=social))]


def is_social(clause: UsedClause) -> bool:
    return clause.source.theme in SOCIAL


def _none(context: DocumentContext, *, social: bool) -> str:
    if not social:
        return "[[une condition d'exécution qui prend en compte l'environnement (L2112-2)]]"
    if context.settings.get("social_condition_reason"):
        return "Sans objet : les motifs sont consignés au dossier (article L2112-2-1)."
    return "[[une clause sociale, ou les motifs de son absence (L2112-2-1)]]"


def _clause(clause: UsedClause) -> Clause:
    body: list[Block] = []
    if clause.lot:
        body.append(Paragraph(f"Cette clause s'applique au lot {clause.lot}."))
    body += paragraphs(clause.text)
    if clause.source.verification:
        body.append(Paragraph(f"**Vérification.** {clause.source.verification}"))
    return clause_block(clause, tuple(body))


def _subcontracting(context: DocumentContext) -> list[Block]:
    return [
        Heading(1, "Sous-traitance et groupement"),
        Paragraph(
            "La sous-traitance est soumise à l'acceptation du sous-traitant et à l'agrément de ses "
            "conditions de paiement (articles L2193-4 et suivants). Le sous-traitant de premier "
            f"rang est payé directement à partir de {context.law('direct_payment')} € TTC (article "
            "R2193-10)."
        ),
        Paragraph(
            "En groupement, le mandataire représente les membres. Dans un groupement conjoint, "
            "chaque membre est payé pour les prestations qu'il exécute, selon la répartition de "
            "l'acte d'engagement."
        ),
    ]


def _penalties(context: DocumentContext) -> list[Block]:
    terms = ccag(context)
    used = [clause for clause in context.clauses if clause.penalty]
    rows = [
        (
            "Retard dans l'exécution",
            f"Celle de l'article {terms.lateness} du {terms.name}, avec son plafond et son seuil "
            "d'exonération",
            terms.name,
        ),
        *((c.source.title, c.penalty, c.source.place.document) for c in used),
    ]
    return [
        Heading(1, "Pénalités", "penalites"),
        Paragraph(
            "Avant toute pénalité, l'acheteur invite le titulaire à présenter ses observations "
            "dans un délai de quinze jours. Une pénalité ne s'applique pas si le manquement n'est "
            "pas imputable au titulaire."
        ),
        Table(
            header=("Manquement", "Pénalité", "Pièce"),
            rows=tuple(rows),
            caption="Pénalités du marché",
            widths=(4, 6, 2),
        ),
        Paragraph(f"Le total des pénalités ne peut pas dépasser {context.say('penalty_cap')}."),
    ]


def _protection(context: DocumentContext) -> list[Block]:
    return [
        Heading(1, "Assurances"),
        Paragraph(
            "Le titulaire justifie, avant tout début d'exécution, d'une assurance qui couvre sa "
            "responsabilité civile professionnelle pour la durée du marché."
        ),
        Heading(1, "Données personnelles, confidentialité et résultats"),
        Paragraph(
            "Chaque partie respecte le règlement (UE) 2016/679. Si le titulaire traite des données "
            "personnelles pour le compte de l'acheteur, le traitement est décrit ainsi : "
            f"{context.say('personal_data')}."
        ),
        Paragraph(
            "Chaque partie garde confidentielles les informations que l'autre lui signale comme "
            "telles, pendant le marché et après son terme. Les secrets d'affaires du titulaire ne "
            "sont pas divulgués (article L2132-1)."
        ),
        Paragraph(
            "Les données de suivi produites pendant l'exécution (volumes, retours, pertes) sont "
            "remises à l'acheteur dans un format ouvert ; il peut les réutiliser. Les droits sur "
            f"les autres résultats sont ceux que prévoit le {ccag(context).name}."
        ),
    ]


def _changes(context: DocumentContext) -> list[Block]:
    return [
        Heading(1, "Réexamen et modifications"),
        Paragraph(
            "Le marché peut être modifié sans nouvelle procédure dans les cas prévus aux articles "
            "L2194-1 et R2194-1 et suivants. Clauses de réexamen :"
        ),
        Bullets(
            (
                "ajout ou retrait d'un site dans le périmètre des membres : "
                f"{context.say('sites_change')} ;",
                "évolution des volumes au-delà des estimations : "
                f"{context.say('volumes_change')} ;",
                "évolution du droit qui s'applique aux prestations.",
            )
        ),
    ]


def _end(context: DocumentContext) -> list[Block]:
    return [
        Heading(1, "Résiliation"),
        Paragraph(
            f"Le marché peut être résilié dans les conditions du {ccag(context).name}. Les "
            "manquements répétés aux clauses sociales et environnementales, après mise en demeure "
            "restée sans effet, peuvent entraîner la résiliation aux torts du titulaire. "
            "L'acheteur organise la reprise des équipements avec le titulaire sortant."
        ),
        Heading(1, "Litiges"),
        Paragraph(
            "Les parties cherchent d'abord un règlement amiable, au besoin devant le médiateur des "
            "entreprises ou le comité consultatif de règlement amiable. À défaut, le litige est "
            f"porté devant le tribunal suivant : {context.say('court')}."
        ),
    ]


def _deviations(context: DocumentContext) -> list[Block]:
    terms = ccag(context)
    return [
        Heading(1, f"Dérogations au {terms.name}", "derogations"),
        Paragraph("Le présent cahier déroge aux articles suivants (article R2112-3) :"),
        Table(
            header=("Article du présent cahier", "Objet", f"Article du {terms.name}"),
            rows=(
                ("[@pieces]", "Ordre de priorité des pièces", terms.order),
                ("[@penalites]", "Plafond et procédure des pénalités", terms.lateness),
            ),
            caption="Dérogations",
            widths=(3, 7, 3),
        ),
        Paragraph(
            f"Autres dérogations : {context.say('deviations')}. Toute autre stipulation complète "
            f"le {terms.name} sans y déroger."
        ),
    ]
