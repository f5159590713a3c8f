"""RC: how the competition is run, and all that a candidate must know before bidding."""

from __future__ import annotations

from procurement.word.blocks import (
    Block,
    Bullets,
    Document,
    Heading,
    Note,
    Paragraph,
    Table,
    TableOfContents,
)
from procurement.word.lines import as_blocks
from tenders.clauses import Place
from tenders.documents.bidding import bids, delivery
from tenders.documents.context import DocumentContext, UsedClause
from tenders.documents.examination import examination
from tenders.documents.lots import lots_section
from tenders.documents.prices import price_documents
from tenders.documents.sheet import (
    buyers,
    card,
    duration,
    framework,
    launch,
    sheet,
)

TITLE = "Règlement de la consultation"
_PUBLICITY = {
    "profil": "profil d'acheteur",
    "boamp": "Bulletin officiel des annonces des marchés publics (BOAMP)",
    "jal": "journal habilité à recevoir des annonces légales",
    "joue": "Journal officiel de l'Union européenne",
}
BASIS = {
    "mapa": "procédure adaptée, articles L2123-1 et R2123-1 et suivants",
    "ao_ouvert": "appel d'offres ouvert, articles L2124-2 et R2161-2 et suivants",
    "ao_restreint": "appel d'offres restreint, articles L2124-2 et R2161-6 et suivants",
    "procedure_negociation": "procédure avec négociation, articles L2124-3 et R2161-12 et suivants",
    "dialogue_competitif": "dialogue compétitif, articles L2124-4 et R2161-24 et suivants",
    "gre_a_gre": "marché sans publicité ni mise en concurrence, article L2122-1",
}
_TWO_STEPS = ("ao_restreint", "procedure_negociation", "dialogue_competitif")


def build(context: DocumentContext) -> Document:
    blocks: list[Block] = [
        card(context, ("Lancement", launch(context)), ("Durée", duration(context))),
        TableOfContents(),
        *_object(context),
        *_conditions(context),
        *_contract(context),
        *_file(context),
        *bids(context),
        *delivery(context),
        *examination(context),
        *_outcome(context),
        *_information(context),
    ]
    return sheet(context, "rc", TITLE, blocks)


def _object(context: DocumentContext) -> list[Block]:
    form = "accord-cadre à bons de commande" if context.is_framework else "marché"
    return [
        Heading(1, "Objet et étendue de la consultation"),
        Heading(2, "Objet"),
        Paragraph(f"La consultation porte sur : **{context.title}**."),
        *as_blocks(context.summary),
        *_joint(context),
        Heading(2, "Mode de passation"),
        Paragraph(
            f"Le marché est passé selon la procédure suivante : {BASIS[context.procedure]} du "
            "code de la commande publique."
        ),
        Paragraph(_publicity(context)),
        Heading(2, "Type et forme du marché"),
        Paragraph(f"Marché de {context.nature_label}, passé sous la forme d'un {form}."),
        *_framework(context),
        Heading(2, "Décomposition en lots", "lots"),
        *lots_section(context),
        *_nomenclature(context),
        *_course(context),
    ]


def _nomenclature(context: DocumentContext) -> list[Block]:
    """The codes stand in the table of the lots; without lots they have their own line."""
    if context.lots:
        return []
    return [Paragraph(f"Nomenclature européenne (CPV) : {context.say('cpv')}.")]


def _course(context: DocumentContext) -> list[Block]:
    """Procedures in two steps: applications first, then the offers of those admitted."""
    if context.procedure not in _TWO_STEPS:
        return []
    return [
        Heading(2, "Déroulement"),
        Paragraph(
            "La procédure a deux phases : les candidatures, puis les offres des candidats admis. "
            f"Les candidatures sont remises avant {context.say('applications_due')}. Candidats "
            f"admis : {context.say('candidates')} (articles R2142-15 à R2142-18)."
        ),
    ]


def _joint(context: DocumentContext) -> list[Block]:
    if not context.is_joint:
        return []
    return [
        Paragraph(
            f"Le besoin est commun à {buyers(context)}. {context.buyer} conduit la consultation ; "
            "les rôles de chacun sont fixés par la convention de groupement : "
            f"{context.say('agreement')}."
        )
    ]


