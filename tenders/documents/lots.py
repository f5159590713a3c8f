"""Lots in words: their table, and the reservation that the notice must announce (R2113-7)."""

from __future__ import annotations

from dataclasses import dataclass

from procurement.typography import euros
from procurement.word.blocks import Block, Bullets, Paragraph, Table
from tenders.documents.context import DocumentContext, LotFacts


@dataclass(frozen=True)
class Reservation:
    """Who may bid for a reserved lot, on which ground, and how a candidate proves it."""

    label: str
    who: str
    articles: str
    proof: str


_SHARE = "la part minimale que fixe l'article R2113-7"
RESERVATIONS = {
    "handicap": Reservation(
        "EA et ESAT",
        "aux entreprises adaptées, aux établissements et services d'accompagnement par le travail "
        f"et aux structures équivalentes qui emploient des travailleurs handicapés, pour {_SHARE}",
        "L2113-12, R2113-7",
        "le contrat d'objectifs ou l'autorisation de la structure, et l'effectif avec la part de "
        "travailleurs handicapés",
    ),
    "insertion": Reservation(
        "SIAE",
        "aux structures d'insertion par l'activité économique et aux structures équivalentes qui "
        f"emploient des travailleurs défavorisés, pour {_SHARE}",
        "L2113-13, R2113-7",
        "la convention d'insertion par l'activité économique en cours, et l'effectif avec la part "
        "de salariés en parcours d'insertion",
    ),
    "handicap_insertion": Reservation(
        "EA, ESAT et SIAE",
        "à la fois aux entreprises adaptées, aux établissements et services d'accompagnement par "
        "le travail, aux structures d'insertion par l'activité économique et aux structures "
        f"équivalentes, pour {_SHARE}",
        "L2113-12, L2113-13, L2113-14, R2113-7",
        "la convention, le contrat d'objectifs ou l'autorisation de la structure, et l'effectif "
        "avec la part de personnes concernées",
    ),
    "ess": Reservation(
        "entreprises de l'ESS",
        "aux entreprises de l'économie sociale et solidaire au sens de l'article 1er de la loi du "
        "31 juillet 2014, ou à des structures équivalentes ; l'entreprise retenue ne peut pas être "
        "attributaire d'un marché passé au même titre dans les trois années qui suivent",
        "L2113-15, L2113-16, R2113-8",
        "les statuts, ou l'extrait du registre qui mentionne la qualité d'entreprise de l'économie "
        "sociale et solidaire",
    ),
    "prison": Reservation(
        "travail en détention",
        "aux opérateurs qui font exécuter les prestations par des personnes détenues, pour "
        f"{_SHARE}",
        "L2113-13-1, R2113-7",
        "la convention avec l'administration pénitentiaire et la part de personnes détenues",
    ),
}


def lots_table(context: DocumentContext) -> Table:
    return Table(
        header=("Lot", "Intitulé et contenu", "Code CPV", "Accès"),
        rows=tuple(
            (
                str(lot.number),
                f"**{lot.title}**" + (f"\n{lot.description}" if lot.description else ""),
                lot.cpv_whole or f"[[le code CPV du lot {lot.number}]]",
                access(lot),
            )
            for lot in context.lots
        ),
        caption="Lots du marché",
        widths=(1, 7, 2, 3),
    )


def access(lot: LotFacts) -> str:
    reservation = RESERVATIONS.get(lot.reserved)
    return f"Réservé : {reservation.label}" if reservation else "Ouvert à tous"


def lots_section(context: DocumentContext) -> list[Block]:
    """How the tender is divided, with the rules that candidates must know (R2113-1)."""
    if not context.lots:
        reason = context.settings.get("allotment_reason")
        why = str(reason) if reason else "[[les motifs de droit et de fait du non-allotissement]]"
        return [
            Paragraph("Le marché n'est pas alloti (article L2113-11), pour les motifs suivants."),
            Paragraph(why),
        ]
    return [
        Paragraph(
            "Le marché est alloti (article L2113-10). Chaque lot fait l'objet d'un marché séparé ; "
            "les offres sont jugées lot par lot (article L2152-7) et ne peuvent pas varier selon "
            "le nombre de lots obtenus (article L2151-1)."
        ),
        lots_table(context),
        Paragraph(
            "Un candidat peut répondre à un lot, à plusieurs ou à tous. Nombre de lots qui peuvent "
            f"être attribués à un même candidat : {context.say('lots_each')}."
        ),
        *reservations(context),
    ]


def reservations(context: DocumentContext) -> list[Block]:
    reserved = [(lot, RESERVATIONS[lot.reserved]) for lot in context.lots if is_reserved(lot)]
    if not reserved:
        return []
    return [
        Paragraph("L'accès à certains lots est réservé :"),
        Bullets(
            tuple(
                f"**lot {lot.number}**, {found.who} (articles {found.articles}). "
                f"{share(context, lot)}Le candidat joint : {found.proof}."
                for lot, found in reserved
            )
        ),
    ]


def share(context: DocumentContext, lot: LotFacts) -> str:
    """The minimum share of the people concerned; no text asks for one of the ESS."""
    if lot.reserved == "ess":
        return ""
    return f"Cette part est d'au moins {context.law('reserved_share')} %. "


def is_reserved(lot: LotFacts) -> bool:
    return lot.reserved in RESERVATIONS


def amount(lot: LotFacts) -> str:
    return euros(lot.amount) if lot.amount is not None else "[[le montant estimé]]"
