"""Draft agreement of a joint purchase (« convention de groupement de commandes », L2113-7)."""

from __future__ import annotations

from needs.models import Committee, Mission
from procurement.legal import LegalValue
from procurement.typography import long_date, of, plural
from procurement.word.blocks import (
    Block,
    Bullets,
    Document,
    Facts,
    Heading,
    Note,
    Paragraph,
    SignatureBox,
    Table,
    TableOfContents,
)
from procurement.word.lines import as_blocks
from tenders.documents.convention_annexes import annexes
from tenders.documents.project_context import ProjectContext, project_sheet

TITLE = "Convention de groupement de commandes"


def build(context: ProjectContext) -> Document:
    blocks: list[Block] = [
        _card(context),
        *_advice(context),
        TableOfContents(),
        *_object(context),
        *_members(context),
        *_needs(context),
        *_coordinator(context),
        *_obligations(context),
        *_committee(context),
        *_performance(context),
        *_costs(context),
        *_life(context),
        *_fairness(context),
        *_signatures(context),
        *annexes(context),
    ]
    return project_sheet(context, "convention", TITLE, blocks)


def _card(context: ProjectContext) -> Facts:
    frozen = context.frozen_on
    return Facts(
        (
            ("Coordonnateur", context.lead),
            ("Membres", plural(len(context.members), "membre")),
            ("Objet", context.title),
            ("Besoins", f"arrêtés le {long_date(frozen)}" if frozen else "non encore figés"),
        ),
        "Le groupement",
    )


def _advice(context: ProjectContext) -> list[Block]:
    """What must happen before the call for tenders: for who writes, to take out before signing."""
    body = [
        "Chaque membre fait approuver la convention par son assemblée délibérante, puis la signe : "
        f"elle doit l'être de tous avant le lancement{_launch(context)}.",
        f"{_basis(context.law('joint_purchase'))} Balise conseille ; la décision vous appartient.",
    ]
    if context.lead_is_intercommunal:
        by_epci = context.law("joint_purchase_by_epci")
        body.append(
            "L'intercommunalité peut passer le marché à titre gratuit pour ses communes, même sans "
            f"besoin propre (art. {by_epci.article}). {by_epci.doubt}"
        )
    if not context.frozen_on:
        body.append(
            "Le diagnostic n'est pas figé : les quantités de l'annexe peuvent encore changer."
        )
    return [Note("Avant de signer (à retirer de la convention)", tuple(body), "advice")]


def _launch(context: ProjectContext) -> str:
    return f", prévu le {long_date(context.launch_on)}" if context.launch_on else ""


def _basis(basis: LegalValue) -> str:
    return f"Base : art. {basis.article} ({basis.source})."


def _object(context: ProjectContext) -> list[Block]:
    joint = context.joint
    life = (
        "Il est permanent : il sert aux marchés qui répondent à ce besoin tant qu'il n'est pas "
        "dissous."
        if joint.permanent
        else "Il est constitué pour cette seule opération."
    )
    return [
        Heading(1, "Objet du groupement"),
        Paragraph(
            "Les signataires constituent un groupement de commandes, sur le fondement des articles "
            "L. 2113-6 et L. 2113-7 du code de la commande publique, afin de passer ensemble le ou "
            f"les marchés relatifs à : {context.title}. {life}"
        ),
        *as_blocks(context.summary),
        *_objectives(context),
    ]


def _objectives(context: ProjectContext) -> list[Block]:
    if not context.objectives:
        return []
    return [
        Paragraph("Les membres poursuivent ensemble ces objectifs :"),
        Bullets(
            tuple(
                f"{label}{'' if len(who) == len(context.members) else _for(who)}"
                for label, who in context.objectives
            )
        ),
    ]


def _for(members: list[str]) -> str:
    return f" ({', '.join(members)})"


def _members(context: ProjectContext) -> list[Block]:
    return [
        Heading(1, "Membres"),
        Table(
            header=("Membre", "SIRET", "Représenté par", "Délibération"),
            rows=tuple(
                (
                    member.name,
                    member.siret or f"[[le SIRET {of(member.name)}]]",
                    "{{nom et qualité}}",
                    "{{numéro et date}}",
                )
                for member in context.members
            ),
            caption="Membres du groupement",
            widths=(4, 3, 3, 3),
            row_headers=True,
        ),
    ]