def _publicity(context: DocumentContext) -> str:
    media = [_PUBLICITY[medium] for medium in context.settings.get("publicity", [])]
    if not media:
        return "Publicité : [[les supports de publicité de la consultation]]."
    return f"Publicité : {', '.join(media)}."


def _framework(context: DocumentContext) -> list[Block]:
    if not context.is_framework:
        return []
    return [Paragraph(framework(context))]


def _conditions(context: DocumentContext) -> list[Block]:
    return [
        Heading(1, "Conditions de la consultation"),
        Heading(2, "Délai de validité des offres"),
        Paragraph(
            f"Les candidats restent tenus par leur offre pendant {context.say('validity_days')} "
            "jours à compter de la date limite de remise des offres."
        ),
        Heading(2, "Répondre en groupement"),
        Paragraph(
            "Les candidats peuvent répondre seuls ou en groupement, conjoint ou solidaire "
            "(articles R2142-19 et suivants). Aucune forme n'est imposée pour remettre une "
            "candidature et une offre."
        ),
        _group_form(context),
        Paragraph(
            "Les capacités du groupement sont appréciées globalement (article R2142-25) : il n'est "
            "pas exigé que chaque membre possède toutes les compétences. Un même opérateur ne peut "
            "pas être mandataire de plusieurs groupements pour un même marché (article R2142-23). "
            f"Répondre plusieurs fois : {context.say('several_bids')}."
        ),
        Heading(2, "Variantes et prestations supplémentaires"),
        Paragraph(
            f"Variantes : {context.say('variants')}. Prestations supplémentaires éventuelles : "
            f"{context.say('options')}."
        ),
        Heading(2, "Sous-traitance"),
        Paragraph(
            "Le candidat peut présenter un ou plusieurs sous-traitants, dès l'offre ou en cours "
            "d'exécution (articles L2193-1 et suivants). Il indique alors la nature des "
            "prestations, le nom du sous-traitant, ses capacités et le montant prévu."
        ),
        Heading(2, "Visite des lieux"),
        Paragraph(_visit(context)),
    ]


def _group_form(context: DocumentContext) -> Paragraph:
    form = context.settings.get("group_form_required", "none")
    if form not in ("solidaire_apres_attribution", "conjoint_apres_attribution"):
        return Paragraph("Aucune forme de groupement n'est exigée après l'attribution.")
    name = "solidaire" if form.startswith("solidaire") else "conjoint"
    why = context.settings.get("group_form_justification") or "[[pourquoi cette forme s'impose]]"
    return Paragraph(
        f"Après l'attribution, le groupement prend la forme d'un groupement {name} "
        f"(article R2142-22), nécessaire à la bonne exécution du marché : {why}"
    )


def _visit(context: DocumentContext) -> str:
    mandatory = context.settings.get("site_visit_mandatory")
    if mandatory is None:
        return f"Visite : {context.say('visit')}."
    if mandatory:
        return (
            "Une visite est obligatoire avant la remise de l'offre (article R2151-3). "
            f"Dates et inscription : {context.say('visit_dates')}."
        )
    return "Aucune visite n'est obligatoire."


def _contract(context: DocumentContext) -> list[Block]:
    return [
        Heading(1, "Conditions relatives au contrat"),
        Heading(2, "Durée"),
        Paragraph(f"Durée du marché : {duration(context)}. Début : {context.say('start')}."),
        Heading(2, "Financement et paiement"),
        Paragraph(
            f"Les prestations sont financées par {context.say('funding')}. Les paiements sont "
            f"faits par virement, dans un délai de {context.law('payment_days')} jours (article "
            "R2192-10) ; au-delà, des intérêts moratoires et une indemnité forfaitaire de "
            "recouvrement sont dus de plein droit."
        ),
        Heading(2, "Considérations sociales et environnementales"),
        *_considerations(context),
    ]


def _considerations(context: DocumentContext) -> list[Block]:
    used = [*context.clauses_in(Place.SPECIFICATION), *context.clauses_in(Place.PERFORMANCE)]
    if not used:
        return [Paragraph("[[les conditions environnementales d'exécution (L2112-2)]]")]
    return [
        Paragraph(
            "Le marché comporte les engagements suivants. Leur texte complet est dans la pièce "
            "indiquée ; ils s'imposent au titulaire et ne sont pas négociables."
        ),
        Table(
            header=("Engagement", "Pièce", "Lot"),
            rows=tuple((c.name, c.source.place.document, _for_lot(c)) for c in used),
            caption="Engagements sociaux et environnementaux",
            widths=(7, 2, 1),
        ),
    ]


