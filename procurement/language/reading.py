"""The one function behind the command, the page and the API: a text → what it says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from procurement.language.amounts import Amount, amounts, money_spans
from procurement.language.asking import Asking
from procurement.language.cpv import CpvSuggester, CpvSuggestion
from procurement.language.dates import DateMention, dates
from procurement.language.durations import Duration, durations
from procurement.language.exclusions import exclusions, without
from procurement.language.homonyms import postcode_spans
from procurement.language.objectives import ObjectiveMention, foreseen, objectives
from procurement.language.places import Gazetteer, Place
from procurement.language.quantities import Quantity, quantities
from procurement.language.spans import Span, Taken

# A suggestion reads the beginning of a very long text: what is bought is said there.
_CPV_READS = 6_000

_Fact = TypeVar("_Fact", bound=Span)


@dataclass(frozen=True)
class Reading:
    """Facts in reading order, each with its exact span; CPV codes best first."""

    quantities: tuple[Quantity, ...]
    amounts_eur: tuple[Amount, ...]
    dates: tuple[DateMention, ...]
    durations_months: tuple[Duration, ...]
    places: tuple[Place, ...]
    objectives: tuple[ObjectiveMention, ...]
    cpv: tuple[CpvSuggestion, ...]

    def as_dict(self) -> dict[str, list[dict[str, Any]]]:
        """The shape of `formats.md`."""
        return {
            "quantities": [fact.as_dict() for fact in self.quantities],
            "amounts_eur": [fact.as_dict() for fact in self.amounts_eur],
            "dates": [fact.as_dict() for fact in self.dates],
            "durations_months": [fact.as_dict() for fact in self.durations_months],
            "places": [fact.as_dict() for fact in self.places],
            "objectives": [fact.as_dict() for fact in self.objectives],
            "cpv": [suggestion.as_dict() for suggestion in self.cpv],
        }


def read(
    text: str,
    *,
    gazetteer: Gazetteer,
    suggester: CpvSuggester,
    title: str = "",
    today: date | None = None,
) -> Reading:
    """Everything Balise understands in a text; what it excludes (« hors vitres ») is left out.

    Facts come from the text, codes from its title too: it often says best what is bought. Without a
    title, the text may be of anything: what it only tells of is no need. `today` is the day of the
    reading: years before it are over.
    """
    excluded = list(exclusions(text))
    needed = without(text, excluded)
    found_dates = tuple(dates(text))
    found_amounts = tuple(amounts(text, today))
    found_places = tuple(gazetteer.places(text))
    taken = Taken([*((day.start, day.end) for day in found_dates), *money_spans(text)])
    for start, end in postcode_spans(text):
        taken.add(start, end)
    asking = Asking("" if title else needed)  # what stands under the title of a need is asked for
    found_durations = tuple(durations(text, taken))
    for duration in found_durations:
        taken.add(duration.start, duration.end)
    return Reading(
        quantities=_asked(asking, quantities(needed, taken, today)),
        amounts_eur=_asked(asking, found_amounts),
        dates=found_dates,
        durations_months=_asked(asking, found_durations),
        places=found_places,
        objectives=tuple(_aims(text, needed, found_places, asking)),
        # A title alone describes nothing yet: sheets opened for others bear that of their project.
        cpv=tuple(suggester.suggest(needed[:_CPV_READS], title if needed.strip() else "")),
    )


def _asked(asking: Asking, facts: Iterable[_Fact]) -> tuple[_Fact, ...]:
    """Without what a text only tells of: « 340 tonnes ont été triées l'an passé »."""
    return tuple(fact for fact in facts if asking.asks(fact.start, fact.end))


def _aims(
    text: str, needed: str, places: Iterable[Place], asking: Asking
) -> Iterator[ObjectiveMention]:
    """« le conseil municipal de Bio »: the name of a place is no aim."""
    names = [(place.start, place.end) for place in places if foreseen(place.text)]
    for aim in objectives(without(needed, names), asking):
        yield replace(aim, text=text[aim.start : aim.end])
