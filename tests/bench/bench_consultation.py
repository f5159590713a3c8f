"""500 suppliers save and send their answer at once: what was acknowledged is there, once."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from needs.models import Project, RegisterEntry
from procurement.accounts.models import Organisation
from tenders.models import (
    ConsultationQuestion,
    Contribution,
    Draft,
    Given,
    Invitation,
    MarketConsultation,
    Submission,
)

SUPPLIERS = 500
WORKERS = 8


def main() -> None:
    call_command("migrate", verbosity=0)
    questions, invitations = prepare()
    started = time.perf_counter()
    with ThreadPoolExecutor(WORKERS) as pool:
        seconds = sorted(pool.map(lambda i: answer(i, questions), invitations))
    elapsed = time.perf_counter() - started
    kept = Submission.objects.filter(contribution__invitation__in=invitations)
    whole = RegisterEntry.objects.first_broken(invitations[0].consultation.project) is None
    print(f"base                     {connection.vendor}, {WORKERS} écrivains")
    print(f"réponses acquittées      {len(seconds)} sur {SUPPLIERS} en {elapsed:.1f} s")
    print(f"réponses en base         {kept.count()}")
    print(f"contributions distinctes {kept.values('contribution').distinct().count()}")
    print(f"médiane / p95 / pire     {_at(seconds, 50)} / {_at(seconds, 95)} / {_at(seconds, 100)}")
    print(f"registre intact          {'oui' if whole else 'non'}")


def prepare() -> tuple[list[ConsultationQuestion], list[Invitation]]:
    now = timezone.now()
    lead = Organisation.objects.create(name="Métropole d'essai", kind="EPCI")
    project = Project.objects.create(reference=f"charge-{now:%H%M%S%f}", title="Essai", lead=lead)
    consultation = MarketConsultation.objects.create(
        project=project,
        title="Dernière minute",
        brief="Essai de charge.",
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=1),
        published_at=now,
    )
    questions = ConsultationQuestion.objects.bulk_create(
        ConsultationQuestion(consultation=consultation, position=n, kind="text", label=f"Q{n}")
        for n in range(10)
    )
    invitations = Invitation.objects.bulk_create(
        Invitation(consultation=consultation, name=f"S{n}", email=f"s{n}@example.org")
        for n in range(SUPPLIERS)
    )
    return questions, invitations


def answer(invitation: Invitation, questions: list[ConsultationQuestion]) -> float:
    """Save and send, as the page does; the seconds until both are acknowledged."""
    started = time.perf_counter()
    contribution, _ = Contribution.objects.get_or_create(invitation=invitation)
    given = {question.pk: Given(f"réponse de {invitation.name}") for question in questions}
    contribution.save_draft(Draft("alone", "", given), version=1, now=timezone.now())
    contribution.send(version=2, now=timezone.now())
    return time.perf_counter() - started


def _at(ordered: list[float], percent: int) -> str:
    index = min(len(ordered) - 1, len(ordered) * percent // 100)
    return f"{ordered[index] * 1000:.0f} ms"
