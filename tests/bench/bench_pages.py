"""The main pages on the reference case: time, queries and weight, beside a page without data."""

from __future__ import annotations

import statistics
import time

from django.conf import settings
from django.core.management import call_command
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from procurement.accounts.models import User
from tenders.reference_case import load

ROUNDS = 15


def main() -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    project = load()
    tender, run = project.tenders.get(), project.match_runs.first()
    consultation, need = project.consultations.get(), project.needs.first()
    client = Client()
    client.force_login(User.objects.get(email="animatrice@demo.balise.example.org"))
    pages = [
        ("page sans données", reverse("accessibility")),
        ("accueil", reverse("home")),
        ("tableau de bord", reverse("dashboard")),
        ("besoin lu", need.get_absolute_url()),
        ("démarche", project.get_absolute_url()),
        ("diagnostic", reverse("needs:diagnosis", args=[project.pk])),
        ("registre", reverse("needs:register", args=[project.pk])),
        ("fournisseurs", reverse("suppliers:index")),
        ("classement", run.get_absolute_url()),
        ("consultation", consultation.get_absolute_url()),
        ("suivi", reverse("tenders:consultation_manage", args=[consultation.pk])),
        ("bibliothèque de clauses", reverse("tenders:clauses")),
        ("marché", tender.get_absolute_url()),
        ("clauses du marché", reverse("tenders:tender_clauses", args=[tender.pk])),
        ("contrôles", reverse("tenders:checks", args=[tender.pk])),
        ("aperçu du RC", reverse("tenders:preview", args=[tender.pk, "rc"])),
    ]
    print(f"{'page':26}{'ms (médiane)':>14}{'ratio':>8}{'requêtes':>10}{'ko':>7}")
    bare = 0.0
    for name, address in pages:
        milliseconds, queries, size = measure(client, address)
        bare = bare or milliseconds
        ratio = milliseconds / bare
        print(f"{name:26}{milliseconds:14.1f}{ratio:8.1f}{queries:10}{size / 1000:7.0f}")


def measure(client: Client, address: str) -> tuple[float, int, int]:
    """(median milliseconds, queries, bytes) of a page, once warm."""
    reset_queries()  # the log keeps the last nine thousand only
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    spent = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        client.get(address)
        spent.append((time.perf_counter() - begun) * 1000)
    return statistics.median(spent), len(captured), len(answer.content)
