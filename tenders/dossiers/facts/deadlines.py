"""By when to answer and to ask. A wrong deadline is worse than none: doubt is kept as doubt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from procurement.typography import NBSP, join_words, long_date
from tenders.dossiers.facts.corpus import Corpus, Kind, Said, Sheet, plain
from tenders.dossiers.facts.counted_back import counted_back
from tenders.dossiers.facts.date_subjects import (
    CANDIDATURES,
    OFFERS,
    QUESTIONS,
    WEAK,
    begins_a_span,
    head_over,
    subject_of,
)
from tenders.dossiers.facts.items import Deadline, Item
from tenders.dossiers.facts.moments import Moment, clock, hour_alone, hours, moments

_PAST = re.compile(
    r"a l'epoque|l'an (?:passe|dernier)|l'annee (?:passee|derniere)"
    r"|precedente? (?:consultation|procedure)|infructueu|sans suite du|anterieure?\b"
    r"|(?:marche|contrat|accord-cadre) (?:precedent|actuel|en cours)"
    r"|\bavai(?:t|ent)\b"
)


_OLD = re.compile(
    r"(?:au lieu d[eu']|initialement|limites? initiales?|precedemment|anciennement"
    r"|prevue? d'abord)[^.;]{0,70}$"
)


_OLD_AFTER = re.compile(r"[\s,)]*(?:est|sera) (?:remplac|report|repouss|modifi|annul)")


_CORRIGENDUM = re.compile(r"rectificati|modificati|erratum|corrige|additif|avenant au reglement")


_NEW = re.compile(
    r"(?:\blire\b|\bdevient\b|report\w*|repouss\w*|prolong\w*|nouvelle date|\bremplace\w*"
    r"|desormais)[^.;]{0,110}$"
)


_OLD_HEAD = re.compile(r"au lieu d|ancien|initial")
_NEW_HEAD = re.compile(r"\blire\b|nouve|corrig|modifi")


@dataclass(frozen=True)
class Found:
    """A moment and what it is for."""

    what: str
    moment: Moment
    said: Said
    old: bool = False
    new: bool = False
    order: int = 0  # of the corrigendum that says it; 0 for every other file

    @property
    def item(self) -> Item:
        place = self.said.passage.place(self.moment.start, self.moment.end)
        return Item("date", words_of(self.moment), place, self.moment.iso)


def words_of(moment: Moment) -> str:
    """« 12 mars 2027 à 12 h 00 », or the words of the text when they say less than a day."""
    if moment.day is None:
        return moment.text
    if moment.hour is None:
        return long_date(moment.day)
    return f"{long_date(moment.day)} à {moment.hour}{NBSP}h{NBSP}{moment.minute or 0:02d}"


def deadlines(corpus: Corpus) -> tuple[Deadline | None, Deadline | None]:
    """(for answers, for questions)."""
    found = list(_all(corpus))
    found += list(_corrected_in_rows(corpus, found))
    answers = [one for one in found if one.what == CANDIDATURES]
    offers = _offers(found, corpus, restricted=bool(answers))
    answer = _settle(_with_hours(offers or answers, corpus), OFFERS)
    if answers and offers and min(_days(answers)) < min(_days(offers)):
        answer = _settle(_with_hours(answers, corpus), CANDIDATURES)
    asked = [one for one in found if one.what == QUESTIONS]
    return answer, _settle(asked, QUESTIONS) or counted_back(corpus, answer)


def _offers(found: list[Found], corpus: Corpus, *, restricted: bool) -> list[Found]:
    """What each file says best of the offers; words less plain count only with their hour."""
    offers = [one for one in found if one.what == OFFERS]
    if restricted:
        return offers
    plainly = {one.said.passage.file for one in offers}
    weak = [one for one in found if one.what == WEAK and one.said.passage.file not in plainly]
    return offers + [one for one in _with_hours(weak, corpus) if one.moment.hour is not None]


def _days(found: Iterable[Found]) -> list[date]:
    return [one.moment.day or date.max for one in found] or [date.max]


def _all(corpus: Corpus) -> Iterator[Found]:
    for sheet in corpus.sheets:
        order = _corrigendum(sheet)
        for at, said in enumerate(sheet.said):
            for moment in _said_best(said):
                if begins_a_span(said.plain, moment):
                    continue
                what = subject_of(sheet.said, at, said, moment)
                if _PAST.search(
                    said.plain[max(0, moment.start - 160) : moment.start].rpartition(". ")[2]
                ):
                    continue
                if what in (OFFERS, CANDIDATURES, QUESTIONS, WEAK) and _may_be_a_deadline(
                    said, moment
                ):
                    before = said.plain[: moment.start]
                    old, new = _OLD.search(before), _NEW.search(before)
                    old = old or _OLD_AFTER.match(said.plain, moment.end)
                    if old and new and new.start() > old.start():
                        old = None
                    head = head_over(sheet.said, at, said, moment)
                    old, new = old or _OLD_HEAD.search(head), new or _NEW_HEAD.search(head)
                    moment = _with_next_line(moment, said, sheet.said[at + 1 : at + 2])
                    yield Found(what, moment, said, bool(old), bool(new and not old), order)


def _corrected_in_rows(corpus: Corpus, found: list[Found]) -> Iterator[Found]:
    """« Page de garde | au lieu du 4 mai | lire 18 mai »: what the old date was for, the new is."""
    for sheet in corpus.sheets:
        for at, said in enumerate(sheet.said):
            told = [(head_over(sheet.said, at, said, m), m) for m in moments(said.passage.text)]
            olds = [moment.day for head, moment in told if _OLD_HEAD.search(head)]
            news = [moment for head, moment in told if _NEW_HEAD.search(head)]
            if not said.in_table or len(olds) != 1 or len(news) != 1:
                continue
            for what in dict.fromkeys(one.what for one in found if one.moment.day == olds[0]):
                yield Found(what, news[0], said, new=True, order=_corrigendum(sheet) or 1)


def _said_best(said: Said) -> Iterator[Moment]:
    """« le 15 mars à minuit (soit le 15 mars à 23 h 59) »: the words that make it plain."""
    found = list(moments(said.passage.text))
    for one, other in pairwise([*found, None]):
        if one and not (other and _MADE_PLAIN.fullmatch(said.plain[one.end : other.start])):
            yield one


_MADE_PLAIN = re.compile(r"\W*(?:soit|c'est-a-dire)\W*(?:(?:le|du|au|jusqu'au) )?(?:\w+di )?")


def _with_next_line(moment: Moment, said: Said, following: list[Said]) -> Moment:
    """The hour may stand alone on the line below."""
    if moment.hour is not None or said.plain[moment.end :].strip(" .,:-"):
        return moment
    clock_said = hour_alone(following[0].plain) if following else None
    return replace(moment, hour=clock_said[0], minute=clock_said[1]) if clock_said else moment


def _corrigendum(sheet: Sheet) -> int:
    """1, 2… for corrigenda in their order: by their number, else by the day they were made."""
    opening = plain(sheet.file.name) + " " + " ".join(one.plain for one in sheet.said[:4])
    if not _CORRIGENDUM.search(opening[:400]):
        return 0
    if number := re.search(
        r"(?:rectificatif|modificatif|additif|erratum)\s*(?:n\s?[°o.]?\s*|_|-)?(\d)", opening
    ):
        return int(number[1])
    return 1


def _may_be_a_deadline(said: Said, moment: Moment) -> bool:
    if moment.day is not None and not 2000 < moment.day.year < 2100:
        return False
    return said.kind in (Kind.RULES, Kind.NOTICE, Kind.LETTER, Kind.OTHER) or bool(moment.hour)


def _with_hours(found: list[Found], corpus: Corpus) -> list[Found]:
    """The hour said apart from the day: « Heure limite : 12 h 00 » on a line of its own."""
    if not found or any(one.moment.hour is not None for one in found):
        return found
    apart = [
        (match, said)
        for said in corpus
        for match in hours(said.plain)
        if re.search(
            r"heure(?:s)? limites?|heure de (?:remise|depot|reception)",
            said.plain[: match.start()][-80:],
        )
        and not any(m.start <= match.start() < m.end for m in moments(said.passage.text))
    ]
    said_hours = {clock(match) for match, _ in apart}
    if len(said_hours) != 1:
        return found
    hour, minute = said_hours.pop()
    return [replace(one, moment=replace(one.moment, hour=hour, minute=minute)) for one in found]


def _settle(found: list[Found], what: str) -> Deadline | None:
    """One deadline from all that was read; when pieces contradict each other, none is given."""
    if not found:
        return None
    kept = _in_force(found)
    dated = [one for one in kept if one.moment.day is not None]
    first = min(dated or kept, key=lambda one: one.said.kind.rank)
    others = tuple({one.moment.iso: one.item for one in found if one.moment.iso}.values())
    if not dated:
        doubt = f"Date incomplète. {first.moment.doubt}".strip()
        return Deadline("", first.moment.text, first.item.where, sure=False, doubt=doubt)
    full = [one for one in dated if one.moment.hour is not None]
    days = {one.moment.day for one in dated}
    if len(days) > 1 or len({one.moment.iso for one in full}) > 1:
        return _contradiction(full if len(days) == 1 else dated, others)
    best = min(full or dated, key=lambda one: one.said.kind.rank)
    zone = next((one.moment.zone for one in [best, *kept] if one.moment.zone), "")
    doubt = next((one.moment.doubt for one in dated if one.moment.doubt), "")
    return Deadline(
        best.moment.iso or "",
        words_of(best.moment),
        best.item.where,
        zone,
        not doubt,
        doubt,
        tuple(one for one in others if (one.value or "")[:10] != (best.moment.iso or "")[:10]),
    )


def _in_force(found: list[Found]) -> list[Found]:
    """What the last corrigendum says, if any; a date announced as replaced no longer counts."""
    current = [one for one in found if not one.old] or found
    last = max(one.order for one in current)
    if last:
        current = [one for one in current if one.order == last]
    current = [one for one in current if not _is_replaced(one, current)]
    if last:
        return current
    gone = {one.moment.day for one in found if one.old}
    new = [one for one in current if one.new]
    if new:
        return [one for one in current if one.new or one.moment.day not in gone]
    return current


def _is_replaced(one: Found, found: list[Found]) -> bool:
    """« reportée au 5 juillet, est de nouveau reportée au 12 »: the last one said holds."""
    return one.new and any(
        other.new
        and other.said is one.said
        and other.moment.start > one.moment.start
        and ". " not in one.said.plain[one.moment.end : other.moment.start]
        for other in found
    )


def _contradiction(found: list[Found], others: tuple[Item, ...]) -> Deadline:
    """No date is given, but all those that were read, the nearest first."""
    said = sorted({(o.moment.iso or "", words_of(o.moment), o.said.passage.file) for o in found})
    words = list(dict.fromkeys(words for _, words, _ in said))
    listed = join_words([f"{words} ({file})" for _, words, file in said])
    nearest = min(found, key=lambda one: one.moment.iso or "9")
    return Deadline(
        "",
        join_words(words, last="ou"),
        nearest.item.where,
        sure=False,
        doubt=(
            f"Les pièces se contredisent : {listed}. Demandez à l'acheteur laquelle vaut ; d'ici "
            "là, préparez-vous pour la plus proche."
        ),
        others=tuple(sorted(others, key=lambda one: one.value or "")),
    )
