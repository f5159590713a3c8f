"""Erase requests for records whose address was never confirmed; to run every day."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from procurement.typography import plural
from suppliers.models import Claim


class Command(BaseCommand):
    help = "Efface les demandes de fiches dont l'adresse n'a pas été confirmée dans les 7 jours."

    def handle(self, *args: Any, **options: Any) -> None:
        lapsed = Claim.objects.lapsed(at=timezone.now())
        count = lapsed.count()
        lapsed.delete()
        self.stdout.write(plural(count, "demande effacée", "demandes effacées"))
