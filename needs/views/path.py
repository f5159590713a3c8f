"""The whole path of a project as a task list: how far, what is missing, why it matters."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse

from needs import scenarios
from needs.diagnosis import Diagnosis
from needs.models import Project
from needs.questions import State

_GAPS_SHOWN = 3
# What the app above writes of a project, by the name in its address.
_PROJECT_DOCUMENTS = {
    "diagnostic": "Rapport de diagnostic pour les élus",
    "convention": "Convention de groupement de commandes",
}


@dataclass(frozen=True)
class Task:
    """One step; `links` lead to what exists, `action` to the next thing to do (editors only)."""

    title: str
    state: State
    why: str
    missing: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    action: tuple[str, str] | None = None


def tasks(project: Project, diagnosis: Diagnosis, *, now: datetime) -> list[Task]:
    return [
        _diagnosis(project, diagnosis),
        _matching(project),
        _openings(project),
        _consultation(project, now),
        _tender(project),
        _documents(project),
        _training(project, now),
        _comments(project),
    ]


def _diagnosis(project: Project, diagnosis: Diagnosis) -> Task:
    gaps = [gap.what for gap in diagnosis.gaps[:_GAPS_SHOWN]]
    if len(diagnosis.gaps) > _GAPS_SHOWN:
        gaps.append(f"… et {len(diagnosis.gaps) - _GAPS_SHOWN} autres points.")
    state = State.DOING if diagnosis.sheets else State.TODO
    return Task(
        "Diagnostic commun",
        State.DONE if project.frozen_at else state,
        "Les volumes réunis décident de la procédure, des lots et de l'intérêt des fournisseurs.",
        gaps if diagnosis.sheets else ["Aucun besoin n'est encore déposé."],
        [("Voir le diagnostic", reverse("needs:diagnosis", args=[project.pk]))]
        + _comparison(project),
    )


def _comparison(project: Project) -> list[tuple[str, str]]:
    """Where the purchase has containers, or somebody began to compare them all the same."""
    if project.sector not in scenarios.sectors() and not project.scenarios.exists():
        return []
    address = reverse("needs:scenarios", args=[project.pk])
    return [("Comparer l'usage unique et le réemploi", address)]


def _matching(project: Project) -> Task:
    runs = list(project.match_runs.only("pk", "created_at", "project")[:3])
    address = reverse("suppliers:matches", args=[project.pk])
    return Task(
        "Fournisseurs et groupements",
        State.DONE if runs else State.TODO,
        "Qui pourrait répondre, seul ou à plusieurs, et avec quelles raisons.",
        [] if runs else ["Aucune recherche de fournisseurs n'a été lancée."],
        [(str(run), run.get_absolute_url()) for run in runs],
        ("Toutes les recherches" if runs else "Chercher des fournisseurs", address),
    )


def _openings(project: Project) -> Task:
    """Levers and lots: what opens the purchase to those who were found."""
    decided = project.lever_decisions.exists()
    return Task(
        "Leviers et lots",
        State.DOING if decided else State.TODO,
        "Réserver, allotir, ou demander des heures d'insertion : ce que les fournisseurs trouvés "
        "permettent, famille par famille.",
        [] if decided else ["Aucune décision n'est écrite ; le conseil se lit déjà."],
        [
            ("Leviers pour l'ESS", reverse("tenders:levers", args=[project.pk])),
            ("Lots proposés", reverse("tenders:allotment", args=[project.pk])),
        ],
    )


def _consultation(project: Project, now: datetime) -> Task:
    consultations = list(project.consultations.all())
    closed = [c for c in consultations if c.published_at and c.closes_at <= now]
    state = State.DOING if consultations else State.TODO
    return Task(
        "Consultation du marché",
        State.DONE if closed else state,
        "Le sourçage vérifie que le besoin est réalisable avant d'écrire les pièces (R2111-1).",
        [] if consultations else ["Aucune consultation n'est préparée."],
        [(c.title, reverse("tenders:consultation_manage", args=[c.pk])) for c in consultations],
        ("Préparer une consultation", reverse("tenders:consultation_create", args=[project.pk])),
    )


def _tender(project: Project) -> Task:
    tenders = list(project.tenders.all())
    return Task(
        "Marché",
        State.DOING if tenders else State.TODO,
        "Procédure, lots, critères et clauses, vérifiés contre le droit à la date du lancement.",
        [] if tenders else ["Le marché n'est pas encore ouvert."],
        [(tender.title, tender.get_absolute_url()) for tender in tenders],
        ("Préparer le marché", reverse("tenders:create", args=[project.pk])),
    )


def _documents(project: Project) -> Task:
    tenders = list(project.tenders.all())
    return Task(
        "Documents",
        State.DOING if tenders else State.TODO,
        "Les pièces en Word, à relire et à signer par vos soins.",
        [] if tenders else ["Les pièces du marché se produisent à partir d'un marché."],
        [
            *(
                (title, reverse("tenders:project_preview", args=[project.pk, kind]))
                for kind, title in _PROJECT_DOCUMENTS.items()
            ),
            *(
                (f"Documents : {tender.title}", reverse("tenders:documents", args=[tender.pk]))
                for tender in tenders
            ),
        ],
    )


def _training(project: Project, now: datetime) -> Task:
    sessions = list(project.training_sessions.with_dates())
    held = [s for s in sessions if s.is_published and s.ends_at and s.ends_at <= now]
    state = State.DOING if sessions else State.TODO
    figures = f"{reverse('training:figures')}?demarche={project.pk}"
    return Task(
        "Formation",
        State.DONE if held and len(held) == len(sessions) else state,
        "Sensibiliser les élus et les acheteurs, préparer les fournisseurs à répondre.",
        [f"Brouillon : {session.title}" for session in sessions if not session.is_published]
        if sessions
        else ["Aucune session n'est prévue."],
        [
            *((s.title, s.get_absolute_url()) for s in sessions if s.is_published),
            *([("Chiffres de la formation", figures)] if held else []),
        ],
        ("Préparer une session", f"{reverse('training:create')}?project={project.pk}"),
    )


def _comments(project: Project) -> Task:
    """What the team has still to settle among itself."""
    waiting = list(project.discussions.open()[: _GAPS_SHOWN + 1])
    settled = project.discussions.exists() and not waiting
    address = reverse("needs:discussions", args=[project.pk])
    return Task(
        "Commentaires de l'équipe",
        State.DOING if waiting else State.DONE if settled else State.TODO,
        "Les questions que l'équipe se pose sur une fiche, une clause, un document.",
        [
            *(f"À régler : {thread.about}" for thread in waiting[:_GAPS_SHOWN]),
            *(["… et d'autres fils ouverts."] if len(waiting) > _GAPS_SHOWN else []),
        ],
        [("Lire et écrire les commentaires", address)],
    )
