"""Erase the names of old sessions and keep their figures; to run every day."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from tenders.training import retention


class Command(BaseCommand):
    help = (
        "Efface les inscriptions des sessions terminées depuis plus de 12 mois (les chiffres "
        "restent) et les demandes jamais confirmées."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="dire ce qui serait effacé, sans rien effacer"
        )

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        now = timezone.now()
        for session in retention.due(now=now):
            names = session.registrations.count()
            if not dry_run:
                retention.forget(session, now=now)
            self.stdout.write(f"{session.title} : {names} inscriptions")
        if not dry_run:
            self.stdout.write(f"{retention.unconfirmed(now=now)} demandes non confirmées")
