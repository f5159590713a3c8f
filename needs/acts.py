"""The acts of a project's register as French sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from procurement.typography import join_words, plural

_NAMED = 8
_DECISIONS = {
    "confirmed": ("confirmé", "confirmés"),
    "corrected": ("corrigé", "corrigés"),
    "rejected": ("écarté", "écartés"),
    "proposed": ("laissé à décider", "laissés à décider"),
}

# « {…} » are facts of the entry; an act absent from here still reads, see `sentence`.
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
    "diagnosis_frozen": lambda facts: (
        f"Le diagnostic est figé avec {plural(facts['sheets'], 'fiche')}{_totals(facts)}."
    ),
    # Acts of the parts built on the diagnosis: this app knows their words, not their code.
    "match_run": "Une recherche de fournisseurs est lancée ; ses poids et son résultat sont gardés.",
    "consultation_published": "La consultation « {title} » est publiée.",
    "consultation_extended": "La clôture de la consultation « {title} » est reportée.",
    "consultation_concluded": "Le bilan de la consultation « {title} » est envoyé à tous.",
    "suppliers_invited": lambda facts: (
        f"Invités à la consultation « {facts['title']} » : {_named(facts['invited'])}."
    ),
    "suppliers_reminded": lambda facts: (
        f"Relancés pour la consultation « {facts['title']} » : {_named(facts['reminded'])}."
    ),
    "invitation_opened": "Le lien de la consultation « {title} » est ouvert.",
    "invitation_renewed": "Un nouveau lien remplace celui de {invited} (« {title} »).",
    "open_call_joined": "Une structure rejoint la consultation « {title} » par l'appel ouvert.",
    "contribution_sent": "Une contribution à la consultation « {title} » est envoyée.",
    "question_asked": "Une question est posée sur la consultation « {title} » : {question}",
    "question_answered": "Une réponse est publiée pour tous (« {title} ») : {question}",
    "proposal_decided": "Une proposition est tranchée (« {title} ») : {proposal}",
    "answers_exported": "Les réponses à la consultation « {title} » sont exportées.",
    "tender_created": "Le marché {tender} est ouvert : {title}.",
    "tender_changed": "Le marché {tender} est modifié.",
    "clauses_added": lambda facts: (
        f"Le marché {facts['tender']} reçoit {plural(len(facts['clauses']), 'clause')} : "
        f"{_named(facts['clauses'])}."
    ),
    "clause_changed": "La clause {clause} du marché {tender} est réglée.",
    "clause_removed": "La clause {clause} est retirée du marché {tender}.",
    "document_exported": "La pièce « {document} » du marché {tender} est téléchargée.",
    "package_exported": "Toutes les pièces du marché {tender} sont téléchargées.",
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


def _named(names: list[str]) -> str:
    """The first few by name, then how many more."""
    more = len(names) - _NAMED
    others = [f"{more} autres"] if more > 1 else names[_NAMED:]
    return join_words([*names[:_NAMED], *others]) or "personne"


def _totals(facts: Mapping[str, Any]) -> str:
    totals = facts.get("totals") or []
    return f" ; {' ; '.join(totals)}" if totals else ""
