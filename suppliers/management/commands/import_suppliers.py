"""Usage: manage.py import_suppliers FICHIER… [--format …] [--dry-run] [--rejects FICHIER.csv]"""

from __future__ import annotations

import csv
import sys
from argparse import ArgumentParser
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from procurement.jsonl import UnreadableInput
from suppliers import sources
from suppliers.importing import CREATED, KEPT, REFUSED, UNCHANGED, UPDATED, Outcome, take
from suppliers.models import Intake
from suppliers.rows import as_cell

WORDS = {
    CREATED: "créées",
    UPDATED: "mises à jour",
    UNCHANGED: "inchangées",
    KEPT: "gardées",
    REFUSED: "refusées",
}
REMARKS_SAID = 20  # a national file has thousands of the same


class Command(BaseCommand):
    help = "Charge des fournisseurs dans le registre, par SIRET (voir formats.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FICHIER", help="un fichier, ou -")
        parser.add_argument("--format", choices=sources.FORMATS, default="auto")
        parser.add_argument("--dry-run", action="store_true", help="dire sans rien écrire")
        parser.add_argument(
            "--rejects", metavar="FICHIER.csv", help="où copier les lignes refusées"
        )
        parser.add_argument(
            "--source", help="qui fournit ces données, par exemple un réseau (le format sinon)"
        )
        parser.add_argument(
            "--stated-on",
            type=date.fromisoformat,
            metavar="AAAA-MM-JJ",
            help="jour auquel ces données sont arrêtées",
        )
        parser.add_argument(
            "--every-establishment",
            action="store_true",
            help="avec Sirene : tous les établissements actifs, et non les seuls sièges",
        )
        parser.add_argument(
            "--fictitious", action="store_true", help="marquer les fiches comme fictives"
        )

    def handle(self, *, files: list[str], rejects: str | None, **options: Any) -> None:
        check_usage(rejects, options["source"] or "")
        try:
            refused = self._run(files, rejects, options)
        except UnreadableInput as error:
            raise CommandError(str(error), returncode=2) from error
        if refused:
            sys.exit(1)

    def _run(self, files: list[str], rejects: str | None, options: dict[str, Any]) -> int:
        kind, rows = sources.rows(
            files,
            options["format"],
            every_establishment=options["every_establishment"],
            tell=self.stderr.write,
        )
        source = options["source"] or kind
        intake = None
        if not options["dry_run"]:
            intake = Intake.objects.create(
                source=source,
                kind=kind,
                file_name=", ".join(Path(name).name for name in files)[:200],
                stated_on=options["stated_on"],
                started_at=timezone.now(),
            )
        outcomes = take(
            rows,
            source=source,
            intake=intake,
            dry_run=options["dry_run"],
            fictitious=options["fictitious"],
        )
        counts: Counter[str] = Counter()
        refused: list[Outcome] = []
        remarked = 0
        try:
            for outcome in tqdm(outcomes, unit=" fiches", file=sys.stderr, leave=False):
                counts[outcome.verdict] += 1
                if outcome.verdict == REFUSED:
                    refused.append(outcome)
                elif outcome.messages:
                    remarked += 1
                if outcome.verdict == REFUSED or remarked <= REMARKS_SAID:
                    for message in outcome.messages:
                        self.stderr.write(f"Ligne {outcome.row.line} : {message}")
        finally:  # a file that breaks half-way keeps what was read before: say how much
            if rejects:
                write_rejects(refused, Path(rejects))
            if remarked > REMARKS_SAID:
                self.stderr.write(
                    f"{remarked} fiches prises avec une remarque ; les {REMARKS_SAID} premières "
                    "sont ci-dessus."
                )
            said = ", ".join(f"{counts[verdict]} {word}" for verdict, word in WORDS.items())
            self.stderr.write(f"{'À blanc : ' if options['dry_run'] else ''}{said}.")
        return counts[REFUSED]


def check_usage(rejects: str | None, source: str) -> None:
    """What could not be kept is said before the hours that a national file takes."""
    longest = Intake._meta.get_field("source").max_length or 0
    if len(source) > longest:
        raise CommandError(f"« --source » compte {longest} caractères au plus.", returncode=2)
    try:
        if rejects:
            Path(rejects).open("a").close()
    except OSError as error:
        raise CommandError(
            f"Le fichier des refus « {rejects} » ne peut pas être écrit.", returncode=2
        ) from error


def write_rejects(refused: list[Outcome], path: Path) -> None:
    """The refused rows with their own columns, then the line and the reason."""
    columns = dict.fromkeys(name for outcome in refused for name in outcome.row.original)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, [*columns, "line", "reason"])
        writer.writeheader()
        for outcome in refused:
            row = {name: as_cell(value) for name, value in outcome.row.original.items()}
            writer.writerow(row | {"line": outcome.row.line, "reason": " ".join(outcome.messages)})