def _for_lot(clause: UsedClause) -> str:
    return str(clause.lot) if clause.lot else "tous"


def _file(context: DocumentContext) -> list[Block]:
    return [
        Heading(1, "Contenu du dossier de consultation", "dossier"),
        Paragraph("Le dossier comprend :"),
        Bullets(
            (
                "le présent règlement de la consultation (RC) ;",
                "l'acte d'engagement (AE), un par lot ;",
                "le cahier des clauses administratives particulières (CCAP) ;",
                "le cahier des clauses techniques particulières (CCTP) ;",
                *(f"{piece} ;" for piece in price_documents(context)),
                "le cadre de réponse technique (CRT).",
            )
        ),
        Paragraph(_where(context)),
        Paragraph(
            "L'acheteur peut modifier des détails du dossier. Si la modification est importante, "
            "il prolonge le délai de remise des offres (article R2151-4)."
        ),
    ]


def _where(context: DocumentContext) -> str:
    return f"Il est mis gratuitement à disposition sur {context.say('profile')} (article R2132-2)."


def _outcome(context: DocumentContext) -> list[Block]:
    return [
        Heading(1, "Suite donnée à la consultation"),
        Paragraph(
            "Seul le candidat retenu remet les certificats et attestations qui prouvent sa "
            "situation (articles R2144-1 et suivants), dans un délai de "
            f"{context.say('proofs_days')} jours."
        ),
        Paragraph(
            "Les candidats non retenus en sont informés sans délai, avec les motifs ; ceux qui le "
            "demandent reçoivent, dans les quinze jours, les caractéristiques et les avantages de "
            "l'offre retenue (articles R2181-1 à R2181-4)."
        ),
        Paragraph(_standstill(context)),
        Paragraph(
            "L'acheteur peut à tout moment ne pas donner suite à la procédure (article R2185-1)."
        ),
    ]


def _standstill(context: DocumentContext) -> str:
    if context.is_adapted or context.procedure == "gre_a_gre":
        return "Le marché est signé après l'information des candidats non retenus."
    return (
        f"Le marché n'est pas signé avant {context.law('standstill_days')} jours, comptés depuis "
        "l'envoi électronique de cette information (article R2182-1)."
    )


def _information(context: DocumentContext) -> list[Block]:
    answers = (
        f"L'acheteur répond au plus tard {context.law('answers_days')} jours avant la date limite "
        "(article R2132-6)."
        if not context.is_adapted
        else f"L'acheteur répond au plus tard {context.say('answers_days')} jours avant la date "
        "limite."
    )
    return [
        Heading(1, "Renseignements, questions et recours"),
        Heading(2, "Renseignements et questions"),
        Paragraph(
            f"Les questions sont posées sur le profil d'acheteur, au plus tard le "
            f"{context.say('questions_until')}. {answers} Les questions et les réponses sont "
            "communiquées à tous, sans indiquer qui a demandé."
        ),
        Paragraph(f"Contact : {context.say('contact')}."),
        *_sourcing(context),
        Heading(2, "Voies de recours"),
        Paragraph(
            f"Tribunal compétent : {context.say('court')}. Recours "
            "possibles : référé précontractuel jusqu'à la signature (article L551-1 du code de "
            "justice administrative) ; référé contractuel après la signature (article L551-13 du "
            "même code) ; recours en contestation de la validité du contrat, dans les deux mois "
            "des mesures de publicité appropriées."
        ),
    ]


def _sourcing(context: DocumentContext) -> list[Block]:
    """What was said before the tender is given to all (R2111-1, R2111-2)."""
    return [
        Note(
            "Une consultation du marché a précédé",
            (
                f"« {record.title} » a réuni {record.contributions} contributions. Les "
                "informations utiles qui y ont été échangées figurent dans le présent dossier : "
                "aucun candidat n'en sait davantage que les autres (articles R2111-1 et R2111-2).",
            ),
        )
        for record in context.sourcing
    ]
