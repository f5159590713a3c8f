"""A clause reworded in Word: new values when only figures changed, else a wording of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from procurement.word.comparing import spoken
from procurement.word.lines import ROW, Line, Piece, as_blocks, as_lines, as_text
from tenders.returns.change import ClauseState
from tenders.returns.values import new_values

LONGEST = 10_000  # `TenderClause.wording`
_TABLE_AS_TEXT = (
    "Un tableau ajouté à la clause est repris en lignes de texte : une clause n'en contient pas."
)
_TOO_LONG = (
    "Ce texte est trop long pour une clause : découpez-le en plusieurs articles, ou placez-le en "
    "annexe."
)
_EMPTY = (
    "Il ne reste aucun texte sous l'intitulé de la clause. Pour la retirer, supprimez aussi son "
    "intitulé, ou retirez-la sur la page des clauses."
)
Acts = tuple[Mapping[str, Any], ...]


def rewording(state: ClauseState, before: Piece, after: Piece) -> tuple[Acts, tuple[str, ...], str]:
    """(what accepting does, what to know of it, why it cannot be done)."""
    lines, whole = _own_text(state, spoken(before.lines), spoken(after.lines))
    text = as_text(lines)
    if not text or len(text) > LONGEST:
        return (), (), _TOO_LONG if text else _EMPTY
    said = (_TABLE_AS_TEXT,) if any(line.kind == ROW for line in lines) else ()
    values, exact = new_values(state.parts, text.replace("**", "")) if state.parts else ((), False)
    said = (*said, *(value.said for value in values))
    typed = {value.name: value.typed for value in values if not value.refused}
    if exact and not whole and len(typed) == len(values):
        return ({"do": "values", "clause": state.pk, "values": typed},), said, ""
    wording = {
        "do": "wording",
        "clause": state.pk,
        "text": text,
        "whole": whole,
        "values": typed,
    }
    return (wording,), said, ""


def _own_text(
    state: ClauseState, before: Sequence[Line], after: Sequence[Line]
) -> tuple[list[Line], bool]:
    """The lines that are the clause's own text, and whether they hold all that it prints.

    What documents write around the text, such as the proofs, is left to them while it came back
    as it went.
    """
    keys = [line.key for line in before]
    own = [line.key for line in as_lines(as_blocks(state.text))]
    start = next((n for n in range(len(keys)) if keys[n : n + len(own)] == own), None)
    came = [line.key for line in after]
    if start is None or not own:
        return list(after), True
    above, below = keys[:start], keys[start + len(own) :]
    is_headed = came[: len(above)] == above
    rest = list(after[len(above) if is_headed else 0 :])
    if is_headed and len(rest) >= len(below) and came[len(came) - len(below) :] == below:
        return rest[: len(rest) - len(below)], False
    return rest, True
