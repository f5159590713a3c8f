"""Sustainable and social objectives of a purchase, with the words they were read from."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Any

from procurement.language.compositions import compositions
from procurement.language.likeness import COMPOSED, FAR, NEAR, Likeness, likeness
from procurement.language.phrases import Hit, PhraseIndex
from procurement.language.spans import SENTENCE_END, Span, sentence_after, sentence_before
from procurement.language.words import words
from procurement.typography import fold
from procurement.yaml_files import read_yaml

DATA = Path(__file__).parent / "data" / "objectives.yaml"
LABELS = {
    "reemploi": "réemploi",
    "reduction_dechets": "réduction des déchets",
    "bio": "agriculture biologique",
    "circuit_court": "circuit court",
    "insertion": "insertion professionnelle",
    "handicap": "emploi de personnes handicapées",
    "bas_carbone": "moins de carbone",
    "eco_conception": "écoconception",
    "economie_locale": "économie du territoire",
    "accessibilite": "accessibilité",
    "biodiversite": "biodiversité",
    "egalite": "égalité et lutte contre les discriminations",
    "commerce_equitable": "commerce équitable",
    "energie": "sobriété énergétique",
}
_REFUSED = re.compile(
    r"(?:\b(?:pas(?!\s+seulement)|ni|aucune?|non|sans|hors|hormis|excepté)\s+(?:(?:besoin|obligation|exigence)\s+)?"
    r"(?:d['’]|de\s+|du\s+|la\s+|le\s+)?(?:\w+\s+)?(?:d['’]|de\s+)?)$",
    re.IGNORECASE,
)
_REFUSED_AFTER = re.compile(
    r"(?:\s+(?!et\b|ou\b|mais\b)[^\W\d_][^\s.,;:]*){0,3}?\s+"
    r"(?:non\s+(?:demand|exig|souhait|obligatoire|reten|prév|impos)\w*"
    r"|(?:n['’]est|ne\s+sera|ne\s+seront|ne\s+sont|n['’]a|n['’]ont)\s+pas\s+(?:été\s+)?"
    r"(?:demand|exig|souhait|attend|reten|prév|impos|recherch|not|jug|requis|obligatoire|possible|envisag|nécessaire|accept|admis|autoris)\w*"
    r"|(?:est|sont|a\s+été|ont\s+été)\s+(?:abandonn|écart|exclu|retir|supprim|proscri|interdi)\w*)",
    re.IGNORECASE,
)

_ANSWERED_NO = re.compile(r"[^.;?!\n]{0,40}\?\s*non\b", re.IGNORECASE)  # « d'occasion ? Non, … »

# « Clause sociale : néant », « la charte ne s'applique pas aux réceptions », « Sans objet : … ».
_WITHOUT_OBJECT = re.compile(
    r"[^.;]{0,45}?(?:\bsans\s+objet|:\s*(?:néant|non|aucune?)\b|\bne\s+s['’]appliqu\w+\s+pas"
    r"|\bne\s+nous\s+intéress\w+\s+pas|\bn['’]ai(?:en)?t\s+pas\s+été|\bn['’]entr\w+\s+pas"
    r"|\b(?:n['’]est|ne\s+sont)\s+pas\s+(?:un|une|le|la|des|à)\b|\bn['’]intervien\w+\s+pas|\bhors\s+sujet"
    r"|\b(?:est|sont|sera|seront)\s+(?:suivi|traité|géré|mené)e?s?\s+(?:par|à\s+part|ailleurs)"
    r"|\b(?:relèvent?|dépend(?:ent)?)\s+(?:de|du|des|d['’])"
    r"|\bne\s+(?:sera|seront|compt\w+|jou\w+|relèv\w+|donn\w+|concern\w+)\s+(?:pas|aucun)"
    r"|\bn['’]est\s+(?:prévu|fixé|demandé|exigé|imposé|attendu|requis)\w*)"
)
_WITHOUT_OBJECT_BEFORE = re.compile(
    r"(?:\bsans\s+objet\s*:[^.;]*|\b(?:sans|aucune)\s+(?:exigence|condition|obligation)[^.;,]{0,40}|\brenonc\w+\s+(?:à|au|aux)\b[^.;,]{0,30}"
    r"|\b(?:ne|n['’])\s*(?:fix|pos|impos|retien|retenu|prévoi|demand|souhait|exig|cherch|vis|av|a)\w*"
    r"\s+(?:pas|aucune?|plus)\b[^.;,]{0,30})$"
)
# What bears the name of an aim without aiming at it: bodies, papers, lessons.
_BODY = re.compile(
    r"(?:\b(?:commission|mission\s+locale|direction|pôle|délégation"
    r"|déléguée?|cellule|comité|observatoire|référente?|chargée?\s+de\s+mission|élue?|adjointe?|vice-présidente?|charte"
    r"|conférences?|colloque|exposition|agence|salon|forum"
    r"|congrès|rencontres|atlas|ministère|secrétariat|guide|module)"
    r"(?:\s+[^\W\d_]+){0,2}?\s+(?:(?:de|du|des|à|au|aux|sur|pour|en|les?|la)\s+|[dl]['’])*[«\"“]?\s*"
    r"|\b(?:association|collectif|réseau|fondation|compagnie)\s+[«\"“]\s*"
    r"|\b(?:commission|mission|charte|(?<!au )service|pôle)\s+[«\"“]?\s*"
    r"|(?<!au )\bservice(?:\s+[^\W\d_]+){0,2}?\s+"
    r"(?:(?:de|du|des|à|au|aux|sur|pour|en|les?|la)\s+|[dl]['’])+"
    r"|\b(?:formations?|stages?)\s+(?:sur\s+|(?:à|de)\s+(?=l)|contre\s+|[«\"“])\s*(?:l['’]|la\s+|les\s+)?)$"
)
_BOUGHT = re.compile(
    r"\b(?:achat|acquisition|fourniture|livraison|location|collecte|transport|traitement)s?"
    r"(?:\s+et\s+[^\W\d_]+)?\s+(?:de\s+|d['’]|des\s+|du\s+)(?:l['’]|la\s+)?(?:[^\W_]+\s+){0,2}$"
)
_STUDIED = re.compile(r"\bétudes?\s+(?:sur|de|des|du)\s+[^.,;:]{0,25}$")
_OURS = re.compile(r"\b(?:notre|nos|votre|vos)\s+$")
_STRUCTURE = re.compile(r"chantier|entreprise|atelier|structure|ressourcerie|recyclerie")
_BREAK = re.compile(rf"{SENTENCE_END}|, et ")
_SENTENCE = re.compile(SENTENCE_END)
_SAME_BREATH = 30  # letters between two parts of an aim said at length
_RUN_ON = 45  # and between two names of it that nothing sets apart
_SET_APART = re.compile(r"[.;:()?!\n–—]|\b(?:et|puis|ainsi)\b", re.IGNORECASE)

_SUBJECT, _EXACTLY, _ANY = "?", "=", "any"
_FEWER = ("less", "instead")  # the aims that a refusal states: « aucun déchet »
# What may stand between two parts of one mention.
_GOES_ON = re.compile(
    r"(?:\s|\b(?:de|du|des|en|par|la|le|les|à|au|aux|sociale?s?|professionnelle?s?"
    r"|pour|afin|privilégiée?s?)\b|\b[dl]['’]|[()])+"
)
_NEAR = 40  # letters; no look-alike is longer
_AIM_BEFORE, _AIM_AFTER = 60, 32  # letters, in the same sentence


@dataclass(frozen=True)
class ObjectiveMention(Span):
    id: str
    composed: bool = False  # from words that never name it
    silent: bool = False  # named without being an aim: refused, of a body, of something else
    doubtful: bool = False  # named by a word that is only an aim beside a wish, and none is near

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "label": LABELS[self.id],
            "text": self.text,
            "start": self.start,
            "end": self.end,
        }


def objectives(text: str) -> Iterator[ObjectiveMention]:
    """Every mention, in reading order; one that is refused (« pas de bio ») is not one."""
    judged = likeness(text)
    told = _mentions(text)
    heard = [one for one in told if not one.silent and judged.agrees(one.id, one, _least(one))]
    said = _one_for_each_word(_said_once(text, heard), judged)
    more = [
        one
        for one in _foreseen_by_no_rule(judged)
        if not (_overlaps(one, told) or _says_what_is_said(text, one, said))
    ]
    yield from sorted([*said, *more], key=lambda one: one.start)


def foreseen(text: str) -> bool:
    """Whether words of it name an aim or compose one, were it to keep silent."""
    return bool(_mentions(text))


def _least(one: ObjectiveMention) -> float:
    """How like clauses that ask for the aim its own must be."""
    return NEAR if one.doubtful else COMPOSED if one.composed else FAR


def _says_what_is_said(text: str, one: ObjectiveMention, said: Sequence[ObjectiveMention]) -> bool:
    """« en circuit court, avec un intermédiaire »: a sentence that named the aim goes on."""
    return any(
        other.id == one.id
        and not _SENTENCE.search(text, min(one.end, other.end), max(one.start, other.start))
        for other in said
    )


def _foreseen_by_no_rule(judged: Likeness) -> Iterator[ObjectiveMention]:
    for id, span in judged.alike():
        yield ObjectiveMention(span.start, span.end, span.text, id, composed=True)


def _overlaps(one: ObjectiveMention, others: Sequence[ObjectiveMention]) -> bool:
    """Whether the rules have told of that aim there, were it to keep silent."""
    return any(
        other.id == one.id and other.start < one.end and one.start < other.end for other in others
    )


def _said_once(text: str, mentions: Sequence[ObjectiveMention]) -> list[ObjectiveMention]:
    last: dict[str, ObjectiveMention] = {}
    found: list[ObjectiveMention] = []
    previous = ""
    for said in mentions:
        before = last.get(said.id)
        runs_on, previous = previous == said.id, said.id
        if before and _says_it_again(text, before, said, runs_on):
            # « clause sociale d'insertion » says it once.
            end = max(before.end, said.end)
            merged = replace(before, end=end, text=text[before.start : end])
            merged = replace(merged, composed=before.composed and said.composed)
            found[found.index(before)] = last[said.id] = merged
        else:
            found.append(said)
            last[said.id] = said
    return found


def _one_for_each_word(found: list[ObjectiveMention], judged: Likeness) -> list[ObjectiveMention]:
    """Of two aims composed with the same words, the one that their clause is more like."""
    kept: list[ObjectiveMention] = []
    for said in sorted(found, key=lambda said: -judged.closeness(said.id, said)):
        over = [other for other in kept if other.start < said.end and said.start < other.end]
        if not (over and (said.composed or any(other.composed for other in over))):
            kept.append(said)
    return sorted(kept, key=lambda said: said.start)


def _says_it_again(
    text: str, before: ObjectiveMention, said: ObjectiveMention, runs_on: bool
) -> bool:
    """`runs_on`: no other aim is said between the two."""
    if said.start < before.end:
        return True
    between = text[before.end : said.start]
    if runs_on and len(between) < _RUN_ON and not _SET_APART.search(between):
        return True
    if before.composed or said.composed or said.doubtful:
        return len(between) < _SAME_BREATH and not _BREAK.search(between)
    return bool(_GOES_ON.fullmatch(between))


def _mentions(text: str) -> list[ObjectiveMention]:
    """Those of the vocabulary and those that words compose, in reading order."""
    found = [*_named(text), *_composed(text)]
    return sorted(found, key=lambda said: (said.start, said.composed))


def _named(text: str) -> Iterator[ObjectiveMention]:
    for hit in _vocabulary().hits(text):
        elsewhere = _only_resembles(text, hit) or _names_a_body(text, hit)
        for id, meaning in _meant(text, hit).items():
            doubtful = meaning is _Meaning.DOUBTFUL
            silent = elsewhere or meaning is _Meaning.REFUSED or doubtful and _is_bought(text, hit)
            yield ObjectiveMention(
                hit.start, hit.end, hit.text, id, silent=silent, doubtful=doubtful
            )


def _is_bought(text: str, hit: Span) -> bool:
    """« achat de vingt nichoirs »: what is bought is no aim."""
    return bool(_BOUGHT.search(sentence_before(text, hit.start, 40).lower()))


def _composed(text: str) -> Iterator[ObjectiveMention]:
    for id, hit in compositions(text):
        silent = _is_refused(text, hit) or _only_resembles(text, hit) or _names_a_body(text, hit)
        yield ObjectiveMention(hit.start, hit.end, hit.text, id, composed=True, silent=silent)


def _names_a_body(text: str, hit: Span) -> bool:
    """« commission locale d'insertion », « formation sur l'égalité », « nos chantiers … »."""
    before = sentence_before(text, hit.start, 60).lower()
    ours = _OURS.search(before) and _STRUCTURE.match(hit.text.lower())
    return bool(ours or _BODY.search(before) or _STUDIED.search(before))


def _is_refused(text: str, hit: Span) -> bool:
    """« pas de bio », « réemploi des cartons non demandé »."""
    before = text[max(0, hit.start - 30) : hit.start]
    after = sentence_after(text, hit.end)
    return bool(
        _REFUSED.search(before)
        or _REFUSED_AFTER.match(after)
        or _ANSWERED_NO.match(text, hit.end)
        or _is_void(text, hit)
    )


def _is_void(text: str, hit: Span) -> bool:
    """« Clause sociale : néant », « Sans objet : analyse de cycle de vie »."""
    after = sentence_after(text, hit.end).lower()
    before = sentence_before(text, hit.start).lower()
    return bool(_WITHOUT_OBJECT.match(after) or _WITHOUT_OBJECT_BEFORE.search(before))


class _Meaning(IntEnum):
    """In the order in which one prevails over another, of the same words."""

    REFUSED = 0
    DOUBTFUL = 1
    MEANT = 2


def _meant(text: str, hit: Hit) -> dict[str, _Meaning]:
    """The aims of the words: meant always, or only beside an aim (« réduire le CO2 »)."""
    meant: dict[str, _Meaning] = {}
    for said in hit.ids:
        id, _, aims = said.partition(_SUBJECT)
        meant[id] = max(meant.get(id, _Meaning.REFUSED), _meaning(text, hit, aims))
    return meant


def _meaning(text: str, hit: Hit, aims: str) -> _Meaning:
    # « aucun déchet »: what refuses other aims is this one.
    if aims not in _FEWER and _is_refused(text, hit):
        return _Meaning.REFUSED
    if aims.startswith(_EXACTLY):
        exact = hit.text.upper() == aims.removeprefix(_EXACTLY)
        return _Meaning.MEANT if exact else _Meaning.REFUSED
    return _Meaning.MEANT if not aims or _aims_at(text, hit, aims) else _Meaning.DOUBTFUL


def _aims_at(text: str, hit: Span, which: str) -> bool:
    before = fold(sentence_before(text, hit.start, _AIM_BEFORE))
    after = fold(sentence_after(text, hit.end, _AIM_AFTER))
    if _aims()[which].search(before):
        return True
    return which == _ANY and bool(_aims()["after"].search(after))


def _only_resembles(text: str, hit: Span) -> bool:
    begin = max(0, hit.start - _NEAR)
    start, end = hit.start - begin, hit.end - begin
    # In lower case: a pattern that ignores case tries every phrase at every letter.
    around = text[begin : hit.end + _NEAR].lower()
    return any(
        match.start() < end and start < match.end()
        for root in _roots(hit.text) & _look_alikes().keys()
        for match in _look_alikes()[root].finditer(around)
    )


def _roots(phrase: str) -> set[str]:
    """The first letters of its words, but of those that carry nothing."""
    found = re.findall(r"[^\W_]{3,}", phrase.lower())
    return {word[:3] for word in found if word not in words().stop_words}


@cache
def _vocabulary() -> PhraseIndex:
    always = [(phrase, id + _exactly(phrase)) for id in LABELS for phrase in _words()[id]]
    aimed = [
        (phrase, subject["id"] + _SUBJECT + subject.get("aims", _ANY))
        for subject in _words()["subjects"]
        for phrase in subject["words"]
    ]
    return PhraseIndex([*always, *aimed])


def _exactly(phrase: str) -> str:
    """« ACI » is no « acier », though the two share a stem."""
    return f"{_SUBJECT}{_EXACTLY}{phrase}" if phrase.isupper() and phrase.isalpha() else ""


@cache
def _aims() -> dict[str, re.Pattern[str]]:
    """How a sentence says that it aims at something, by kind of aim."""
    return {
        kind: re.compile(rf"(?<!\w)(?:{'|'.join(words)})\w*")
        for kind, words in _words()["aims"].items()
    }


@cache
def _look_alikes() -> dict[str, re.Pattern[str]]:
    """« à l'occasion de », « consignes de sécurité »: the same words, said of something else.

    By the first letters of each of their words: few are tried around a hit.
    """
    phrases: dict[str, list[str]] = defaultdict(list)
    for phrase in _words()["look_alikes"]:
        for root in _roots(phrase):
            phrases[root].append(re.escape(phrase.lower()))
    return {root: _either(alike) for root, alike in phrases.items()}


def _either(phrases: Sequence[str]) -> re.Pattern[str]:
    either = "|".join(phrases).replace("'", "['’]")
    either = either.replace(r"\*", r"\w*").replace(r"\ ", r"\s+")
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)")


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = read_yaml(DATA)
    return words
