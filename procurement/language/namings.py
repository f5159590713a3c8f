"""Whether a name that a commune bears names it there: many words look like one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from procurement.language.gazetteer import SAINTS, WORD, Commune, key_of
from procurement.language.homonyms import LARGE, WELL_KNOWN, Candidate
from procurement.language.surroundings import Surroundings, context
from procurement.language.words import is_french_word
from procurement.typography import fold

_TOWN = 5_000  # inhabitants: read without a capital where the words before lead to a place
_VILLAGE = 2_000  # inhabitants: so where « de » and a capital lead to a name that none bears
_LONG = 6  # letters of a name that is hardly another with one accent more
_UNMISTAKABLE = 3  # words of a name that is nothing else
CODE_AFTER = re.compile(r"\s*\(\s*(\d{2,5}|2[AB])\s*\)")
_CODE_NEXT = re.compile(r",?\s(\d{5})(?!\d)")
_CODE_BEFORE = re.compile(r"(\d{5})\s+$")
_ARTICLES = frozenset(("le", "la", "les", "l"))


@dataclass(frozen=True)
class Listing:
    """The places just named: where they end, and whether they are said to be communes.

    `here`: what is judged follows them (« Lille, Hem et Croix »).
    """

    end: int
    of_communes: bool = False
    here: bool = False


def verdict(text: str, candidate: Candidate, listing: Listing, *, contracted: bool) -> bool | None:
    """None when it is no commune, else whether that is doubtful: many words look like one."""
    name = text[candidate.start : candidate.end]
    coded = _near_postcode(text, candidate)
    # Most words in lower case that a commune bears are ordinary ones: « le sens », « bois ».
    named = coded or name[0].isupper() or _begins_by_an_article(name)
    if not named and _is_ordinary(name, candidate):
        return None
    around = Surroundings(text, candidate.start, candidate.end)
    announced = listing.here and listing.of_communes and name[0].isupper()
    if not _may_be_a_name(name, candidate, around, led=contracted or announced):
        return None
    if not name[0].isupper():
        return _uncapitalised(name, candidate, around, coded=coded)
    if len(name) <= 2:
        return (
            False
            if coded
            or around.town_hall
            or (around.after_at and len(name) == 1)
            or (around.located and len(name) == 2)
            else None
        )
    if coded or announced or around.located or around.dates_a_letter or around.has_a_cedex:
        return False
    if listing.here and not (name.isupper() and _is_ordinary(name, candidate)):
        return False
    return _stands_alone(name, candidate, around)


def _begins_by_an_article(name: str) -> bool:
    """« la Madeleine »."""
    article, _, rest = name.replace("’", "'").replace("'", " ").partition(" ")
    return article in _ARTICLES and rest[:1].isupper()


def _may_be_a_name(name: str, candidate: Candidate, around: Surroundings, *, led: bool) -> bool:
    if around.inside_a_compound or around.street or around.person:
        return False
    if around.article and not led:
        return False
    if candidate.people < LARGE and around.goes_on_longer:
        return False
    if not _spelt_like(name, (*candidate.communes, *candidate.abridged)):
        return False
    return not around.in_a_phrase


def _uncapitalised(
    name: str, candidate: Candidate, around: Surroundings, *, coded: bool
) -> bool | None:
    """« la commune de armentières », « nos agents de roubaix », « à la Madeleine »."""
    if coded:
        return False
    if _begins_by_an_article(name):
        return not (around.located or len(WORD.findall(name)) > 2)
    if len(name) <= 3 and not around.town_hall:
        return None
    sure = around.town_hall or around.located and _is_unmistakable(name)
    least = 0 if sure else _TOWN if around.located else WELL_KNOWN
    led = around.located or around.in_lower_case
    return False if led and candidate.people >= least else None


def _stands_alone(name: str, candidate: Candidate, around: Surroundings) -> bool | None:
    """A capital is not enough for « Sens », for a first word, nor in a title in capitals."""
    if _is_unmistakable(name):
        return False
    if around.follows_a_capital or around.goes_on:
        return None
    ordinary = _is_ordinary(name, candidate)
    if name.isupper():
        return None if ordinary or len(name) <= 3 or candidate.people < 2000 else False
    if ordinary and around.belongs:
        borne = fold(name) in context().first_names
        if candidate.people >= (_TOWN if borne else _VILLAGE):
            return False
    if ordinary:
        return True if not around.begins_a_sentence or around.ends_a_label else None
    small = candidate.people < 2000 and not re.search(r"[ -]", name)
    return around.begins_a_sentence and small


def _near_postcode(text: str, candidate: Candidate) -> bool:
    around = text[max(0, candidate.start - 8) : candidate.start]
    following = text[candidate.end : candidate.end + 12]
    after = CODE_AFTER.match(following) or _CODE_NEXT.match(following)
    before = _CODE_BEFORE.search(around)
    if not (after or before):
        return False
    codes = {code for commune in candidate.communes for code in commune.postal_codes}
    departments = {commune.department for commune in candidate.communes}
    return bool(
        (after and (after[1] in codes or after[1] in departments))
        or (before and (before[1] in codes or before[1][:2] in departments))
    )


def _is_ordinary(name: str, candidate: Candidate) -> bool:
    words = WORD.findall(name)
    if len(words) > 2 or len(words) > 1 and fold(words[0]) not in _ARTICLES:
        return False
    key = fold(words[-1])
    if key in context().ordinary or key in context().first_names:
        return True
    if key in context().rivers and not _is_borne_so(name, candidate.communes):
        return True  # « LOIRE » is hardly Loiré
    # « La Madeleine » capitalised both times is a name; « La Rue », « les herbiers » are not.
    known = candidate.people >= WELL_KNOWN and (len(words) == 1 or words[-1][0].isupper())
    return not known and is_french_word(words[-1].lower())


def _is_unmistakable(name: str) -> bool:
    """« SAINT JEAN CAP FERRAT », whatever is around."""
    words = key_of(name).split()
    own = words[words[0] in _ARTICLES :]
    told = own[0] in SAINTS or any(not is_french_word(word) for word in own)
    return len(own) >= _UNMISTAKABLE and told


def _spelt_like(name: str, communes: Sequence[Commune]) -> bool:
    """Accents may be missing, not make a word of it: « Pâtes » is not the commune « Pates »."""
    plain = fold(name) == name.lower().replace("œ", "oe")
    invented = len(name) >= _LONG and not is_french_word(name.lower())  # « Papaïchton »
    return plain or invented or _is_borne_so(name, communes)


def _is_borne_so(name: str, communes: Sequence[Commune]) -> bool:
    return any(_accents(name) == _accents(commune.name) for commune in communes)


def _accents(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name.lower().replace("œ", "oe")).replace("saint", "st")
