"""The acts of a consultation or a tender as French sentences of the project's register."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from procurement.typography import NBSP, join_words, long_moment, plural

_OUTCOMES = {"accepted": "retenue", "adapted": "adaptée", "refused": "écartée"}


def _invited(facts: Mapping[str, Any]) -> str:
    names = join_words(facts["invited"])
    said = f"{plural(len(facts['invited']), 'structure invitée', 'structures invitées')} à "
    said += f"«{NBSP}{facts['title']}{NBSP}», toutes ensemble{NBSP}: {names}."
    if not facts["left_out"]:
        return said
    return (
        f"{said} Non invitées{NBSP}: {join_words(facts['left_out'])}, car{NBSP}: {facts['reason']}"
    )


def _reminded(facts: Mapping[str, Any]) -> str:
    count = plural(len(facts["reminded"]), "structure relancée", "structures relancées")
    return f"{count} pour «{NBSP}{facts['title']}{NBSP}»{NBSP}: {join_words(facts['reminded'])}."


def _messages_sent(facts: Mapping[str, Any]) -> str:
    told = f"{plural(len(facts['to']), 'message part', 'messages partent')} ({facts['kind']}) "
    return f"{told}pour «{NBSP}{facts['title']}{NBSP}»{NBSP}: {join_words(facts['to'])}."


def _published(facts: Mapping[str, Any]) -> str:
    return (
        f"La consultation «{NBSP}{facts['title']}{NBSP}» est publiée avec "
        f"{plural(len(facts['questions']), 'question')}, pour tous, du "
        f"{_moment(facts['opens_at'])} au {_moment(facts['closes_at'])}."
    )


def _extended(facts: Mapping[str, Any]) -> str:
    return (
        f"La clôture de «{NBSP}{facts['title']}{NBSP}» passe, pour tous, du "
        f"{_moment(facts['before'])} au {_moment(facts['closes_at'])}."
    )


def _decided(facts: Mapping[str, Any]) -> str:
    return (
        f"Proposition {_OUTCOMES[facts['outcome']]}{NBSP}: «{NBSP}{facts['proposal']}{NBSP}». "
        f"Motif{NBSP}: {facts['reason']}"
    )


def _concluded(facts: Mapping[str, Any]) -> str:
    said = f"Le bilan de «{NBSP}{facts['title']}{NBSP}» est envoyé à tous les invités."
    undecided = facts.get("undecided")
    return f"{said} Propositions sans décision{NBSP}: {undecided}" if undecided else said


def _commented(facts: Mapping[str, Any]) -> str:
    thread = f"le fil de «{NBSP}{facts['clause']}{NBSP}»"
    if facts["secret"]:
        return f"Commentaire confidentiel reçu dans {thread} (empreinte {facts['comment']})."
    return f"Commentaire reçu dans {thread}{NBSP}: {facts['comment']}"


def _thread_extended(facts: Mapping[str, Any]) -> str:
    return (
        f"Le fil de «{NBSP}{facts['clause']}{NBSP}» reste ouvert, pour tous, jusqu'au "
        f"{_moment(facts['closes_at'])}."
    )


def _clauses_added(facts: Mapping[str, Any]) -> str:
    return f"Clauses ajoutées au marché {facts['tender']} : {join_words(facts['clauses'])}."


def _package_exported(facts: Mapping[str, Any]) -> str:
    said = f"Toutes les pièces du marché {facts['tender']} sont téléchargées"
    return f"{said} (dossier n°{NBSP}{facts['number']})." if "number" in facts else f"{said}."


def _return_decided(facts: Mapping[str, Any]) -> str:
    said = [
        f" {word} : {join_words(facts[name])}."
        for word, name in (("Repris", "accepted"), ("Refusé", "refused"))
        if facts[name]
    ]
    return (
        f"Le fichier {facts['file']} est relu pour la pièce « {facts['document']} » du marché "
        f"{facts['tender']}.{''.join(said) or ' Rien de décidé.'}"
    )


def _marks_read(facts: Mapping[str, Any]) -> str:
    """How many offers, never their names nor their marks: the whole project reads the register."""
    lots = [f"lot {lot}" for lot in facts["lots"]]
    where = f", {join_words(lots)}" if lots else ""
    return (
        f"Une grille d'analyse du marché {facts['tender']} est lue{where}{NBSP}: "
        f"{plural(facts['offers'], 'offre notée', 'offres notées')} (empreinte "
        f"{facts['digest'][:12]})."
    )


def _moment(stored: str) -> str:
    return long_moment(timezone.localtime(datetime.fromisoformat(stored)))


# « {…} » are facts of the entry, as in `needs.acts`, whose table these join.
SENTENCES: dict[str, str | Callable[[Mapping[str, Any]], str]] = {
    "consultation_published": _published,
    "consultation_extended": _extended,
    "consultation_concluded": _concluded,
    "tender_told": "Le marché qui suit «\u00a0{title}\u00a0» est annoncé à tous\u00a0: {url}",
    "proposal_decided": _decided,
    "suppliers_invited": _invited,
    "suppliers_reminded": _reminded,
    "open_call_joined": "Une structure demande son lien pour «\u00a0{title}\u00a0» "
    "par l'appel ouvert.",
    "invitation_opened": "La lecture de l'invitation à «\u00a0{title}\u00a0» est confirmée, "
    "par un premier acte.",
    "invitation_renewed": "Le lien de {invited} pour «\u00a0{title}\u00a0» est remplacé.",
    "decision_carried": "Le texte retenu après la consultation est repris dans la clause {clause} "
    "du marché {tender}.",
    "clause_commented": _commented,
    "thread_answered": "Réponse à tous dans le fil de «\u00a0{clause}\u00a0»\u00a0: {answer}",
    "thread_extended": _thread_extended,
    "comment_published": "Commentaire relu et publié dans le fil de "
    "«\u00a0{clause}\u00a0»\u00a0: {comment}",
    "comment_withheld": "Commentaire retiré du fil de «\u00a0{clause}\u00a0». "
    "Motif\u00a0: {reason}",
    "link_replaced": "Le lien reçu pour «\u00a0{title}\u00a0» est remplacé à la demande de qui "
    "le tient\u00a0; le neuf part à l'adresse invitée.",
    "question_asked": "Question posée sur «\u00a0{title}\u00a0»\u00a0: {question}",
    "question_answered": "Réponse publiée pour tous sur «\u00a0{title}\u00a0». {question} {answer}",
    "contribution_sent": "Réponse à «\u00a0{title}\u00a0» envoyée (envoi "
    "n°\u00a0{number}, empreinte {content_digest}).",
    "answers_read": "Les réponses à «\u00a0{title}\u00a0» sont lues par cette personne pour la "
    "première fois.",
    "messages_sent": _messages_sent,
    "consultation_prepared": "La consultation «\u00a0{title}\u00a0» est préparée.",
    "consultation_changed": "Le brouillon de «\u00a0{title}\u00a0» est modifié\u00a0: {what}.",
    "group_changed": "Dans le groupement «\u00a0{group}\u00a0», qui a répondu à "
    "«\u00a0{title}\u00a0»\u00a0: {change}.",
    "sourcing_report_exported": "Le rapport de sourçage de «\u00a0{title}\u00a0» est téléchargé.",
    "answers_exported": "Les réponses à «\u00a0{title}\u00a0» sont exportées.",
    "tender_created": "Le marché {tender} est ouvert : {title}.",
    "tender_changed": "Le marché {tender} est modifié.",
    "lots_changed": "Les lots du marché {tender} sont modifiés.",
    "lots_adopted": "Les lots du marché {tender} sont repris de la proposition « {cut} ».",
    "criteria_changed": "Les critères du marché {tender} sont modifiés.",
    "clauses_added": _clauses_added,
    "clause_changed": "La clause {clause} du marché {tender} est réglée.",
    "clause_removed": "La clause {clause} est retirée du marché {tender}.",
    "document_returned": "La pièce « {document} » du marché {tender} revient de Word : {file} "
    "(empreinte {sha256}).",
    "return_decided": _return_decided,
    "return_undone": "Ce qui venait du fichier {file} est annulé dans le marché {tender}.",
    "edit_removed": "Une retouche de la pièce « {document} » du marché {tender} est retirée.",
    "document_exported": "La pièce « {document} » du marché {tender} est téléchargée.",
    "project_document_exported": "La pièce « {document} » de la démarche est téléchargée.",
    "lot_awarded": "L'attribution du marché n°\u00a0{contract} ({tender}) est enregistrée.",
    "essential_data_exported": "Les données essentielles du marché {tender} sont téléchargées.",
    "house_style_taken": "Les pièces prennent le style du document « {file} ».",
    "house_style_left": "Les pièces reprennent le style de Balise.",
    "package_exported": _package_exported,
    "marks_read": _marks_read,
    "points_said": "Les points à compléter des pièces du marché {tender} sont modifiés.",
}
FAMILIES: dict[str, tuple[str, tuple[str, ...]]] = {
    "consultation": (
        "consultation des fournisseurs",
        ("consultation_", "suppliers_", "open_call_", "invitation_", "question_", "message",
         "contribution_", "answers_", "proposal_", "workshop_", "thread_", "comment_", "link_",
         "clause_commented", "decision_", "group_", "sourcing_"),
    ),
    "tender": (
        "marché et documents",
        ("tender_", "lots_", "lot_", "criteria_", "clause", "document_", "return_", "edit_",
         "project_document_", "package_", "house_", "essential_", "marks_", "points_"),
    ),
    "openings": ("leviers", ("lever_", "purchase_")),
}  # fmt: skip
