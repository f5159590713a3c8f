"""Erase the tables that people sent and left, and the rows refused long ago; to run every day."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from procurement.typography import plural
from suppliers.models import Intake


class Command(BaseCommand):
    help = "Efface les tableaux envoyés sans suite et les lignes refusées depuis plus de 30 jours."

    def handle(self, *args: Any, **options: Any) -> None:
        count = Intake.objects.forget(at=timezone.now())
        self.stdout.write(f"{plural(count, 'import')} sans plus rien de ce qui fut envoyé")
