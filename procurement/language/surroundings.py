"""The words next to a name, and what they make of it: a place, a street, a person, a dish."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from procurement.language.alternatives import any_of
from procurement.typography import fold
from procurement.yaml_files import read_yaml

DATA = Path(__file__).parent / "data" / "places.yaml"
_LINKS = r"(?:\s+(?:de|du|des|d'|l'|la|le|les))*"
_ARTICLE = re.compile(
    r"(?<![\w'])(?:l[ea]s?|l'|du|des|aux?|une?|ce(?:tte|t|s)?|[mts](?:on|a|es)|leurs?|[nv]o(?:s|tre)"
    r"|chaque|quelques|plusieurs|aucune?)\s*$"
)
_BEGINS = re.compile(r"[.!?:;•\n\"«(–—|\t-]\s*$|\n\s*$")
_JOINED_AFTER = re.compile(r"-\w|[@._]\w")
_JOINED_BEFORE = re.compile(r"(?:\w-|[@_])$")
_INITIAL = re.compile(r"(?<!\w)[A-Z]\.\s?$")
_LAST_WORD_BACKWARDS = re.compile(r"[ \u00a0]+\.?(\w+)")
_SMALL_BEFORE = frozenset(
    ["a", "de", "commune", "ville", "mairie", "communes", "villes", "les", "des", "et", "agglo"]
)
_LONGER = re.compile(r"[ -](?:sur|sous|l[eè]s|lez)[ -][^\W\d_a-zà-ÿ]")
_LONGER_SAINT = re.compile(r"[ -](?:l[ae]s?|des|du|aux?)[ -][^\W\d_a-zà-ÿ]")
_NAMED_SAINT = re.compile(r"(?:Saint|St|Sainte|Ste)[ .-]")
_FIRST_NAME = re.compile(r"(?<![\w-])(?<!Saint )([^\W\d_a-zà-ÿ]\w+) d(?:e |')$")
_LIST = re.compile(r"\b(?:communes|villes)\s+(?:membres\s+)?d(?:e\s+|es\s+|u\s+|'\s?)$")
_AROUND = 20  # characters to each side of a name that may make a phrase with it
_GOES_ON = re.compile(
    r"[ \u00a0](?!Cedex|CEDEX|Centre\b|Sud\b|Nord\b|Est\b|Ouest\b)[A-ZÉÈÀÎ][a-zéèêàî]"
)


class Context(NamedTuple):
    """What the words around names say, from places.yaml."""

    ordinary: frozenset[str]
    first_names: frozenset[str]
    place: re.Pattern[str]
    elsewhere: re.Pattern[str]
    department: re.Pattern[str]
    named_after: frozenset[str]
    rivers: frozenset[str]
    no_epci: frozenset[str]
    aliases: dict[str, str]
    phrases: re.Pattern[str]


@cache
def context() -> Context:
    raw = read_yaml(DATA)
    elsewhere = "|".join(re.escape(lead) for lead in _listed(raw["leads_elsewhere"]))
    department = "|".join(_spaced(raw["leads_to_a_department"]))
    return Context(
        ordinary=frozenset(raw["ordinary"].split()),
        first_names=frozenset(raw["first_names"].split()),
        place=any_of([rf"(?:{'|'.join(_spaced(raw['leads_to_a_place']))})\s*$"]),
        elsewhere=any_of([rf"(?:{elsewhere})s?{_LINKS}\s*(?:\w+-)?$"]),
        department=re.compile(
            rf"(?<!\w)(?:(?:{department})\s+(?:du|de la|de l'|d'|des|de)"
            r"|(?:dans|toute?|travers) (?:l[ea]s?|l')|en|(?:localisation|departement) ?:)\s*$"
        ),
        named_after=frozenset(_listed(raw["named_after"])),
        rivers=frozenset(raw["rivers_and_things"].split()),
        no_epci=frozenset(raw["no_epci"].split()),
        aliases=raw["aliases"],
        phrases=re.compile(rf"\b(?:{'|'.join(_spaced(raw['no_places']))})\b"),
    )


def _listed(words: str) -> list[str]:
    return [word.strip() for word in words.split(",")]


def _spaced(words: str) -> list[str]:
    """Longest first, so that « villes de » is tried before « ville »."""
    leads = [re.sub(r"\s+", r"\\s+", lead) for lead in _listed(words)]
    # « les élus d'Us », as « les élus de Lens »
    elided = [f"{lead[:-1]}'" for lead in leads if lead.endswith("+de")]
    return sorted([*leads, *elided], key=len, reverse=True)


class Surroundings:
    """Questions about the words before and after text[start:end]."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._raw = text[max(0, start - 44) : start].replace("’", "'")
        self._before = fold(self._raw)
        self._after = text[end : end + 40].replace("’", "'")
        self._name = text[start:end]
        self._text = text

    @property
    def inside_a_compound(self) -> bool:
        """« Lille-Sud », « mairie@lille.fr », « Saint-Lille »."""
        return bool(_JOINED_AFTER.match(self._after) or _JOINED_BEFORE.search(self._before))

    @property
    def street(self) -> bool:
        return bool(context().elsewhere.search(self._before))

    @property
    def person(self) -> bool:
        last = self._last_word
        if _INITIAL.search(self._raw):
            return True  # « E. Cambrai »
        first_name = fold(last) in context().first_names and last[:1].isupper()
        if born := _FIRST_NAME.search(self._raw):
            first_name = fold(born[1]) in context().first_names  # « David d'Angers »
        return fold(last) in context().named_after or first_name

    @property
    def article(self) -> bool:
        """« la Bretagne » is no commune of that name: towns without an article take none."""
        return bool(_ARTICLE.search(self._before))

    @property
    def located(self) -> bool:
        return bool(context().place.search(self._before))

    @property
    def town_hall(self) -> bool:
        lead = r"(?:ville|commune|mairie|village|municipalite)s? d(?:e |u |')$"
        return bool(re.search(lead, self._before))

    @property
    def after_at(self) -> bool:
        """After « à », not after the capital A of « Y a-t-il » or of a list."""
        return bool(re.search(r"(?:^|\W)[àa]\s+$", self._raw)) or self._raw.rstrip().endswith("À")

    @property
    def in_lower_case(self) -> bool:
        """A note typed without capitals gives none to its towns."""
        return self._text[1:].islower()

    @property
    def belongs(self) -> bool:
        """« les écoles d'Étampes »: a capital after « de » is of a proper noun."""
        return bool(re.search(r"\w\s+(?:de\s+|d')$", self._raw))

    @property
    def follows_a_capital(self) -> bool:
        last = self._last_word
        if len(last) < 2 or not last[0].isupper() or fold(last) in _SMALL_BEFORE:
            return False
        return not begins(self._raw.rstrip()[: -len(last)])

    @property
    def goes_on(self) -> bool:
        """« Lille Services »: a name followed by another capital is a longer name."""
        return not (self._name.isupper() or self.belongs) and bool(_GOES_ON.match(self._after))

    @property
    def goes_on_longer(self) -> bool:
        """« Saint Florent le Vieil »: a longer name, of a place that is no commune any more."""
        if self._name.isupper():
            return False
        saint = _NAMED_SAINT.match(self._name) and _LONGER_SAINT.match(self._after)
        return bool(saint or _LONGER.match(self._after))

    @property
    def in_a_phrase(self) -> bool:
        """« port de plaisance », « la tour Eiffel »."""
        before = self._before[-_AROUND:]
        line = f"{before}{fold(self._name)}{fold(self._after[:_AROUND])}"
        first, last = len(before), len(before) + len(self._name)
        return any(
            found.start() < last and first < found.end()
            for found in context().phrases.finditer(line)
        )

    @property
    def begins_a_sentence(self) -> bool:
        return begins(self._raw)

    @property
    def ends_a_label(self) -> bool:
        """« Croix : 3 sites », « Croix, Wasquehal », « Croix (59170) »."""
        return bool(re.match(r"\s*(?:[:,(;|/\n\t–-]|$|et\s|\d)", self._after))

    @property
    def dates_a_letter(self) -> bool:
        """« Gérardmer, le 4 mars »."""
        return self.begins_a_sentence and bool(re.match(r",\s+le\s+\d", self._after))

    @property
    def has_a_cedex(self) -> bool:
        """« BOURGES Cedex »."""
        return bool(re.match(r"\s+cedex\b", self._after, re.IGNORECASE))

    @property
    def _last_word(self) -> str:
        # Read from its end, where the word is at once.
        found = _LAST_WORD_BACKWARDS.match(self._raw[::-1])
        return found[1][::-1] if found else ""


def begins_a_list(text: str, start: int) -> bool:
    """« les communes de » stands before the first of them."""
    return bool(_LIST.search(fold(text[max(0, start - 24) : start].replace("’", "'"))))


def begins(before: str) -> bool:
    """Whether a sentence, a title or an item of a list begins after these words."""
    return not before.strip() or bool(_BEGINS.search(before))
