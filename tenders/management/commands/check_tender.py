from typing import Any

from procurement.commands import JsonLinesCommand
from procurement.legal import LawUnknown
from tenders.compliance import BadFacts, TenderFacts, check


class Command(JsonLinesCommand):
    help = "Contrôle des marchés au regard du droit de leur date : un objet JSON par ligne."
    refused = (BadFacts, LawUnknown)

    def answer(self, record: dict[str, Any]) -> dict[str, Any]:
        return check(TenderFacts.from_dict(record)).as_dict()
