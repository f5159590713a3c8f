from datetime import date
from typing import Any

from procurement.commands import JsonLinesCommand
from procurement.legal import LawUnknown
from tenders.wording import BadText, check_wording


class Command(JsonLinesCommand):
    help = "Cherche dans des phrases de marché ce que le droit interdit ou déconseille."
    refused = (BadText, LawUnknown)

    def answer(self, record: dict[str, Any]) -> dict[str, Any]:
        text, where = record.get("text"), record.get("where")
        if not isinstance(text, str):
            raise BadText("« text » : un texte est attendu.")
        return check_wording(text, str(where), at=_day(record.get("as_of"))).as_dict()


def _day(given: Any) -> date:
    """The day of the consultation, today when the record does not say."""
    if given is None:
        return date.today()
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        raise BadText("« as_of » : une date comme 2027-03-15 est attendue.") from None
