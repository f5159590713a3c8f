"""Dated legal values with their source, and the shape of every legal remark.

Every question takes the date: a reform adds a line to a file of `data/`, it replaces none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from procurement.typography import NBSP, euros, long_date, number, plural
from procurement.yaml_files import read_yaml

FOLDER = Path(__file__).parent / "data"
SOURCES = "sources.yaml"

UNITS = {
    "EUR_EXCL_VAT": "€ HT",
    "EUR_INCL_VAT": "€ TTC",
    "EUR_PER_HOUR": "€ par heure",
    "PERCENT": "%",
    "TIMES": "fois",
    "DAYS": "jours",
    "MONTHS": "mois",
    "COUNT": "",
    "STATE": "",
    "CPV": "",
}
# The files of `data/` and what a rule says of a day, in words.
SUBJECTS = {
    "thresholds": "Seuils",
    "duties": "Obligations et réserves",
    "joint_purchase": "Groupement de commandes",
    "periods": "Délais et durées",
    "rates": "Taux et plafonds",
    "practice": "Usages et prudence, sans valeur légale",
}
STATES = {
    "none": "rien de prévu",
    "doubtful": "entrée en vigueur discutée ce jour-là",
    "due": "obligatoire",
    "allowed": "permis",
    "forbidden": "interdit",
    "standardised": "admis pour un achat standardisé seulement",
}


class Severity(StrEnum):
    BLOCKING = "blocking"
    WARNING = "warning"
    ADVICE = "advice"

    @property
    def label(self) -> str:
        return {"blocking": "bloquant", "warning": "à vérifier", "advice": "conseil"}[self]

    @property
    def rank(self) -> int:
        """0 for the gravest: the order in which findings are read."""
        return list(Severity).index(self)


@dataclass(frozen=True)
class Finding:
    """One remark on a tender or a text: what rule, why, what to do; shown as is everywhere."""

    rule: str
    severity: Severity
    legal_ref: tuple[str, ...]
    why: str
    instead: str
    source: str = ""
    where: str = ""

    @property
    def severity_label(self) -> str:
        return self.severity.label

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "severity": str(self.severity), "legal_ref": list(self.legal_ref)}


def months_later(day: date, months: int) -> date:
    """The same day some months later, or the last of a shorter month."""
    year, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + year, month + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def gravest_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Blocking, then warnings, then advice; within each, the order they were found in."""
    return tuple(sorted(findings, key=lambda finding: finding.severity.rank))


class LawUnknown(LookupError):
    """The files hold no value for so early a date; its text is a French sentence for the user."""


@dataclass(frozen=True)
class LegalValue:
    """What the law says on a subject at one date; a `doubt` is shown as such, never hidden."""

    id: str
    label: str
    unit: str
    value: int | float | str
    article: str
    source: str
    url: str
    checked: date
    since: date
    until: date | None = None
    doubt: str = ""
    subject: str = ""  # the file it stands in

    @property
    def shown(self) -> str:
        """The value as people read it: « 60 000 € HT », « 36 mois », « obligatoire »."""
        if self.unit == "STATE":
            return STATES[str(self.value)]
        if self.unit == "CPV":
            return str(self.value)
        if self.unit in ("EUR_EXCL_VAT", "EUR_INCL_VAT"):
            return euros(self.number, self.unit_label.split()[-1])
        if self.unit == "DAYS":
            return plural(self.number, "jour")
        return f"{number(self.number)}{NBSP}{self.unit_label}".strip()

    def lists(self, code: str) -> bool:
        """Whether a list of CPV codes holds that one."""
        for item in str(self.value).split():
            first, _, last = item.partition("-")
            if first <= code[:8] <= (last or first):
                return True
        return False

    @property
    def unit_label(self) -> str:
        return UNITS[self.unit]

    @property
    def number(self) -> Decimal:
        """The value of an amount, a share or a duration; raises on a rule that is no number."""
        return Decimal(str(self.value))


@dataclass(frozen=True)
class Amendment:
    """A value that somebody answerable changed by hand from a day on; `note` says who and why."""

    id: str
    since: date
    value: int | float | str
    note: str
    checked: date


