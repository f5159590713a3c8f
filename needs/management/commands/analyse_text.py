import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from needs.findings import reader
from procurement.jsonl import UnreadableInput, open_input, records, write


class Command(BaseCommand):
    help = "Lit des textes ({id, text}, un par ligne) et dit ce que Balise y comprend."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FICHIER.jsonl", help="un fichier, ou -")

    def handle(self, *, file: str, **options: Any) -> None:
        try:
            stream = open_input(file)
        except UnreadableInput as error:
            raise CommandError(str(error), returncode=2) from error
        read, taken, refused = reader(), 0, 0
        for line, record, reason in records(stream):
            reason = reason or _wrong(record)
            if reason or record is None:
                refused += 1
                self.stderr.write(f"Ligne {line} : {reason}")
                continue
            write({"id": record["id"], **read(record["text"]).as_dict()}, self.stdout)
            taken += 1
        self.stderr.write(f"{taken} textes lus, {refused} lignes refusées.")
        if refused:
            sys.exit(1)


def _wrong(record: dict[str, Any] | None) -> str:
    """Why the record cannot be read, as a French sentence; empty when it can."""
    if record is None:
        return ""
    if not isinstance(record.get("id"), str | int):
        return "« id » manque : il en faut un par texte."
    if not isinstance(record.get("text"), str):
        return "« text » manque, ou n'est pas du texte."
    return ""
