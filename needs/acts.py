"""The acts of a project's register as French sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from procurement.typography import join_words, plural

_DECISIONS = {
    "confirmed": ("confirmé", "confirmés"),
    "corrected": ("corrigé", "corrigés"),
    "rejected": ("écarté", "écartés"),
    "proposed": ("laissé à décider", "laissés à décider"),
}

# « {…} » are facts of the entry; apps above add theirs when they start.
# An act absent from here still reads, see `sentence`.
SENTENCES: dict[str, str | Callable[[Mapping[str, Any]], str]] = {
    "member_joined": "« {member} » participe à la démarche.",
    "need_created": "Le besoin « {need} » est déposé pour {member}.",
    "need_joined": "Le besoin « {need} » de {member} rejoint le diagnostic.",
    "text_changed": "Le texte du besoin « {need} » de {member} est modifié.",
    "need_validated": lambda facts: (
        f"La fiche « {facts['need']} » de {facts['member']} est validée{_decided(facts)}."
    ),
    "facts_decided": lambda facts: (
        f"Tout ce que Balise a lu dans « {facts['need']} » de {facts['member']} "
        f"est décidé{_decided(facts)}."
    ),
    "purchase_facts_changed": "Les faits de l'achat envisagé (montant, durée, main-d'œuvre) sont "
    "modifiés.",
    "lever_decided": "Levier décidé pour les {family} : {lever} (conseil : {advised}). "
    "Motif : {reason}",
    "diagnosis_frozen": lambda facts: (
        f"Le diagnostic est figé avec {plural(facts['sheets'], 'fiche')}{_totals(facts)}."
    ),
}


def sentence(act: str, facts: Mapping[str, Any]) -> str:
    """What happened; an act nobody wrote a sentence for shows its name and its facts."""
    wording = SENTENCES.get(act)
    try:
        if callable(wording):
            return wording(facts)
        if wording:
            return wording.format_map(facts)
    except KeyError:
        pass  # an entry of an older version: its facts are shown as they are
    return _as_it_is(act, facts)


def _as_it_is(act: str, facts: Mapping[str, Any]) -> str:
    named = act.replace("_", " ").capitalize()
    told = " ; ".join(f"{name.replace('_', ' ')} : {value}" for name, value in facts.items())
    return f"{named} ({told})." if told else f"{named}."


def _decided(facts: Mapping[str, Any]) -> str:
    counts = facts.get("decisions") or {}
    told = [plural(counts[key], *words) for key, words in _DECISIONS.items() if counts.get(key)]
    return f" : {join_words(told)}" if told else ""


def _totals(facts: Mapping[str, Any]) -> str:
    totals = facts.get("totals") or []
    return f" ; {' ; '.join(totals)}" if totals else ""
