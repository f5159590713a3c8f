"""Print the tenders, one a line, the id first."""

from typing import Any

from django.core.management.base import BaseCommand

from tenders.models import Tender


class Command(BaseCommand):
    help = "Liste les marchés : identifiant, référence et objet, un par ligne."

    def handle(self, *args: Any, **options: Any) -> None:
        for tender in Tender.objects.all():
            self.stdout.write(f"{tender.pk}\t{tender.reference}\t{tender.title}")
