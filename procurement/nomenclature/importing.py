"""What the three import commands share: read, refuse a row and not the file, say how it went."""

from __future__ import annotations

import io
import sys
import urllib.request
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any, ClassVar, TextIO

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from tqdm import tqdm

from procurement.jsonl import NOT_UTF_8, UnreadableInput, open_input
from procurement.nomenclature import files
from procurement.nomenclature.loading import too_long, upsert


class ImportNomenclature(BaseCommand):
    """Exits 0 when all rows were taken, 1 when some were refused, 2 when the file is unusable."""

    nomenclature: ClassVar[files.Nomenclature]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", metavar="FICHIER", help="un fichier, ou -")
        parser.add_argument(
            "--download",
            nargs="?",
            const=files.SOURCES.get(self.nomenclature.name, ""),
            metavar="ADRESSE",
            help="prendre le fichier à l'adresse officielle, ou à celle que vous donnez",
        )

    def handle(self, *, file: str | None, download: str | None, **options: Any) -> None:
        if (file is None) == (download is None):
            raise CommandError("Donnez un fichier, ou bien --download.", returncode=2)
        try:
            stream = open_input(file) if file is not None else self._fetch(download or "")
            with stream, transaction.atomic():  # a file that proves unusable leaves no trace
                refused = self._load(stream)
        except (UnreadableInput, files.UnreadableRow) as error:
            raise CommandError(str(error), returncode=2) from error
        except UnicodeDecodeError as error:
            raise CommandError(NOT_UTF_8, returncode=2) from error
        self.loaded()
        if refused:
            sys.exit(1)

    def loaded(self) -> None:
        """What follows once the rows are in."""

    def _fetch(self, address: str) -> TextIO:
        if not address.startswith("https://"):
            raise UnreadableInput(
                "Aucune adresse officielle ne publie ce fichier avec ces colonnes : "
                "donnez-en une après --download, en https."
            )
        try:
            with urllib.request.urlopen(address, timeout=120) as answer:
                return io.StringIO(answer.read().decode("utf-8-sig"))
        except OSError as error:
            raise UnreadableInput(f"{address} ne répond pas ({error}).") from error

    def _load(self, stream: TextIO) -> int:
        self._refused = 0
        written = upsert(self.nomenclature, self._taken(stream))
        self.stderr.write(f"{written} lignes prises, {self._refused} refusées.")
        return self._refused

    def _taken(self, stream: TextIO) -> Iterator[files.Row]:
        for line, values, reason in tqdm(
            files.rows(stream, self.nomenclature), unit=" lignes", file=sys.stderr, leave=False
        ):
            reason = reason or too_long(self.nomenclature, values or {})
            if reason or values is None:
                self._refused += 1
                self.stderr.write(f"Ligne {line} : {reason}")
            else:
                yield values
