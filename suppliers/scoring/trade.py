"""The activity: what the trades and the words of both sides say to each other."""

from __future__ import annotations

from collections.abc import Iterable

from procurement.typography import join_words, short
from suppliers.answer import Answer, CommonTrade, Match
from suppliers.scoring.reading import Reading, quoted
from suppliers.statements import role_reason


def activity(answer: Answer) -> Reading:
    return Reading(
        answer.share,
        lambda: activity_reason(answer),
        known=not answer.supplier.is_thin,
        find_matches=lambda: answer.matches,
        advice_or_writer=lambda: _activity_advice(answer),
        lacks_or_writer=lambda: _activity_lacks(answer),
    )


def activity_reason(answer: Answer) -> str:
    """The trades in common, then the words that say so on both sides."""
    if answer.contrary:
        return f"Propose ce que le besoin écarte ({short(answer.contrary)})."
    if answer.other_role:
        return role_reason(answer.other_role)
    common = answer.common_trades[:2]
    pairs = [m for m in answer.matches if m.strength >= 0.5]
    if common:
        many = "Métiers communs" if len(common) > 1 else "Métier commun"
        same = _same_words(answer, pairs, common)
        shared = f" ; mêmes mots : {join_words(same)}" if same else ""
        return f"{many} : {join_words([_trade(answer, one) for one in common])}{shared}."
    if pairs := pairs or list(answer.matches):
        return f"Répond à {join_words([_pair(match) for match in pairs[:3]])}."
    if answer.code_share:
        return "Même famille de codes CPV que le besoin, sans mot commun."
    return "Aucun mot de la fiche ne répond au besoin."


def _same_words(answer: Answer, pairs: Iterable[Match], common: Iterable[CommonTrade]) -> list[str]:
    """Up to three words of both sides, neither said already nor only where the need arises."""
    words = answer.demand.words
    known = {words[one.need].text.lower() for one in common if one.need}
    known |= {wanted.text.lower() for wanted in words.values() if wanted.is_setting}
    return [
        quoted(match.need)
        for match in pairs
        if match.need.lower() == match.supplier.lower() and match.need.lower() not in known
    ][:3]


def _trade(answer: Answer, common: CommonTrade) -> str:
    """« lavage de contenants (« récipients » dans le besoin, « bacs » dans la fiche) »."""
    if not common.need or not common.supplier:
        return common.label
    mine = answer.demand.words[common.need].text
    theirs = answer.as_written(common.supplier)
    if mine.lower() == theirs.lower():
        return f"{common.label} ({quoted(mine)} des deux côtés)"
    return f"{common.label} ({quoted(mine)} dans le besoin, {quoted(theirs)} dans la fiche)"


def _activity_lacks(answer: Answer) -> str:
    if answer.missing_trades:
        return f"La fiche ne dit rien de : {join_words(list(answer.missing_trades[:3]))}."
    if answer.missing:
        return f"La fiche ne parle pas de : {join_words([quoted(m) for m in answer.missing[:4]])}."
    return "" if answer.other_role or answer.contrary else "La fiche dit ce métier en peu de mots."


def _pair(match: Match) -> str:
    need, supplier = quoted(match.need), quoted(match.supplier)
    return need if match.need.lower() == match.supplier.lower() else f"{need} par {supplier}"


def _activity_advice(answer: Answer) -> str:
    if answer.supplier.is_thin:
        return "décrire ses activités avec ses propres mots"
    if answer.other_role or answer.contrary:
        return ""
    if answer.missing_trades:
        return f"dire s'il fait aussi : {join_words(list(answer.missing_trades[:3]), 'ou')}"
    if answer.missing:
        return f"dire s'il fait aussi {join_words([quoted(m) for m in answer.missing[:3]], 'ou')}"
    return "décrire ce métier plus en détail"
