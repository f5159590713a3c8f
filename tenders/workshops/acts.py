"""The acts of a workshop as French sentences of the project's register."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from procurement.typography import NBSP, join_words, long_moment, plural

_KEPT = {"taken": "prise en compte", "adapted": "prise en compte en partie", "refused": "écartée"}


def _announced(facts: Mapping[str, Any]) -> str:
    said = (
        f"L'atelier {_named(facts)}, le {_moment(facts['starts_at'])}, est annoncé à "
        f"{plural(len(facts['told']), 'structure')}, toutes ensemble{NBSP}: "
        f"{join_words(facts['told'])}."
    )
    if facts["networks"]:
        said += f" Réseaux informés{NBSP}: {join_words(facts['networks'])}."
    return f"{said} Délai court, car{NBSP}: {facts['reason']}" if facts["reason"] else said


def _moved(facts: Mapping[str, Any]) -> str:
    return (
        f"L'atelier {_named(facts)} passe, pour tous, du {_moment(facts['before'])} au "
        f"{_moment(facts['starts_at'])} ({facts['where']}). Motif{NBSP}: {facts['reason']}"
    )


def _attended(facts: Mapping[str, Any]) -> str:
    said = (
        f"Présence à l'atelier {_named(facts)}{NBSP}: "
        f"{plural(facts['people'], 'personne')} de {plural(len(facts['present']), 'structure')} "
        f"({join_words(facts['present']) or 'aucune'})"
    )
    if facts["hosts"]:
        said += f"{NBSP}; côté acheteurs{NBSP}: {join_words(facts['hosts'])}"
    if facts["absent"]:
        said += f"{NBSP}; inscrites et absentes{NBSP}: {join_words(facts['absent'])}"
    return f"{said}."


def _minutes_published(facts: Mapping[str, Any]) -> str:
    return (
        f"Le compte rendu de l'atelier {_named(facts)} "
        f"({plural(len(facts['points']), 'point')}) est publié pour tous, présents et absents. "
        f"Corrections reçues jusqu'au {_moment(facts['corrections_until'])}."
    )


def _correction_answered(facts: Mapping[str, Any]) -> str:
    return (
        f"Correction {_KEPT[facts['outcome']]} au compte rendu de l'atelier {_named(facts)}"
        f"{NBSP}: «{NBSP}{facts['correction']}{NBSP}». Motif{NBSP}: {facts['reason']}"
    )


def _named(facts: Mapping[str, Any]) -> str:
    return f"«{NBSP}{facts['subject']}{NBSP}»"


def _moment(stored: str) -> str:
    return long_moment(timezone.localtime(datetime.fromisoformat(stored)))


SENTENCES: dict[str, str | Callable[[Mapping[str, Any]], str]] = {
    "workshop_announced": _announced,
    "workshop_newcomers_told": lambda facts: (
        f"L'atelier {_named(facts)} est annoncé, avec le même texte, à des structures invitées "
        f"depuis{NBSP}: {join_words(facts['told'])}."
    ),
    "workshop_reminded": lambda facts: (
        f"L'atelier {_named(facts)} est rappelé à {plural(len(facts['told']), 'structure')}, "
        "toutes ensemble."
    ),
    "workshop_moved": _moved,
    "workshop_cancelled": "L'atelier «\u00a0{subject}\u00a0» est annulé, pour tous. "
    "Motif\u00a0: {reason}",
    "workshop_document_added": "Le document «\u00a0{document}\u00a0» est joint à l'atelier "
    "«\u00a0{subject}\u00a0»\u00a0; tous en sont avertis.",
    "workshop_opened": "La page de l'atelier «\u00a0{subject}\u00a0» est ouverte.",
    "workshop_registered": lambda facts: (
        f"Inscription à l'atelier {_named(facts)} ({plural(facts['people'], 'personne')})."
    ),
    "workshop_withdrawn": lambda facts: (
        f"Désinscription de l'atelier {_named(facts)} "
        f"({plural(facts['people'], 'personne')} encore)."
    ),
    "workshop_attended": _attended,
    "workshop_minutes_published": _minutes_published,
    "workshop_correction_asked": "Correction demandée au compte rendu de l'atelier "
    "«\u00a0{subject}\u00a0»\u00a0: {correction}",
    "workshop_correction_answered": _correction_answered,
    "workshop_minutes_closed": lambda facts: (
        f"Le compte rendu de l'atelier {_named(facts)} est clos et publié pour tous "
        f"(empreinte {facts['digest'][:12]})."
    ),
    "workshop_document_exported": "La pièce «\u00a0{document}\u00a0» de l'atelier "
    "«\u00a0{subject}\u00a0» est téléchargée.",
}
