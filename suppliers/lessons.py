"""Who teaches a trade, and who does it: of one trade, a need may ask for either, or for both."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from procurement.language import trades
from suppliers.answer import Answer
from suppliers.components import Component
from suppliers.demand import Demand
from suppliers.reading import Said
from suppliers.statements import DOING, SELLING, TEACHING, is_vocational, says_lessons

TAUGHT = 0.45  # sure enough of lessons to believe whoever does the trade too
PRACTISED = 0.75  # under it, whoever says lessons of a trade may do no more


def taught_by(component: Component, answer: Answer) -> float:
    """How sure it is that its trades are taught: all the more by whoever does them too."""
    taught = _sure_of(component, _told_where(answer, _teaches))
    if taught < TAUGHT:
        return taught
    return max(taught, _sure_of(component, answer.told(frozenset({DOING, TEACHING}))))


def unsaid_of(component: Component, answer: Answer) -> Iterator[str]:
    """What is in doubt of whoever makes professionals where a need wants everyone to learn, and of
    whoever teaches what it asks both to do and to teach.
    """
    if component.role == TEACHING:
        for_all = says_lessons(component.text) and not is_vocational(component.text)
        if for_all and _makes_professionals(answer):
            yield "de leçons hors d'une formation au métier"
    elif _is_taught_too(component, answer.demand):
        practised = _told_where(answer, lambda said: not _teaches(said) and _does(said))
        if _sure_of(component, practised) < PRACTISED:
            yield "autre chose que des leçons"


def _is_taught_too(component: Component, demand: Demand) -> bool:
    taught = (other.trades[:1] for other in demand.components if other.role == TEACHING)
    return bool(component.trades) and component.trades[:1] in taught


def _makes_professionals(answer: Answer) -> bool:
    """True of one that teaches a trade to be learnt as such, and says no lesson for others."""
    taught = [said.text for said, factor in answer.sentences if factor and _teaches(said)]
    shown = [text for text in taught if says_lessons(text) and not is_vocational(text)]
    return any(map(is_vocational, taught)) and not shown


def _told_where(answer: Answer, holds: Callable[[Said], bool]) -> dict[str, float]:
    """How sure the sentences of which this holds make each trade."""
    return trades.sure(
        {trade: evidence * factor for trade, evidence in said.trades.items()}
        for said, factor in answer.sentences
        if factor and holds(said)
    )


def _teaches(said: Said) -> bool:
    return said.role == TEACHING or (said.role == DOING and says_lessons(said.text))


def _does(said: Said) -> bool:
    return said.role in (DOING, SELLING)


def _sure_of(component: Component, told: dict[str, float]) -> float:
    return max((trades.does(trade, told) for trade in component.trades), default=0.0)
