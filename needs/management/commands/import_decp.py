import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from tqdm import tqdm

from needs.decp import Award, UnusableFile, read_awards
from needs.findings import learn
from needs.models import AwardHolder, AwardRecord
from procurement.jsonl import NOT_UTF_8, UnreadableInput, open_input

BATCH = 1000
FIELDS = ("object", "cpv", "buyer_siret", "notified_on", "amount", "duration_months")


class Command(BaseCommand):
    help = "Charge des marchés attribués : JSON officiel, ou CSV avec objet et cpv8."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FICHIER", help="des fichiers, ou -")
        parser.add_argument("--dry-run", action="store_true", help="dit tout, n'écrit rien")

    def handle(self, *, files: list[str], dry_run: bool, **options: Any) -> None:
        self._refused = 0
        taken = sum(self._load(name, dry_run) for name in files)
        if taken and not dry_run:
            self.stderr.write("Apprentissage des codes CPV…")
            learn()
        verb = "à prendre" if dry_run else "pris"
        self.stderr.write(f"Marchés {verb} : {taken} ; refusés : {self._refused}.")
        if self._refused:
            sys.exit(1)

    def _load(self, name: str, dry_run: bool) -> int:
        written = 0
        try:
            with open_input(name) as stream:
                awards = self._taken(name, read_awards(stream))
                # A later line of the same key wins, as it would one record at a time.
                while batch := {award.key: award for award in islice(awards, BATCH)}:
                    written += len(batch)
                    if not dry_run:
                        save(list(batch.values()))
        except (UnreadableInput, UnusableFile, UnicodeDecodeError) as error:
            reason = NOT_UTF_8 if isinstance(error, UnicodeDecodeError) else error
            # What was read before a file breaks is kept: a contract is never taken twice.
            self.stderr.write(f"{name} : {written} marchés écrits avant l'arrêt.")
            raise CommandError(f"{name} : {reason}", returncode=2) from error
        return written

    def _taken(self, name: str, rows: Iterator[tuple[int, Award | None, str]]) -> Iterator[Award]:
        for number, award, reason in tqdm(rows, unit=" marchés", file=sys.stderr, leave=False):
            if award is None:
                self._refused += 1
                self.stderr.write(f"{name}, marché {number} : {reason}")
            else:
                yield award


@transaction.atomic
def save(awards: list[Award]) -> None:
    """Insert or replace these contracts and their holders, by key."""
    AwardRecord.objects.bulk_create(
        [
            AwardRecord(key=award.key, **{name: getattr(award, name) for name in FIELDS})
            for award in awards
        ],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=FIELDS,
    )
    keys = AwardRecord.objects.filter(key__in=[award.key for award in awards])
    numbers = dict(keys.values_list("key", "pk"))
    AwardHolder.objects.filter(record__in=numbers.values()).delete()
    AwardHolder.objects.bulk_create(
        AwardHolder(record_id=numbers[award.key], siret=siret)
        for award in awards
        for siret in award.holders
    )