def _needs(context: ProjectContext) -> list[Block]:
    return [
        Heading(1, "Besoins des membres"),
        Paragraph(
            "Chaque membre a déterminé la nature et l'étendue de ses besoins (art. L. 2111-1) ; "
            "ils figurent en annexe, membre par membre, avec les sites de chacun. Ces quantités "
            "sont des estimations sincères : elles fixent la valeur du marché et sa procédure."
        ),
        Paragraph(
            "Chaque membre signale sans délai au coordonnateur tout changement avant le lancement. "
            "Après le lancement, les besoins ne changent plus que dans les limites du marché."
        ),
    ]


# What the coordinator does, in order; a mission reaches so far in the list.
_DUTIES = {
    Mission.AWARD: (
        "réunir les besoins et proposer le calendrier, la procédure et l'allotissement",
        "consulter le marché à égalité avant de rédiger (art. R. 2111-1) et en tenir le registre",
        "rédiger les pièces et les soumettre aux membres avant publication",
        "publier, répondre aux questions, recevoir et analyser les candidatures et les offres",
        "réunir l'instance d'attribution, informer les candidats et motiver les rejets",
    ),
    Mission.SIGN: (
        "signer et notifier le marché au nom de tous les membres",
        "publier l'avis d'attribution et les données essentielles",
    ),
    Mission.PERFORM: (
        "exécuter le marché au nom de tous : commandes, vérifications, paiements, pénalités, "
        "modifications, puis refacturer à chaque membre sa part",
    ),
}


def _reached(mission: str) -> tuple[Mission, ...]:
    return tuple(Mission)[: list(Mission).index(Mission(mission)) + 1]


def _coordinator(context: ProjectContext) -> list[Block]:
    duties = [duty for mission in _reached(context.joint.mission) for duty in _DUTIES[mission]]
    return [
        Heading(1, "Coordonnateur et missions"),
        Paragraph(f"{context.lead} est coordonnateur du groupement. À ce titre, il doit :"),
        _listed((*duties, "rendre compte aux membres à chaque étape, et conserver le dossier")),
    ]


def _obligations(context: ProjectContext) -> list[Block]:
    mission = Mission(context.joint.mission)
    own = {
        Mission.AWARD: ("signer et notifier son propre marché avec l'attributaire retenu",),
        Mission.SIGN: (),
        Mission.PERFORM: ("rembourser au coordonnateur sa part des dépenses, sur justificatifs",),
    }[mission]
    performs = (
        ()
        if mission == Mission.PERFORM
        else ("exécuter le marché pour sa part : commander, vérifier, payer",)
    )
    return [
        Heading(1, "Obligations des membres"),
        Paragraph("Chaque membre doit :"),
        _listed(
            (
                "donner ses besoins exacts et à temps, et désigner un correspondant",
                "répondre aux projets de pièces dans le délai fixé par le coordonnateur",
                *own,
                *performs,
                "ne pas acheter ailleurs, pendant le marché, ce qu'il a confié au groupement",
                "faire remonter les difficultés et les indicateurs prévus par le marché",
            )
        ),
    ]


def _committee(context: ProjectContext) -> list[Block]:
    basis = context.law("joint_purchase_committee")
    if context.joint.committee == Committee.COORDINATOR:
        who = (
            f"la commission d'appel d'offres compétente est celle du coordonnateur, {context.lead}."
        )
    else:
        who = (
            "une commission propre au groupement est instituée : un représentant élu parmi les "
            "membres ayant voix délibérative de la commission de chaque membre qui en a une, et un "
            "représentant désigné par chacun des autres. Le représentant du coordonnateur préside."
        )
    return [
        Heading(1, "Attribution"),
        Paragraph(f"En procédure formalisée, {who} (Art. {basis.article}.)"),
        Paragraph(
            "En procédure adaptée, le coordonnateur attribue selon ses propres règles, après avis "
            "des membres : [[le délai et la forme de cet avis]]."
        ),
    ]


def _performance(context: ProjectContext) -> list[Block]:
    joint = Mission(context.joint.mission) == Mission.PERFORM
    shared = (
        "de la passation et de l'exécution, menées en leur nom"
        if joint
        else "des seules opérations de passation menées en leur nom par le coordonnateur"
    )
    return [
        Heading(1, "Exécution et responsabilité"),
        Paragraph(
            f"Les membres répondent solidairement {shared} (art. L. 2113-7). Chacun répond seul de "
            "ce qu'il accomplit en son propre nom et pour son propre compte."
        ),
        *_responsible(context),
        Paragraph(
            "Un comité de suivi réunit les membres et le titulaire au moins [[le nombre]] fois par "
            "an."
        ),
    ]


