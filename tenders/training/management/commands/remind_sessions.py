"""Reminders before a session, evaluation after it; to run every day, or every hour."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from tenders.training import running


class Command(BaseCommand):
    help = "Rappelle les sessions à 7 jours et à la veille, et envoie l'évaluation, une seule fois."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        queued = running.remind_all(now=now)
        running.send_again(now=now)
        self.stdout.write(f"{queued} messages écrits")
