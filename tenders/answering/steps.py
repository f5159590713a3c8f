"""The path of an answer: understand, decide, prepare, send; what is missing and why it matters."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from procurement.typography import plural
from tenders.answering.models import Decision
from tenders.answering.prepared import Prepared

LABELS = {"todo": "à faire", "doing": "en cours", "done": "fait"}


@dataclass(frozen=True)
class Step:
    id: str
    title: str
    url: str
    state: str
    missing: str

    @property
    def state_label(self) -> str:
        return LABELS[self.state]


def path_of(prepared: Prepared) -> list[Step]:
    return [_understand(prepared), _decide(prepared), _prepare(prepared), _send(prepared)]


def _step(prepared: Prepared, id: str, title: str, state: str, missing: str) -> Step:
    url = reverse(f"answering:{id}", args=[prepared.preparation.pk])
    return Step(id, title, url, state, missing)


def _understand(prepared: Prepared) -> Step:
    call = prepared.call
    if len(call.lots) > 1 and not prepared.lots:
        return _step(
            prepared, "understand", "Comprendre", "todo",
            f"Choisissez vos lots parmi {len(call.lots)} : le conseil, les heures et le plan en "
            "dépendent.",
        )  # fmt: skip
    if call.unknown:
        told = plural(len(call.unknown), "point du dossier reste", "points du dossier restent")
        return _step(
            prepared, "understand", "Comprendre", "doing", f"{told} à demander à l'acheteur."
        )
    return _step(prepared, "understand", "Comprendre", "done", "")


def _decide(prepared: Prepared) -> Step:
    if prepared.preparation.decision != Decision.OPEN:
        return _step(prepared, "decide", "Décider", "done", "")
    return _step(
        prepared, "decide", "Décider", "todo",
        f"Conseil : {prepared.advice.verdict.label.lower()}. Décidez tôt : répondre coûte "
        f"{plural(round(prepared.effort.hours), 'heure')}.",
    )  # fmt: skip


def _prepare(prepared: Prepared) -> Step:
    tasks = list(prepared.preparation.tasks.all())
    late = sum(task.is_late(prepared.today) for task in tasks)
    left = sum(task.done_at is None for task in tasks)
    said = []
    if prepared.open_points:
        said.append(f"{plural(prepared.open_points, 'point')} du mémoire à écrire")
    if left:
        said.append(f"{plural(left, 'tâche')} à finir")
    if late:
        said.append(f"{late} en retard")
    begun = prepared.preparation.said or left < len(tasks)
    state = "done" if not said else "doing" if begun else "todo"
    return _step(prepared, "prepare", "Préparer", state, ", ".join(said))


def _send(prepared: Prepared) -> Step:
    if prepared.preparation.decision == Decision.SENT:
        return _step(prepared, "send", "Déposer", "done", "")
    over = [fact.value for fact in prepared.expiring if fact.is_over(prepared.due_on)]
    missing = "Le dépôt se fait sur le profil d'acheteur, la veille de la date limite."
    if over:
        told = plural(len(over), "document expire", "documents expirent")
        missing = f"{told} avant la date limite. {missing}"
    return _step(prepared, "send", "Déposer", "todo", missing)
