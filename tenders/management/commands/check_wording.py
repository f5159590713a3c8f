from typing import Any

from procurement.commands import JsonLinesCommand
from tenders.wording import BadText, check_wording


class Command(JsonLinesCommand):
    help = "Cherche dans des phrases de marché ce que le droit interdit ou déconseille."
    refused = (BadText,)

    def answer(self, record: dict[str, Any]) -> dict[str, Any]:
        text, where = record.get("text"), record.get("where")
        if not isinstance(text, str):
            raise BadText("« text » : un texte est attendu.")
        return check_wording(text, str(where)).as_dict()
