"""The group's kit: draft agreement, shares, mandate, candidature of each member, calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from procurement.typography import NBSP, long_date, number
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
from tenders.answering.agreement import articles_for, draft, filled
from tenders.answering.candidature import forms
from tenders.answering.documents.frame import typed
from tenders.consortia import Coverage

TITLE = "Dossier du groupement"
KIND = "kit_groupement"


@dataclass(frozen=True)
class Member:
    """What the open register says of a member; its own part is in the coverage."""

    name: str
    siret: str = ""
    legal_form: str = ""
    seat: str = ""
    families: str = ""


@dataclass(frozen=True)
class Task:
    title: str
    owner: str
    due_on: date | None
    is_done: bool


@dataclass(frozen=True)
class Group:
    """The workspace as it stands; `form` is joint, several or empty."""

    name: str
    form: str
    form_label: str
    call: str
    buyer: str
    members: tuple[Member, ...]
    coverage: Coverage
    tasks: tuple[Task, ...]
    files: tuple[str, ...]
    due: str
    today: date
    lead_bound: bool = False

    @property
    def lead(self) -> str:
        return next((p.member for p in self.coverage.parts if p.is_lead), "")


def build(group: Group) -> Document:
    known = draft()
    blocks: list[Block] = [
        _card(group),
        Note(
            "À faire relire avant toute signature",
            (known.warning, f"Textes relus le {long_date(known.checked)}."),
            "warning",
        ),
        TableOfContents(),
        Heading(1, "Ce qui reste à dire"),
        _left(group),
        Heading(1, "Qui fait quoi"),
        *_shares(group),
        Heading(1, "Convention de groupement (projet)"),
        *_agreement(group),
        Heading(1, "Pouvoir donné au mandataire (projet)", new_page=True),
        *_mandate(group),
        Heading(1, "La candidature, membre par membre"),
        *_candidature(group),
        Heading(1, "Tâches et calendrier"),
        *_tasks(group),
        Heading(1, "Ce dont Balise doute"),
        Bullets(known.doubts),
    ]
    return Document(
        title=TITLE,
        kicker=typed(group.name),
        subtitle=group.call,
        subject=group.call,
        author=group.name,
        header=TITLE,
        footer="Projet des membres du groupement, à faire relire par un juriste",
        draft=True,
        blocks=tuple(blocks),
        properties=(("balise_document", KIND),),
    )


def _card(group: Group) -> Facts:
    return Facts(
        (
            ("Groupement", typed(group.name)),
            ("Forme", group.form_label),
            ("Mandataire", group.lead or "à désigner (R2142-24)"),
            ("Acheteur", group.buyer),
            ("Marché", group.call),
            ("Date limite", group.due),
            ("État au", long_date(group.today)),
        ),
        "Carte du groupement",
    )


def _left(group: Group) -> Block:
    remarks = group.coverage.remarks
    if not remarks:
        return Paragraph("Chaque composante est couverte, les parts font 100 % du montant.")
    return Bullets(tuple(typed(remark) for remark in remarks))


def _shares(group: Group) -> list[Block]:
    coverage = group.coverage
    blocks: list[Block] = [
        Table(
            header=("Membre", "Prestations", "Rôle", "Part du montant"),
            rows=tuple(
                (
                    f"**{typed(part.member)}**" + ("\nmandataire" if part.is_lead else ""),
                    typed(", ".join(sorted(part.components))) or "{{à dire}}",
                    typed(part.role) or "{{à dire}}",
                    f"{number(part.share)}{NBSP}%" if part.share is not None else "{{à dire}}",
                )
                for part in coverage.parts
            ),
            caption="Répartition entre les membres",
            widths=(4, 5, 4, 2),
            numbers=frozenset({3}),
            totals=("Total", "", "", f"{number(coverage.shared)}{NBSP}%"),
            row_headers=True,
        )
    ]
    if coverage.components:
        blocks.append(
            Table(
                header=("Composante", *(typed(part.member) for part in coverage.parts)),
                rows=tuple(
                    (typed(name), *("oui" if cell else "—" for cell in cells))
                    for name, cells in coverage.rows
                ),
                caption="Qui couvre quoi",
                row_headers=True,
            )
        )
    return blocks


def _agreement(group: Group) -> list[Block]:
    said = {"call": group.call, "buyer": group.buyer, "lead": group.lead or "{{le mandataire}}"}
    blocks: list[Block] = [
        Paragraph("Entre les soussignés :"),
        Bullets(tuple(_party(member) for member in group.members)),
        Paragraph("il est convenu ce qui suit."),
    ]
    for number_, article in enumerate(articles_for(group.form, lead_bound=group.lead_bound), 1):
        law = f" ({', '.join(article.law)})" if article.law else ""
        blocks += [
            Heading(2, f"Article {number_} : {article.title}{law}"),
            Paragraph(filled(article, said)),
        ]
    return [*blocks, SignatureBox(tuple(typed(member.name) for member in group.members))]


def _party(member: Member) -> str:
    said = [
        f"**{typed(member.name)}**",
        member.legal_form or "{{forme juridique}}",
        f"SIRET {member.siret}" if member.siret else "SIRET {{numéro}}",
        f"siège : {member.seat}" if member.seat else "siège : {{adresse}}",
        "représentée par {{nom et qualité}} ;",
    ]
    return ", ".join(said)


def _mandate(group: Group) -> list[Block]:
    lead = group.lead or "{{le mandataire}}"
    others = [member for member in group.members if member.name != group.lead]
    if not others:
        return [Paragraph("Le groupement n'a encore qu'un membre : aucun pouvoir à donner.")]
    return [
        Paragraph(
            "Le mandataire justifie des habilitations qui lui permettent de représenter les autres "
            f"(R2142-23). Chaque membre donne à {lead} pouvoir de :"
        ),
        Bullets(
            (
                f"présenter en son nom la candidature et l'offre au marché « {group.call} » ;",
                "{{signer l'acte d'engagement en son nom, ou non}} ;",
                "répondre aux demandes de précision et recevoir les décisions de l'acheteur ;",
                "coordonner l'exécution et représenter le groupement pendant le marché.",
            )
        ),
        Paragraph("Il ne peut ni changer la part d'un membre, ni ses prix, sans son accord écrit."),
        SignatureBox(tuple(typed(member.name) for member in others)),
    ]


def _candidature(group: Group) -> list[Block]:
    rows: list[tuple[str, str, str]] = []
    for asked in draft().candidature:
        rows += [(asked.what, typed(name), "{{oui}}") for name in _who(asked.who, group)]
    known = forms()
    return [
        Table(
            header=("Pièce", "Qui", "Prête"),
            rows=tuple(rows),
            caption="Candidature du groupement",
            widths=(8, 4, 2),
        ),
        Paragraph("Ce que le registre dit de chaque membre, à vérifier par lui :"),
        Table(
            header=("Membre", "SIRET", "Forme", "Siège", "Familles de l'ESS"),
            rows=tuple(
                (
                    typed(member.name),
                    member.siret or "{{SIRET}}",
                    member.legal_form or "{{forme}}",
                    member.seat or "{{siège}}",
                    member.families or "aucune connue",
                )
                for member in group.members
            ),
            caption="Membres d'après le registre des fournisseurs",
            widths=(4, 3, 3, 3, 4),
            row_headers=True,
        ),
        Paragraph("Formulaires et services publics :"),
        Bullets(tuple(f"{link.label} : {link.url}" for link in known.links)),
    ]


def _who(who: str, group: Group) -> list[str]:
    """Each member, the lead for all, or the others: the lead gives itself no power."""
    names = [member.name for member in group.members]
    if who == "lead":
        return [group.lead or "le mandataire"]
    return [name for name in names if who == "each" or name != group.lead]


def _tasks(group: Group) -> list[Block]:
    if not group.tasks:
        return [
            Paragraph(
                "Aucune tâche encore : la page « Dossier du groupement » les propose à rebours de "
                "la date limite."
            )
        ]
    rows: list[tuple[str, ...]] = [
        (
            long_date(task.due_on) if task.due_on else "{{date}}",
            typed(task.title),
            typed(task.owner) or "{{qui}}",
            "fait" if task.is_done else "{{oui}}",
        )
        for task in group.tasks
    ]
    blocks: list[Block] = [
        Table(
            header=("Pour le", "Tâche", "Qui", "Fait"),
            rows=tuple(rows),
            caption="Tâches du groupement",
            widths=(3, 7, 4, 2),
        )
    ]
    if group.files:
        blocks += [
            Paragraph("Documents partagés dans l'espace du groupement :"),
            Bullets(tuple(typed(name) for name in group.files)),
        ]
    return blocks
