"""What a sentence only says of where or for whom: « pour nos cantines », « les draps des crèches ».

A need met in a school is no schooling, and whoever washes the linen of nurseries minds no child.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from procurement.language import terms
from procurement.language.words import key
from suppliers.statements import Action, folded, rules

# What comes before a thing that only says where or for whom the need arises.
_FOR = re.compile(
    r"\b(?:nos|notre|leurs?|ses|vos|dans|pour|au sein|aupres|chez|vers|"
    r"destine\w*|issu\w*|produits? (?:par|dans)|utilise\w* (?:par|dans|en))"
    r"(?: (?:a|au|aux|d'|de|des|du|la|le|les|l'|nos|notre|ses|son|sa|\d+|deux|trois|quatre|cinq|"
    r"six|sept|huit|neuf|dix|douze|quinze|vingt|trente))* ?(?:d'|l')?$"
)
_AT = re.compile(
    r"\b(?!pass|recour|acces|form|sensib|initi|aid|mise|adapt)\w+ (?:a la|a l'|au|aux) ?$"
)
_OF_SOMETHING = re.compile(r" (?:de|des|du|d'|de la|de l') ?(\w+) (?:de la|de l'|du|des|d'|de) ?$")
_OF = re.compile(r" (?:de|des|du|de la|de l'|d'|aux|au|a la) ?$")
_GOODS_FOR = re.compile(
    r"\b(?:mobilier|meubles?|materiels?|equipements?|vetements?|linge|vehicules?|jouets?|"
    r"produits?|machines?|outils?|logiciels?|peintures?)(?: \w+)? (?:de|d'|pour)"
    r"(?: (?:la|les|le|l'))? ?$"
)
_OF_A_PLACE = re.compile(
    r"\w (?:des?|du|de la|de l'|d'|aux?|a la|a l'|en|sur|et|,)(?: (?:la|les|l'|nos|vos|leurs|\d+"
    r"|deux|trois|quatre|cinq|six|dix|vingt))* ?(?:d'|l')?$"
)


def circumstances(
    text: str, words: Mapping[str, str], concepts: Mapping[str, str]
) -> frozenset[str]:
    """The concepts and words of a sentence, the words inside their names too, that only say where
    or for whom; `words` and `concepts` are as they are written in it.
    """
    found: set[str] = set()
    plain = folded(text)
    for id, name in concepts.items():
        before = _before(plain, text, name)
        if before and _is_circumstance(before, words, concepts):
            found |= {id, *terms.keys(name)}
    for word in _places().intersection(words):
        before = _before(plain, text, words[word])
        if before and (_FOR.search(before) or _OF_A_PLACE.search(before)):
            found.add(word)
    return frozenset(found)


def _before(plain: str, text: str, name: str) -> str:
    at = text.find(name)
    return plain[:at] if at > 0 else ""


@cache
def _places() -> frozenset[str]:
    """Places and people that any trade may serve."""
    return frozenset(filter(None, map(key, rules().places)))


def is_a_place(key: str) -> bool:
    return key in _places()


def _is_circumstance(before: str, words: Mapping[str, str], concepts: Mapping[str, str]) -> bool:
    return bool(
        _FOR.search(before)
        or _GOODS_FOR.search(before)
        or _AT.search(before)
        or _belongs_to_a_concept(before, concepts)
        or _belongs_to_an_object(before, words)
    )


def _belongs_to_a_concept(before: str, concepts: Mapping[str, str]) -> bool:
    """« les biodéchets des … »."""
    owned = _OF.search(before)
    return bool(owned and any(before[: owned.start()].endswith(n) for n in _folded(concepts)))


def _folded(concepts: Mapping[str, str]) -> Iterator[str]:
    return map(folded, concepts.values())


def _belongs_to_an_object(before: str, words: Mapping[str, str]) -> bool:
    """« le lavage des récipients de la … »; not « un marché de fourniture de … »."""
    owned = _OF_SOMETHING.search(before)
    if not owned:
        return False
    word = key(owned[1])
    return word in words and word not in action_words()


@cache
def action_words() -> dict[str, frozenset[str]]:
    """Each key that says an action, with all the keys that say the same one."""
    found: dict[str, frozenset[str]] = {}
    for action in rules().actions:
        same = frozenset(key(word) for word in action.words if " " not in word)
        found |= dict.fromkeys(same, same)
    return found


def actions_in(words: Iterable[str]) -> list[Action]:
    """The actions that these words say, in their order."""
    by_key = _actions()
    return list(dict.fromkeys(by_key[word] for word in words if word in by_key))


@cache
def _actions() -> dict[str, Action]:
    return {key(word): a for a in rules().actions for word in a.words if " " not in word}
