"""The deadline for questions, when it is so many days before that for answers."""

from __future__ import annotations

import re
from datetime import date, timedelta

from procurement.language.numbers import parse
from procurement.typography import long_date
from tenders.dossiers.facts.corpus import Corpus, Said
from tenders.dossiers.facts.date_subjects import (
    QUESTION,
)
from tenders.dossiers.facts.items import Deadline

_BUYER_ANSWERS = re.compile(
    r"(?:acheteur|pouvoir adjudicateur|maitre d'ouvrage|collectivite|ville"
    r"|reponses?)[^.;]{0,60}(?:repond\w*|transm\w+|communiqu\w+|envoy\w+|adress\w+"
    r"|publi\w+|apport\w+)|une reponse (?:sera|est)|il (?:y )?sera repondu"
    r"|reponses? (?:seront|sont|est|sera)"
)


_RELATIVE = re.compile(
    r"(?P<number>\d{1,2}|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze"
    r"|quinze)\s*(?:\(\s*(?P<figure>\w+)\s*\)\s*)?"
    r"(?P<unit>jours?|semaines?|heures?)\s*(?P<kind>calendaires?|ouvres?|ouvrables?|francs?)?"
    r"[^.;]{0,30}?\bavant(?:\s*[.;]|$| (?:la |le |cette )?(?:date|limite|remise|terme|echeance"
    r"|cloture"
    r"|fin|reception|jour|expiration))"
)


_NOISE = re.compile(r"modif\w+[^.;]{0,80}(?:dossier|detail)|recours|validite")


def counted_back(corpus: Corpus, answer: Deadline | None) -> Deadline | None:
    """« au plus tard 10 jours avant la date limite »: counted from the deadline for answers."""
    for said in corpus:
        for match in _RELATIVE.finditer(said.plain):
            before = said.plain[max(0, match.start() - 260) : match.start()].rpartition(". ")[2]
            if not _is_about_questions(before, said):
                continue
            return _relative(match, said, answer)
    return None


def _is_about_questions(before: str, said: Said) -> bool:
    if _NOISE.search(before) or _BUYER_ANSWERS.search(before):
        return False
    asked = re.search(rf"{QUESTION}|demandes?\b|interrog\w+", before)
    if asked:
        return True
    opens = not re.search(r"\w", before)  # « Huit jours avant la date limite », and nothing else
    return bool(re.search(QUESTION, said.title)) and (
        opens or bool(re.search(r"parvenir|demande|poser|adress|^\W*la date limite\b", before))
    )


def _relative(match: re.Match[str], said: Said, answer: Deadline | None) -> Deadline:
    number = int(parse(match["number"]))
    words = said.passage.text[match.start() : match.end()]
    where = said.passage.place(match.start(), match.end())
    days = number * (7 if match["unit"].startswith("semaine") else 1)
    if answer is None or not answer.iso or match["unit"].startswith("heure"):
        return Deadline(
            "",
            words,
            where,
            sure=False,
            doubt="Se compte à partir de la date limite des offres, qui n'a pas été lue.",
        )
    day = date.fromisoformat(answer.iso[:10]) - timedelta(days=days)
    working = (match["kind"] or "").startswith(("ouvr", "franc"))
    doubts = []
    if working:
        day = (
            _working_days_before(date.fromisoformat(answer.iso[:10]), number)
            if "ouvr" in match["kind"]
            else day - timedelta(days=1)
        )
        doubts.append(
            "Jours ouvrés ou francs comptés par Balise, sans les jours fériés : vérifiez."
        )
    if not answer.sure:
        doubts.append("La date limite des offres est elle-même en doute.")
    return Deadline(
        day.isoformat(),
        f"{long_date(day)} ({words})",
        where,
        sure=not doubts,
        doubt=" ".join(doubts),
    )


def _working_days_before(day: date, number: int) -> date:
    while number:
        day -= timedelta(days=1)
        number -= day.weekday() < 5
    return day