# What the law asks of the tender that day, each with the duty that says whether it does.
_RESPONSIBLE = {
    "specification_sustainability": "des spécifications qui tiennent compte du développement "
    "durable",
    "environmental_condition": "des conditions d'exécution environnementales",
    "environmental_criterion": "un critère sur les caractéristiques environnementales des offres",
    "social_condition": "au-dessus des seuils européens, une condition d'exécution sociale, sauf "
    "motif consigné",
}


def _responsible(context: ProjectContext) -> list[Block]:
    due = [
        (basis, said)
        for id, said in _RESPONSIBLE.items()
        if (basis := context.law(id)).value != "none"
    ]
    if not due:
        return []
    return [
        Paragraph("À la date du lancement, le marché doit comporter :"),
        _listed(tuple(f"{said} (art. {basis.article})" for basis, said in due)),
    ]


def _listed(items: tuple[str, ...]) -> Bullets:
    """A list as one sentence: « ; » after each item, a full stop after the last."""
    return Bullets((*(f"{item} ;" for item in items[:-1]), f"{items[-1]}."))


def _key(context: ProjectContext) -> str:
    """How costs are shared: quantities only where they add up, or else what each would spend."""
    if len(context.diagnosis.totals) == 1:
        return "la part de chacun dans les quantités de l'annexe"
    return (
        "la part de chacun dans le montant estimé du marché : "
        "[[la part de chaque membre, en pourcentage]]"
    )


def _costs(context: ProjectContext) -> list[Block]:
    key, alike = _key(context), "la même part"
    if context.joint.costs_shared:
        said = (
            "Les frais de publicité et de procédure sont avancés par le coordonnateur, puis "
            f"répartis entre les membres selon {key}."
        )
    else:
        said = (
            "La mission du coordonnateur n'est pas rémunérée. Il supporte les frais de publicité "
            "et de procédure."
        )
        alike = key
    return [
        Heading(1, "Frais"),
        Paragraph(said),
        Paragraph(
            "Sauf faute propre à un membre, une condamnation liée à la passation est partagée "
            f"selon {alike}."
        ),
    ]


def _life(context: ProjectContext) -> list[Block]:
    joint = context.joint
    notice = plural(joint.withdrawal_months, "mois", "mois")
    end = (
        "Elle dure jusqu'à la dissolution du groupement, décidée par la majorité de ses membres."
        if joint.permanent
        else "Elle prend fin avec l'exécution complète du marché."
    )
    return [
        Heading(1, "Durée, adhésion et retrait"),
        Paragraph(f"La convention prend effet à sa signature par tous les membres. {end}"),
        Paragraph(
            "Une autorité peut adhérer jusqu'au lancement de la consultation, par délibération et "
            "avenant signé de tous ; elle donne alors son annexe. Une adhésion plus tardive ne "
            "vaut que pour les consultations à venir : les besoins d'un marché lancé sont arrêtés."
        ),
        Paragraph(
            f"Un membre peut se retirer avant le lancement. Ensuite, il le peut avec un préavis de "
            f"{notice}, sans effet sur les engagements pris en son nom ; il supporte les "
            "conséquences financières de son retrait."
        ),
    ]


def _fairness(context: ProjectContext) -> list[Block]:
    return [
        Heading(1, "Égalité de traitement, confidentialité et différends"),
        Paragraph(
            "Aucun membre ne donne à un opérateur une information que les autres n'ont pas : toute "
            "question est adressée au coordonnateur, qui répond à tous. Les membres gardent "
            "confidentiels les offres et les secrets des affaires (art. L. 2132-1)."
        ),
        Paragraph(
            "Les membres cherchent d'abord un accord. À défaut, le différend relève du tribunal "
            "administratif de [[la ville du tribunal administratif]]."
        ),
    ]


def _signatures(context: ProjectContext) -> list[Block]:
    return [
        Heading(1, "Signatures"),
        SignatureBox(
            tuple(f"Pour {member.name}" for member in context.members)
            or ("Pour [[chaque membre du groupement]]",)
        ),
    ]
