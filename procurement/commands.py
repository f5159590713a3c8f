"""A command that answers each record of a file with one line, and says which ones it refused."""

import sys
from typing import Any, TextIO, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser

from procurement import jsonl


class JsonLinesCommand(BaseCommand):
    """Subclasses say `answer(record)` and the errors that refuse a record, not the file."""

    refused: tuple[type[Exception], ...] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="fichier .jsonl, ou - pour l'entrée standard")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        try:
            stream = jsonl.open_input(file)
        except jsonl.UnreadableInput as error:
            raise CommandError(str(error), returncode=2) from error
        with stream:
            refusals = sum(not self._line(*line) for line in jsonl.records(stream))
        if refusals:
            sys.exit(1)

    def answer(self, record: dict[str, Any]) -> dict[str, Any]:
        raise NotImplementedError

    def _line(self, number: int, record: dict[str, Any] | None, reason: str) -> bool:
        """Whether the record was answered."""
        if record is not None:
            try:
                answer = self.answer(record)
            except self.refused as error:
                reason = str(error)
            else:
                jsonl.write({"id": record.get("id"), **answer}, cast(TextIO, self.stdout))
                return True
        self.stderr.write(f"Ligne {number} refusée. {reason}")
        return False