@dataclass(frozen=True)
class Law:
    """Every known value of every subject, oldest first."""

    values: Mapping[str, tuple[LegalValue, ...]]

    def value(self, id: str, at: date) -> LegalValue:
        """The value in force that day; KeyError on an unknown id, LawUnknown before the first.

        After the last day a value is known for, it is still the best guess, and says so.
        """
        for known in reversed(self.values[id]):
            if known.since <= at:
                return _outlived(known) if known.until and known.until < at else known
        first = self.values[id][0]
        raise LawUnknown(
            f"Balise ne connaît « {first.label} » qu'à partir du {long_date(first.since)}."
        )

    def amended(self, amendments: Iterable[Amendment]) -> Law:
        """The same law with these values; a subject that the files do not know is left out."""
        values = dict(self.values)
        for one in sorted(amendments, key=lambda amendment: amendment.since):
            if one.id in values:
                values[one.id] = _amended(values[one.id], one)
        return Law(values)

    def knows(self, id: str, at: date) -> bool:
        return self.values[id][0].since <= at

    def subjects(self, at: date) -> list[Subject]:
        """Every subject as it stands that day, and what is already known to come."""
        return [Subject.at(values, self, at) for values in self.values.values()]

    def values_in_force(self, at: date) -> list[LegalValue]:
        """All that can be told about that day, subject by subject."""
        return [self.value(id, at) for id in self.values if self.knows(id, at)]


@dataclass(frozen=True)
class Subject:
    """One subject of the law on one day; `current` is None before the first known value."""

    first: LegalValue
    current: LegalValue | None
    coming: LegalValue | None

    @classmethod
    def at(cls, values: tuple[LegalValue, ...], law: Law, at: date) -> Subject:
        known = law.value(values[0].id, at) if law.knows(values[0].id, at) else None
        later = [value for value in values if value.since > at]
        return cls(values[0], known, later[0] if later else None)


def _amended(values: tuple[LegalValue, ...], change: Amendment) -> tuple[LegalValue, ...]:
    earlier = [value for value in values if value.since < change.since]
    model = (earlier or list(values))[-1 if earlier else 0]
    later = [value for value in values if value.since > change.since]
    new = replace(
        model,
        value=change.value,
        since=change.since,
        until=later[0].since - timedelta(days=1) if later else None,
        checked=change.checked,
        doubt=change.note,
    )
    if earlier:
        earlier[-1] = replace(earlier[-1], until=change.since - timedelta(days=1))
    return (*earlier, new, *later)


def _outlived(known: LegalValue) -> LegalValue:
    assert known.until
    doubt = (
        f"Valeur connue jusqu'au {long_date(known.until)} ; vérifiez si la suivante est publiée."
    )
    return LegalValue(**{**asdict(known), "doubt": " ".join(filter(None, (known.doubt, doubt)))})


@cache
def law() -> Law:
    """The law shipped with Balise, read once."""
    return load(FOLDER)


def value(id: str, at: date) -> LegalValue:
    return law().value(id, at)


def values_in_force(at: date) -> list[LegalValue]:
    return law().values_in_force(at)


def load(folder: Path) -> Law:
    """The law of a folder of files; raises ValueError naming the file on anything unknown."""
    sources = read_yaml(folder / SOURCES)
    values: dict[str, tuple[LegalValue, ...]] = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.name == SOURCES:
            continue
        for raw in read_yaml(path):
            try:
                entry = _entry({**raw, "subject": path.stem}, sources)
            except (KeyError, TypeError, ValueError) as error:
                raise ValueError(f"{path.name}, {raw.get('id')}: {error!r}") from error
            if entry[0].id in values:
                raise ValueError(f"{path.name}: {entry[0].id} is written twice")
            values[entry[0].id] = entry
    return Law(values)


def _entry(raw: dict[str, Any], sources: Mapping[str, dict[str, str]]) -> tuple[LegalValue, ...]:
    lines = raw.pop("values")
    known = [_value({**raw, **line}, sources) for line in lines]
    following = [next_one.since - timedelta(days=1) for next_one in known[1:]]
    for one, last_day in zip(known[:-1], following, strict=True):
        if one.since > last_day:
            raise ValueError("dates must ascend")
        if one.until not in (None, last_day):
            raise ValueError(f"{one.until} is not the eve of the next value")
    return tuple(
        LegalValue(**{**asdict(one), "until": last_day})
        for one, last_day in zip(known, [*following, known[-1].until], strict=True)
    )


def _value(raw: dict[str, Any], sources: Mapping[str, dict[str, str]]) -> LegalValue:
    source = sources[raw.pop("source")]
    known = LegalValue(**raw, source=source["title"], url=source["url"])
    if known.unit not in UNITS:
        raise ValueError(f"unknown unit {known.unit}")
    return known
