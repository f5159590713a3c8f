"""What changed under a clause between the day it was taken and the day of the launch (G8)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from procurement.legal import Finding, Law, LawUnknown, LegalValue, Severity
from procurement.typography import NBSP, long_date, number
from tenders.clauses.basis import LegalBasis, Standing
from tenders.clauses.clause import Clause, State

_CODE_ARTICLE = re.compile(r"\b[LRD]\d{3,4}(?:-\d+)*\b")
_LAW_ARTICLE = re.compile(r"\b(\d{4}-\d{2,4})\b.*?\bart(?:icle|\.)s?\s+(\d+)")


@dataclass(frozen=True)
class Taken:
    """A clause as a tender took it: the version, the day, and the basis as it then was."""

    clause: Clause
    on: date
    basis: Sequence[Mapping[str, Any]] = ()


def changes(taken: Taken, standing: Clause | None, *, at: date, law: Law) -> Iterator[Finding]:
    """`standing` is the clause as the library now has it; `at` the day of the launch."""
    yield from _dated_bases(taken, at)
    if standing is not None:
        yield from _newer(taken.clause, standing)
    yield from _legal_values(taken, at, law)


def _dated_bases(taken: Taken, at: date) -> Iterator[Finding]:
    before = {line["article"]: line for line in taken.basis}
    for basis in taken.clause.legal_basis:
        known = before.get(basis.article)
        match basis.standing(at):
            case Standing.ENDED:
                yield _finding(
                    taken.clause,
                    "clause_basis_ended",
                    f"s'appuie sur {basis.article}, en vigueur jusqu'au {_day(basis.until)} "
                    f"seulement{NBSP}; le lancement est prévu le {long_date(at)}.",
                    "Relisez la clause d'après le texte qui a suivi, ou retirez-la.",
                    basis.article,
                )
            case Standing.COMING:
                yield _finding(
                    taken.clause,
                    "clause_basis_coming",
                    f"s'appuie sur {basis.article}, en vigueur le {_day(basis.since)}{NBSP}; "
                    f"le lancement est prévu le {long_date(at)}.",
                    "Retardez le lancement, ou vérifiez quel texte vaut ce jour-là.",
                    basis.article,
                )
            case _ if known and _moved(known, basis):
                yield _finding(
                    taken.clause,
                    "clause_basis_moved",
                    f"s'appuie sur {basis.article}, dont les dates ont changé depuis que vous "
                    f"l'avez prise le {long_date(taken.on)}.",
                    "Relisez la clause et ce texte avant le lancement.",
                    basis.article,
                )


def _moved(known: Mapping[str, Any], basis: LegalBasis) -> bool:
    until = basis.until.isoformat() if basis.until else None
    return (known["since"], known["until"]) != (basis.since.isoformat(), until)


def _newer(used: Clause, standing: Clause) -> Iterator[Finding]:
    if standing.state == State.RETIRED:
        told = standing.history[-1].what if standing.version > used.version else ""
        yield _finding(
            used,
            "clause_retired",
            f"a été retirée de la bibliothèque. {told}".rstrip(),
            "Choisissez une autre clause, ou gardez-la en connaissance de cause.",
        )
    elif standing.version > used.version:
        news = " ".join(c.what for c in standing.history if c.version > used.version)
        articles = {b.article for b in standing.legal_basis} ^ {b.article for b in used.legal_basis}
        yield _finding(
            used,
            "clause_newer_version",
            f"est à la version {used.version}{NBSP}; la version {standing.version} existe. {news}",
            "Comparez les deux versions sur la fiche de la clause, puis reprenez la nouvelle "
            "si elle convient.",
            *sorted(articles),
            severity=Severity.WARNING if articles else Severity.ADVICE,
        )


def _legal_values(taken: Taken, at: date, law: Law) -> Iterator[Finding]:
    """A figure of the law that an article of the clause sets, different at the launch."""
    articles = {key for basis in taken.clause.legal_basis for key in article_keys(basis.article)}
    for id, values in law.values.items():
        if not articles & article_keys(values[0].article):
            continue
        try:
            then, now = law.value(id, taken.on), law.value(id, at)
        except LawUnknown:
            continue
        if then.value != now.value:
            yield _finding(
                taken.clause,
                "clause_legal_value_changed",
                f"dépend de «{NBSP}{now.label}{NBSP}», qui passe de {_said(then)} à {_said(now)} "
                f"le {long_date(now.since)}, après la rédaction. {now.doubt}".strip(),
                "Relisez les chiffres de la clause à la date du lancement.",
                now.article,
            )


def article_keys(text: str) -> set[str]:
    """« Loi n° 2020-105 …, article 58 » and « loi 2020-105 art. 58 » are one article."""
    laws = {f"{law}/{article}" for law, article in _LAW_ARTICLE.findall(text)}
    return laws | set(_CODE_ARTICLE.findall(text))


def _said(value: LegalValue) -> str:
    said = number(value.value) if isinstance(value.value, int | float) else value.value
    return " ".join(filter(None, (said, value.unit_label)))


def _day(day: date | None) -> str:
    return long_date(day) if day else ""


def _finding(
    clause: Clause,
    rule: str,
    why: str,
    instead: str,
    *articles: str,
    severity: Severity = Severity.WARNING,
) -> Finding:
    return Finding(
        rule=rule,
        severity=severity,
        legal_ref=articles,
        why=f"La clause «{NBSP}{clause.title}{NBSP}» {why}",
        instead=instead,
        source=f"Bibliothèque de clauses, {clause.name}",
        where=clause.title,
    )
