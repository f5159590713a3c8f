from typing import Any

from needs.findings import reader
from procurement.commands import JsonLinesCommand


class BadRecord(ValueError):
    """A record that holds no text to read; its text is the reason, in French."""


class Command(JsonLinesCommand):
    help = "Lit des textes ({id, text}, un par ligne) et dit ce que Balise y comprend."
    refused = (BadRecord,)

    def handle(self, *args: Any, **options: Any) -> None:
        self._read = reader()
        super().handle(*args, **options)

    def answer(self, record: dict[str, Any]) -> dict[str, Any]:
        if not isinstance(record.get("id"), str | int):
            raise BadRecord("« id » manque : il en faut un par texte.")
        if not isinstance(record.get("text"), str):
            raise BadRecord("« text » manque, ou n'est pas du texte.")
        return self._read(record["text"]).as_dict()
