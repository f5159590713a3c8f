"""What a text says, read with the communes and the codes that the database knows."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Sum

from needs.models import AwardRecord, FactKind, NeedFact
from procurement.language import learned
from procurement.language.cpv import CpvCode, CpvSuggester
from procurement.language.loading import uncollected
from procurement.language.places import Commune as NamedCommune
from procurement.language.places import Gazetteer
from procurement.language.reading import Reading, read
from procurement.nomenclature.models import Commune, Cpv

# Learning takes seconds: a few more decisions of the users do not start it again.
_DECISIONS_BEFORE_LEARNING_AGAIN = 50
_MOST_RECORDS = 100_000
_READ_AT_ONCE = 1_000  # past purchases that a page may read by itself, in a fraction of a second

_COMMUNE_FIELDS = (
    "insee",
    "name",
    "postal_codes",
    "epci_siren",
    "epci_name",
    "department",
    "department_name",
    "region",
    "region_name",
    "population",
)


@dataclass(frozen=True)
class Fact:
    """The values of a `NeedFact` row; nothing is saved here."""

    kind: str
    start: int | None
    end: int | None
    text: str
    data: dict[str, Any]


class _Kept:
    """A value built from the database, kept until what it was built from has changed."""

    def __init__(self, state: Callable[[], Hashable], build: Callable[[], Any]) -> None:
        self._state, self._build = state, build
        self._lock = Lock()
        self._value: tuple[Hashable, Any] | None = None

    def get(self) -> Any:
        now = self._state()
        with self._lock:
            if self._value is None or self._value[0] != now:
                self._value = (now, self._build())
            return self._value[1]


def read_text(text: str, title: str = "") -> Reading:
    """Everything Balise understands in a text, with what the database knows today."""
    return _reader()(text, title)


def reader() -> Callable[..., Reading]:
    """`read_text` for many texts: the database is looked at once, and learned from if need be."""
    if not learned.stamp(_folder()):
        learn()
    return _reader()


def _reader() -> Callable[..., Reading]:
    gazetteer, suggester = _gazetteer.get(), _suggester.get()
    return lambda text, title="": read(text, title=title, gazetteer=gazetteer, suggester=suggester)


def facts_of(reading: Reading) -> Iterator[Fact]:
    """Each item as the values of a row, in the order of the kinds."""
    for kind, items in (
        (FactKind.QUANTITY, reading.quantities),
        (FactKind.AMOUNT, reading.amounts_eur),
        (FactKind.DATE, reading.dates),
        (FactKind.DURATION, reading.durations_months),
        (FactKind.PLACE, reading.places),
        (FactKind.OBJECTIVE, reading.objectives),
    ):
        for item in items:
            yield Fact(kind, item.start, item.end, item.text[:300], item.as_dict())
    for suggestion in reading.cpv:
        yield Fact(FactKind.CPV, None, None, suggestion.label[:300], suggestion.as_dict())


def _places_state() -> Hashable:
    state = Commune.objects.aggregate(Count("pk"), Max("pk"), Sum("population"))
    return tuple(state.values())


def _build_gazetteer() -> Gazetteer:
    rows = Commune.objects.values_list(*_COMMUNE_FIELDS).order_by("insee")
    with uncollected():
        return Gazetteer(
            NamedCommune(insee, name, tuple(codes.split("|")), *others)
            for insee, name, codes, *others in rows.iterator(2000)
        )


def _codes_state() -> Hashable:
    codes = Cpv.objects.aggregate(Count("pk"), Max("pk"))
    records = AwardRecord.objects.aggregate(Count("pk"), Max("pk"))
    decided = NeedFact.objects.accepted().filter(kind=FactKind.CPV).count()
    again = decided // _DECISIONS_BEFORE_LEARNING_AGAIN
    return (*codes.values(), *records.values(), again, learned.stamp(_folder()))


def learn() -> None:
    """Learn codes from what the database holds now; commands do it, a page never waits for it."""
    if codes := _codes():
        learned.learn(_folder(), codes, _past())


def _build_suggester() -> CpvSuggester:
    """What was last learned answers at once, while what is new is learned beside it.

    On the first day nothing was: what resembles labels and the last purchases answers meanwhile.
    """
    codes, past = _codes(), _past()
    known = learned.recall(_folder(), codes, past)
    if known or not codes:
        return known or CpvSuggester([])
    known = learned.latest(_folder()) or CpvSuggester(codes, past[:_READ_AT_ONCE])
    Thread(target=learned.learn, args=(_folder(), codes, past), daemon=True).start()
    return known


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "language"


def _codes() -> list[CpvCode]:
    rows = Cpv.objects.values_list("code", "check_digit", "label").order_by("code")
    return [CpvCode(*row) for row in rows]


def _past() -> list[tuple[str, str]]:
    return [*_records(), *_confirmed()]


def _records() -> Iterator[tuple[str, str]]:
    """The most recent purchases; a title and its code, whoever bought."""
    rows = AwardRecord.objects.exclude(cpv="").order_by("-pk").values_list("object", "cpv")
    yield from rows[:_MOST_RECORDS].iterator(2000)


def _confirmed() -> Iterator[tuple[str, str]]:
    facts = NeedFact.objects.accepted().filter(kind=FactKind.CPV)
    for title, text, data in facts.values_list("need__title", "need__text", "data").iterator(500):
        if code := data.get("code"):
            yield f"{title}. {text[:400]}", code


_gazetteer = _Kept(_places_state, _build_gazetteer)
_suggester = _Kept(_codes_state, _build_suggester)
