"""The acts of a project's register as French sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from needs import rights
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
    "member_left": "« {member} » ne participe plus à la démarche.",
    "need_left": "Le besoin « {need} » de {member} quitte le diagnostic.",
    "need_created": "Le besoin « {need} » est déposé pour {member}.",
    "need_joined": "Le besoin « {need} » de {member} rejoint le diagnostic.",
    "text_changed": "Le texte du besoin « {need} » de {member} est modifié.",
    "need_validated": lambda facts: (
        f"La fiche « {facts['need']} » de {facts['member']} est validée{_decided(facts)}."
    ),
    "need_sent_back": "La fiche « {need} » de {member} est renvoyée. Motif : {reason}",
    "contributor_invited": "{person} est invité à contribuer à « {need} » de {member}.",
    "contributor_joined": "{person} contribue à « {need} » de {member}.",
    "contributor_removed": "{person} ne contribue plus à « {need} » de {member}.",
    "teammate_named": lambda facts: (
        f"{facts['person']} entre dans l'équipe avec le droit de {_right(facts['right'])}."
    ),
    "teammate_joined": lambda facts: (
        f"{facts['person']} rejoint l'équipe avec le droit de {_right(facts['right'])}."
    ),
    "teammate_right": lambda facts: (
        f"Le droit de {facts['person']} passe de « {_right(facts['before'])} » à "
        f"« {_right(facts['right'])} »."
    ),
    "teammate_withdrawn": "{person} n'a plus accès à la démarche.",
    "lead_right": lambda facts: (
        f"Le droit des agents de {facts['lead']} non nommés passe de "
        f"« {_right(facts['before'])} » à « {_right(facts['right'])} »."
    ),
    "project_changed": lambda facts: f"La démarche est modifiée : {join_words(facts['fields'])}.",
    "discussion_started": "Un fil de commentaires de l'équipe s'ouvre sur : {about}.",
    "discussion_resolved": "Le fil de commentaires sur « {about} » est réglé.",
    "discussion_reopened": "Le fil de commentaires sur « {about} » est rouvert.",
    "register_exported": "Le registre est téléchargé ({format}), {rows} actes.",
    "owner_named": "{person} devient responsable de la démarche et compose son équipe.",
    "responsible_named": "{person} répond de « {need} » de {member} et valide la fiche.",
    "facts_decided": lambda facts: (
        f"Tout ce que Balise a lu dans « {facts['need']} » de {facts['member']} "
        f"est décidé{_decided(facts)}."
    ),
    "joint_purchase_chosen": (
        "Le groupement de commandes est précisé : le coordonnateur doit {mission} ; commission "
        "d'appel d'offres : {committee}."
    ),
    "scenario_created": "Le scénario « {scenario} » est ouvert.",
    "scenario_removed": "Le scénario « {scenario} » est retiré.",
    "scenario_changed": "Le scénario « {scenario} » est modifié.",
    "purchase_facts_changed": "Les faits de l'achat envisagé (montant, durée, main-d'œuvre) sont "
    "modifiés.",
    "lever_decided": "Levier décidé pour les {family} : {lever} (conseil : {advised}). "
    "Motif : {reason}",
    "diagnosis_frozen": lambda facts: (
        f"Le diagnostic est figé avec {plural(facts['sheets'], 'fiche')}{_totals(facts)}."
    ),
    "table_imported": lambda facts: (
        f"{plural(facts['lines'], 'ligne')} du fichier « {facts['file']} » : "
        f"{' ; '.join(map(_imported, facts['sheets']))}."
    ),
    "programme_imported": lambda facts: (
        f"{plural(facts['lines'], 'besoin')} du programme d'achats « {facts['file']} » "
        "rejoignent le diagnostic."
    ),
    "import_undone": lambda facts: (
        f"L'import du fichier « {facts['file']} » est annulé"
        + (
            f", sauf {plural(facts['left'], 'élément modifié', 'éléments modifiés')} depuis."
            if facts["left"]
            else "."
        )
    ),
}

# By what an act is about: (in words, how the names of its acts begin); apps above add theirs.
FAMILIES: dict[str, tuple[str, tuple[str, ...]]] = {
    "team": ("équipe et autorités membres", ("teammate_", "lead_right", "owner_", "member_")),
    "needs": (
        "fiches et diagnostic",
        ("need_", "text_", "contributor_", "responsible_", "facts_", "diagnosis_", "table_",
         "programme_", "import_", "scenario_", "joint_purchase_", "project_changed"),
    ),
    "comments": ("commentaires de l'équipe", ("discussion_",)),
    "register": ("registre", ("register_",)),
}  # fmt: skip


def family_of(act: str) -> str:
    """In words, what the act is about."""
    for label, beginnings in FAMILIES.values():
        if act.startswith(beginnings):
            return label
    return "autres actes"


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


def _imported(sheet: Mapping[str, Any]) -> str:
    """« « Contenants » de Lille, 3 sites ajoutés, 1 volume modifié (Bacs : 300 → 320) »."""
    told = [
        plural(sheet["counts"][part][state], f"{one} {word}", f"{one}s {word}s")
        for part, one in (("sites", "site"), ("volumes", "volume"))
        for state, word in (("added", "ajouté"), ("changed", "modifié"))
        if sheet["counts"][part][state]
    ]
    changes = f" ({' ; '.join(sheet['changes'])})" if sheet["changes"] else ""
    return f"« {sheet['need']} » de {sheet['member']}, {join_words(told) or 'inchangée'}{changes}"


def _right(right: str) -> str:
    return rights.LABELS.get(right, right)


def _decided(facts: Mapping[str, Any]) -> str:
    counts = facts.get("decisions") or {}
    told = [plural(counts[key], *words) for key, words in _DECISIONS.items() if counts.get(key)]
    return f" : {join_words(told)}" if told else ""


def _totals(facts: Mapping[str, Any]) -> str:
    totals = facts.get("totals") or []
    return f" ; {' ; '.join(totals)}" if totals else ""
