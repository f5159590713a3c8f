"""What a person answers to a question of an import: a choice, or words that must be clear."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from needs.importing.calendars import parse_opening, written
from needs.importing.cells import BadCell, parse_amount, text
from needs.importing.doubts import SKIP, Doubt
from needs.importing.known import KnownSheet, sheet_of
from needs.importing.places import Found, Places, asked_of
from procurement.identifiers import InvalidIdentifier, parse_cpv, parse_siret

TYPED = "typed"
# The questions that take words of one's own, and an example of them.
EXAMPLES = {
    "commune": "Lille (59000)",
    "member": "Ville de Roubaix",
    "quantity": "1 250",
    "unit": "repas",
    "opening": "4 x 36",
    "siret": "732 829 320 00074",
    "central_kitchen": "732 829 320 00074",
    "cpv": "39222100",
}
HINTS = {
    "commune": "Une autre commune : son nom, avec son code postal",
    "member": "Une autre autorité membre",
    "quantity": "Une autre quantité",
    "unit": "Une autre unité, au singulier",
    "opening": "Jours par semaine x semaines par an",
    "siret": "Le bon SIRET",
    "central_kitchen": "Le bon SIRET",
    "cpv": "Le bon code CPV",
}


@dataclass(frozen=True)
class Answering:
    """What answers are checked against."""

    places: Callable[[], Places]
    near: Collection[str] = ()
    sheets: Sequence[KnownSheet] = ()
    known_code: Callable[[str], bool] = lambda code: True

    def value(self, doubt: Doubt, choice: str, typed: str) -> str:
        """The value to keep; raises BadCell with the sentence to show."""
        if choice == SKIP or choice in {each.value for each in doubt.choices}:
            return choice
        if choice != TYPED or doubt.field not in EXAMPLES:
            raise BadCell("Choisissez une des réponses proposées.")
        if not text(typed):
            raise BadCell(f"Écrivez votre réponse, par exemple « {EXAMPLES[doubt.field]} ».")
        return self._typed(doubt.field, text(typed))

    def _typed(self, field: str, typed: str) -> str:
        try:
            return getattr(self, f"_{field}")(typed)
        except InvalidIdentifier as error:
            raise BadCell(str(error)) from error

    def _commune(self, typed: str) -> str:
        found = self.places().find(asked_of(typed), self.near)
        if isinstance(found, Found):
            return found.insee
        named = ", ".join(choice.label for choice in found.choices[:4])
        hint = f" Vouliez-vous dire {named} ?" if named else ""
        raise BadCell(f"{found.why}{hint}")

    def _member(self, typed: str) -> str:
        found = sheet_of(self.sheets, typed)
        if isinstance(found, KnownSheet):
            return found.id
        raise BadCell(found.why)

    def _quantity(self, typed: str) -> str:
        return str(parse_amount(typed))

    def _unit(self, typed: str) -> str:
        return typed[:40]

    def _opening(self, typed: str) -> str:
        opening = parse_opening(typed)
        if opening is None:
            raise BadCell("Écrivez deux nombres, jours (0,5 à 7) x semaines (1 à 52) : « 4 x 36 ».")
        return written(opening)

    def _siret(self, typed: str) -> str:
        return parse_siret(typed)

    _central_kitchen = _siret

    def _cpv(self, typed: str) -> str:
        code = parse_cpv(typed)
        if not self.known_code(code):
            raise BadCell(f"Le code {code} n'est pas dans la nomenclature chargée.")
        return code
