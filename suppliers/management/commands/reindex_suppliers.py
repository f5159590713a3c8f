"""Read again the records of the register that an older Balise read otherwise."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from procurement.typography import plural
from suppliers.filing import renew


class Command(BaseCommand):
    help = "Relit les fiches qu'une version précédente lisait autrement ; rien si tout est à jour."

    def handle(self, *args: Any, **options: Any) -> None:
        count = sum(1 for _ in tqdm(renew(), unit=" fiches", file=sys.stderr, leave=False))
        self.stderr.write(f"{plural(count, 'fiche relue', 'fiches relues')}.")
