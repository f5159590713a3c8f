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
from procurement.word.lines import as_blocks
from tenders.clauses import Place
from tenders.documents.context import DocumentContext, UsedClause
from tenders.documents.lots import lots_table
from tenders.documents.payment import contractual, payment, prices
from tenders.documents.sheet import (
    buyers,
    card,
    clause_block,
    duration,
    estimate,
    framework,
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


def build(context: DocumentContext) -> Document:
    blocks: list[Block] = [
        card(context, ("Durée", duration(context)), ("Valeur estimée", estimate(context))),
        TableOfContents(),
        *_parties(context),
        *_documents(context),
        *_duration(context),
        *prices(context),
        *payment(context),
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
    body += as_blocks(clause.text)
    if clause.source.verification and not clause.whole:
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
        *((c.name, c.penalty, c.source.place.document) for c in used),
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
