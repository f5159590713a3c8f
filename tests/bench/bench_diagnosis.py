"""A joint diagnosis of 95 municipalities and 600 sites: time, queries and weight of its pages."""

from __future__ import annotations

import statistics
import time

from django.conf import settings
from django.core.management import call_command
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.needs.joint_diagnosis import Joint, build

ROUNDS = 7


def main() -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    joint = build(95, 600)
    began = time.process_time()
    result = joint.project.diagnosis()
    spent = (time.process_time() - began) * 1000
    print(f"{len(result.members)} membres, {len(result.sites)} sites ; calcul : {spent:.0f} ms CPU")
    client = Client()
    client.force_login(joint.officer)
    print(f"{'page':28}{'ms CPU':>8}{'requêtes':>10}{'ko':>7}")
    for name, address in pages(joint):
        milliseconds, queries, size = measure(client, address)
        print(f"{name:28}{milliseconds:8.0f}{queries:10}{size / 1000:7.0f}")


def pages(joint: Joint) -> list[tuple[str, str]]:
    project = joint.project.pk
    return [
        ("diagnostic", reverse("needs:diagnosis", args=[project])),
        ("diagnostic, sites", reverse("needs:diagnosis_sites", args=[project])),
        ("diagnostic, membres", reverse("needs:diagnosis_members", args=[project])),
        ("diagnostic, réponses", reverse("needs:diagnosis_answers", args=[project, "loss_rate"])),
        ("diagnostic, éléments lus", reverse("needs:diagnosis_facts", args=[project])),
        ("diagnostic, manques", reverse("needs:diagnosis_gaps", args=[project])),
        ("démarche", joint.project.get_absolute_url()),
        ("registre", reverse("needs:register", args=[project])),
        ("plus grande fiche", joint.sheet.get_absolute_url()),
        ("équipe de la fiche", reverse("needs:team", args=[joint.sheet.pk])),
        ("mes besoins", reverse("needs:index")),
    ]


def measure(client: Client, address: str) -> tuple[float, int, int]:
    """(median CPU milliseconds, queries, bytes) of a page, once warm."""
    reset_queries()
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    spent = []
    for _ in range(ROUNDS):
        began = time.process_time()
        client.get(address)
        spent.append((time.process_time() - began) * 1000)
    return statistics.median(spent), len(captured), len(answer.content)
