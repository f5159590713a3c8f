"""The activity: what the trades and the words of both sides say to each other."""

from __future__ import annotations

from collections.abc import Iterable

from procurement.language import trades
from procurement.language.words import key
from procurement.typography import join_words, short
from suppliers.answer import DONE, NOTABLE, Answer, CommonTrade, Match
from suppliers.scoring.reading import Reading, quoted
from suppliers.statements import role_reason

SHOWN = 2  # trades of each side
HALF = 0.5  # of a full answer: under it, a trade is said by halves


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
    if beside := _next_door(answer):
        return f"Métier voisin de ce que demande le besoin : {join_words(beside[:2])}."
    if pairs := pairs or list(answer.matches):
        return (
            f"Mots du besoin dans la fiche : {join_words([_pair(match) for match in pairs[:3]])}."
        )
    if answer.code_share:
        return "Même famille de codes CPV que le besoin, sans mot commun."
    return "Aucun mot de la fiche ne répond au besoin."


def off_topic(answer: Answer) -> str:
    """Why a supplier is set aside for its activity: what its record is about, what it lacks."""
    if answer.contrary or answer.other_role:
        return activity_reason(answer)
    asked = list(answer.asked)
    wanted = {trade for own in answer.asked.values() for trade in own}
    done = _labels(trade for trade in _done(answer) if trade not in wanted)
    if done and asked:
        return (
            f"{'Ne parle que de' if len(done) <= SHOWN else 'Parle surtout de'} : "
            f"{', '.join(done[:SHOWN])} ; rien sur ce que demande le besoin : "
            f"{', '.join(asked[:SHOWN])}."
        )
    if asked:
        return f"La fiche ne dit rien, ou presque, de : {', '.join(asked[:SHOWN])}."
    return "Aucun mot de la fiche ne répond au besoin."


def _done(answer: Answer) -> list[str]:
    """The trades that its record tells, the surest first."""
    told = answer.told(answer.demand.roles)
    return sorted((t for t, sure in told.items() if sure >= DONE), key=lambda t: (-told[t], t))


def _next_door(answer: Answer) -> list[str]:
    asked = [t for t, part in answer.demand.trades.items() if part >= NOTABLE]
    near = {beside for trade in asked for beside in trades.trades()[trade].near}
    return _labels(trade for trade in _done(answer) if trade in near)


def _labels(ids: Iterable[str]) -> list[str]:
    return [trades.trades()[id].label for id in ids]


def _same_words(answer: Answer, pairs: Iterable[Match], common: Iterable[CommonTrade]) -> list[str]:
    """Up to three words of both sides that tell a trade of the need, neither said already nor only
    where it arises.
    """
    words = answer.demand.words
    known = {words[one.need].text.lower() for one in common if one.need}
    known |= {wanted.text.lower() for wanted in words.values() if wanted.is_setting}
    return [
        quoted(match.need)
        for match in pairs
        if match.need.lower() == match.supplier.lower()
        and match.need.lower() not in known
        and trades.hints_at(key(match.need), answer.demand.trades)
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
    if answer.other_role or answer.contrary:
        return ""
    return f"La fiche dit ce métier {'en peu de mots' if answer.share >= HALF else 'à demi-mot'}."


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
