from typing import Any

from django.core.management.base import BaseCommand

from needs.findings import learn


class Command(BaseCommand):
    help = "Apprend les codes CPV de ce que la base contient, pour qu'aucune page ne l'attende."

    def handle(self, **options: Any) -> None:
        self.stderr.write("Apprentissage des codes CPV…")
        learn()
