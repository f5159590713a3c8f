"""Annexes of the sourcing report: each sending, the exchanges, and the register with its proof."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from procurement.typography import NBSP, join_words, long_moment, plural
from procurement.word.blocks import Block, Facts, Heading, Note, Paragraph, Table
from tenders.sourcing import SourcingRecord, Told

MOST_ACTS = 400  # of one register in a file that people read


def blocks(records: Sequence[SourcingRecord]) -> list[Block]:
    if not records:
        return []
    told: list[Block] = []
    for record in records:
        of = f" : {record.title}" if len(records) > 1 else ""
        told += [
            Heading(1, f"Annexe A. Invitations et réponses{of}", new_page=not told),
            *_sendings(record),
            Heading(1, f"Annexe B. Messages envoyés{of}"),
            *_messages(record),
            Heading(1, f"Annexe C. Échanges publiés{of}"),
            *_exchanges(record),
            Heading(1, f"Annexe D. Registre{of}"),
            *_register(record),
        ]
    return told


def _sendings(record: SourcingRecord) -> list[Block]:
    if not record.participants:
        return [Paragraph("Personne n'a été informé.")]
    return [
        Table(
            header=("Structure", "Invitation", "Lecture confirmée", "Relance", "Réponse envoyée"),
            rows=tuple(
                (
                    one.name,
                    stamp(one.invited_at),
                    stamp(one.opened_at),
                    stamp(one.reminded_at),
                    stamp(one.answered_at),
                )
                for one in record.participants
            ),
            caption="Dates et heures d'envoi, d'ouverture et de réponse",
            widths=(5, 4, 4, 4, 4),
            row_headers=True,
        )
    ]


def _messages(record: SourcingRecord) -> list[Block]:
    """Messages of the same kind and subject come together: all were told the same."""
    if not record.told:
        return [Paragraph("Aucun message n'est parti.")]
    same: dict[tuple[str, str], list[Told]] = {}
    for told in record.told:
        same.setdefault((told.what, told.subject), []).append(told)
    return [
        Table(
            header=("Nature et objet", "Destinataires", "Premier envoi", "Dernier envoi"),
            rows=tuple(
                (
                    f"**{what[:1].upper()}{what[1:]}**\n{subject}",
                    _recipients(record, sent),
                    stamp(min(told.at for told in sent)),
                    stamp(max(told.at for told in sent)),
                )
                for (what, subject), sent in same.items()
            ),
            caption="Messages envoyés",
            widths=(5, 6, 4, 4),
        )
    ]


def _recipients(record: SourcingRecord, sent: Sequence[Told]) -> str:
    """How many and who; when it is everyone informed by then, they are not named once more."""
    last = max(told.at for told in sent)
    informed = {one.key for one in record.participants if one.invited_at and one.invited_at <= last}
    if len(sent) > 1 and {told.key for told in sent} == informed:
        return f"{len(sent)} : toutes les structures informées à cette date (annexe A)"
    return f"{len(sent)} : {join_words([told.to for told in sent])}"


def _exchanges(record: SourcingRecord) -> list[Block]:
    if not record.exchanges:
        return [Paragraph("Aucune question n'a été posée en cours de route.")]
    return [
        Paragraph("Chaque réponse a été publiée pour tous, sans dire qui avait demandé."),
        Table(
            header=("Question", "Posée le", "Réponse", "Publiée le"),
            rows=tuple(
                (one.question, stamp(one.asked_at), one.answer, stamp(one.answered_at))
                for one in record.exchanges
            ),
            caption="Questions et réponses publiées",
            widths=(5, 4, 7, 4),
        ),
    ]


def _register(record: SourcingRecord) -> list[Block]:
    seal = record.seal
    state = " ".join(seal.faults) or "Chaîne intacte : toutes les empreintes se vérifient."
    shown = record.acts[-MOST_ACTS:]
    told: list[Block] = [
        Facts(
            (
                ("Actes au registre de la démarche", plural(seal.entries, "acte")),
                ("Dernier acte", f"n° {seal.number}, le {_moment(seal.at)}"),
                ("Empreinte du dernier acte", seal.seal or "–"),
                ("État", state),
            ),
            "Tête de la chaîne du registre",
        ),
        Note(
            "Comment vérifier",
            (
                "Chaque acte porte l'empreinte SHA-256 d'une liste au format JSON (clés triées, "
                "accents gardés) : démarche, numéro, instant en secondes, acte, auteur, détails, "
                "empreinte de l'acte précédent.",
                "Dans Balise, la page « Registre de la démarche » recalcule tout à chaque lecture, "
                "et l'y cherche une empreinte : celle ci-dessus doit s'y trouver. La commande "
                "« manage.py verify_register » répond de même, et l'export JSON du registre permet "
                "de refaire le calcul sans Balise.",
                "Une ligne modifiée, retirée ou ajoutée change son empreinte et toutes les "
                "suivantes : le premier acte qui ne correspond plus est nommé.",
            ),
        ),
        Table(
            header=("N°", "Date et heure", "Acte", "Auteur"),
            rows=tuple((str(act.number), stamp(act.at), act.sentence, act.actor) for act in shown),
            caption="Actes de cette consultation, hors ouvertures et envois de chaque structure",
            widths=(1, 4, 10, 4),
        ),
    ]
    if len(shown) < len(record.acts):
        left = len(record.acts) - len(shown)
        told.append(Paragraph(f"{plural(left, 'acte plus ancien')} se lit au registre."))
    return told


def stamp(at: datetime | None) -> str:
    """« 12/03/2027 14:05 », local and on one line; a dash when there is none."""
    return f"{timezone.localtime(at):%d/%m/%Y{NBSP}%H:%M}" if at else "–"


def _moment(at: datetime | None) -> str:
    return long_moment(timezone.localtime(at)) if at else "–"
