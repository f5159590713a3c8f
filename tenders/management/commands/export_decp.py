"""Write the essential data of an awarded tender as the official JSON."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tenders.awarding import awarded, publication
from tenders.management.commands.draft import find


class Command(BaseCommand):
    help = "Écrit les données essentielles (DECP) d'un marché attribué : le JSON officiel."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("tender", help="identifiant ou référence (voir list_tenders)")

    def handle(self, *args: Any, **options: Any) -> None:
        content, missing = publication(awarded(find(options["tender"])))
        if missing:
            raise CommandError("Il manque :\n" + "\n".join(f"- {one}" for one in missing))
        self.stdout.write(json.dumps(content, ensure_ascii=False, indent=2))
