from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from procurement.typography import plural
from tenders.dossiers.models import Dossier


class Command(BaseCommand):
    help = "Supprime les dossiers de consultation lus dont le délai de garde est passé."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="dit ce qui serait supprimé")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        expired = list(Dossier.objects.expired().defer("facts", "text"))
        for dossier in expired if not dry_run else []:
            dossier.forget()
        verb = "à supprimer" if dry_run else "supprimés"
        self.stdout.write(f"{plural(len(expired), 'dossier')} {verb}.")
