"""Write the clause library as open data."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from procurement.typography import plural
from tenders.clause_exports import FORMATS, export


class Command(BaseCommand):
    help = "Écrit la bibliothèque de clauses en données ouvertes : JSON, CSV ou Word."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=list(FORMATS), default="json")
        parser.add_argument(
            "--out", type=Path, help="fichier de destination ; sinon la sortie standard"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        kind, out = options["format"], options["out"]
        if kind == "docx" and out is None:
            raise CommandError("Un fichier Word demande --out FICHIER.docx.", returncode=2)
        file = export(kind)
        content = file.content
        if out is None:
            self.stdout.write(content.decode(), ending="")
        else:
            out.write_bytes(content)
        self.stderr.write(plural(file.count, "clause écrite", "clauses écrites"))
