"""Criteria said in lists and sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tenders.dossiers.facts.corpus import Said, plain
from tenders.dossiers.facts.entries import SUB, Entry, Run, marks_of, name_of
from tenders.dossiers.facts.weights import Weight, weights

_NOISE = re.compile(
    r"\b(?:avance|retenue de garantie|penalit|tva\b|revision|eliminatoire|eliminee?s?\b|inferieure? a|superieure? a|au moins \d|note\s*(?:du|de l|=|finale|obtenue)|formule|[x×*]\s*\(|\(prix|prix (?:du moins|le plus bas|de l'offre la)|moins[- ]disant|offre la (?:moins|plus)|maximum de \d+ pages|pages|jours|travailleurs|duree|total des|somme des|sous-trait|arrondi|decimale|=\s*\d|anormalement|ecart|montant (?:de l'offre|estimatif)|sera attribue|obtiendra|obtient|bareme suivant|notes? (?:seront|sera|est)|mini(?:mum|male) (?:de|requise)|en cas d'egalite)"
)
_HEAD_ONLY = re.compile(r"^\W*(?:total|ponderation|criteres?|sous-criteres?|coefficient|note|bareme)\W*\d*\W*(?:%|points?)?\W*$")
_SUBS_FOLLOW = re.compile(r"sous[- ]criteres?|decompos|comme suit|reparti|elements? (?:suivants|d'appreciation)")
_ORDER = re.compile(r"ordre (?:decroissant|de priorite|d'importance)|hierarchis|criteres (?:suivants|ci-(?:apres|dessous)|enonces)|sur la base des criteres")
_ABOUT = re.compile(r"(?:critere|sous-criteres? (?:d[eu]|du critere)|valeur|notation (?:de la|du|de l'))\s*[«\"]?\s*(?P<name>[^:;.\n]{3,90})")
_SENTENCE_BREAK = re.compile(r"(?<=[a-zé)%])[;.]\s+(?=[A-ZÀÉ•–-])|\n|;\s*(?=\S)|(?<=%)\s*,\s+|(?<=points\)),\s+|(?<=%\)),\s+")
_LONGEST_NAME = 170
_MOST_LINES_WITHOUT_WEIGHT = 12


def run(said: list[Said], lots: list[str]) -> Run:
    """The entries of these passages; without any weight, the list that an order introduces."""
    entries = list(_weighted(said))
    if not entries:
        entries = list(_ordered(said))
    return Run(entries, list(lots), about(said[:1]))


def about(said: list[Said]) -> str:
    """The criterion that the last words of these passages announce they will detail."""
    for one in reversed(said[-2:]):
        if _SUBS_FOLLOW.search(one.plain) or re.search(r"^\W*(?:[\d.]+\W+)?(?:sous-)?criteres?\b.*\w", one.plain):
            if match := _ABOUT.search(one.plain):
                name = one.passage.text[match.start("name") : match.end("name")]
                return name_of(name)
    return ""


def _weighted(said: list[Said]) -> Iterator[Entry]:
    for one in said:
        for start, part in _parts(one.passage.text):
            folded = plain(part)
            found = weights(part)
            if found and not _NOISE.search(folded) and not _HEAD_ONLY.match(folded):
                yield from _entries(one, part, start, found)


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """The lines and clauses of a passage with where they begin."""
    start = 0
    for cut in _SENTENCE_BREAK.finditer(text):
        yield start, text[start : cut.start()]
        start = cut.end()
    yield start, text[start:]


def _entries(said: Said, part: str, offset: int, found: list[Weight]) -> Iterator[Entry]:
    """« Prix : 40 % », « 60 % pour la valeur technique », several in a sentence."""
    names = list(_names(part, found))
    for at, (weight, name) in enumerate(zip(found, names, strict=True)):
        clean = name_of(name)
        if not _is_name(clean, name):
            continue
        level, depth = marks_of(name if at or len(found) > 1 else part)
        if at and re.search(r"\bdont\b|decompos", plain(part[: weight.start])):
            level = SUB
        yield Entry(
            clean, said.passage.place(offset + weight.start, offset + weight.end),
            weight.value, weight.unit, level, said.passage.indent, depth,
        )  # fmt: skip


def _names(part: str, found: list[Weight]) -> Iterator[str]:
    lead = part[: found[0].start]
    lead_name = re.sub(r"^.*:\s*(?=\S)", "", lead) if len(found) > 1 else lead
    follows = not re.search(r"[A-Za-zÀ-ÿ]{3}", lead_name.strip(" (:–-")) or re.match(
        r"\s*(?:des points\s+)?(?:pour|au titre|sur)\b", part[found[0].end :]
    )
    for at, weight in enumerate(found):
        after_end = found[at + 1].start if at + 1 < len(found) else len(part)
        before_start = found[at - 1].end if at else len(lead) - len(lead_name)
        if follows:
            yield re.sub(r"^[\s:)–—-]*(?:des points\s+)?(?:pour|au titre d[eu]|sur)?\s*", "", part[weight.end : after_end])
        else:
            yield re.sub(r"^[\s,;)%\]]*(?:et\s+|puis\s+|ainsi que\s+)?", "", part[before_start : weight.start])


def _is_name(clean: str, raw: str) -> bool:
    letters = sum(c.isalpha() for c in clean)
    folded = plain(clean)
    return (
        letters >= 3
        and len(clean) <= _LONGEST_NAME
        and len(raw) < 420
        and not _HEAD_ONLY.match(folded)
        and not re.match(r"^(?:total|soit|sur|note|les? criteres?$|lot\b|ponder|chaque|chacun|article|l'offre|offre economiquement)", folded)
    )


def _ordered(said: list[Said]) -> Iterator[Entry]:
    """« Critères par ordre décroissant d'importance : » then a list without weights."""
    opened = False
    count = 0
    for one in said:
        if _ORDER.search(one.plain) and one.plain.rstrip().endswith((":", "suivants", "suivants.")):
            opened, count = True, 0
            continue
        if not opened:
            continue
        numbered = re.match(r"^\W*(?:\d{1,2}|[a-z])\s?[°.):/-]+\s*\S", one.passage.text)
        listed = one.passage.indent > 0 or bool(numbered)
        if not listed or len(one.passage.text) > 220 or count >= _MOST_LINES_WITHOUT_WEIGHT:
            opened = opened and count == 0
            continue
        name = name_of(one.passage.text)
        if _is_name(name, one.passage.text) and not _NOISE.search(one.plain):
            count += 1
            level, depth = marks_of(one.passage.text)
            yield Entry(name, one.passage.place(), None, None, level, one.passage.indent, depth)


