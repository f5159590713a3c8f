"""Tell suppliers which of their labels end within sixty days; to run every day."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from procurement.typography import plural
from suppliers import expiries


class Command(BaseCommand):
    help = "Prévient les fournisseurs des labels qui expirent dans les 60 jours, une seule fois."

    def handle(self, *args: Any, **options: Any) -> None:
        left = expiries.remind(at=timezone.localdate())
        self.stdout.write(plural(left, "rappel envoyé", "rappels envoyés"))
