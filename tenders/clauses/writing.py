"""A clause back into the mapping that files and the database hold: what a fork starts from."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from tenders.clauses.chain import Award
from tenders.clauses.clause import Clause, Condition, LevelContent
from tenders.clauses.library import articles
from tenders.clauses.variables import Variable


def as_content(clause: Clause) -> dict[str, Any]:
    """What `read_clause` reads, in plain JSON values; identity, state and history left out."""
    content: dict[str, Any] = {
        "title": clause.title,
        "place": str(clause.place),
        "themes": list(clause.themes),
        "families": list(clause.families),
        "text": clause.text,
        "variables": {v.name: _variable(v) for v in clause.variables},
        "levels": {str(level): _level(content) for level, content in clause.levels},
        "why": clause.why,
        "attention": clause.attention,
        "legal": _article_ids(clause),
        "proofs": [asdict(proof) for proof in clause.proofs],
        "applies_when": [_condition(condition) for condition in clause.applies_when],
        "verification": clause.verification,
        "excludes": list(clause.excludes),
        "needs": list(clause.needs),
        "feasibility": clause.feasibility,
    }
    if clause.award:
        content["award"] = _award(clause.award)
    if clause.follow_up:
        content["follow_up"] = asdict(clause.follow_up)
    return content


def _variable(variable: Variable) -> dict[str, Any]:
    said = {
        "label": variable.label,
        "type": str(variable.type),
        "unit": variable.unit,
        "minimum": _plain(variable.minimum),
        "maximum": _plain(variable.maximum),
        "choices": list(variable.choices),
        "default": _plain(variable.default),
        "from": variable.fact,
    }
    return _said(said)


def _level(content: LevelContent) -> dict[str, Any]:
    values = {name: _plain(value) for name, value in content.values}
    return _said({"text": content.text, "values": values})


def _condition(condition: Condition) -> dict[str, Any]:
    limits = {
        "fact": condition.fact,
        "at_least": _plain(condition.at_least),
        "at_most": _plain(condition.at_most),
        "one_of": list(condition.one_of),
    }
    return _said(limits)


def _award(award: Award) -> dict[str, Any]:
    return {
        "kind": award.kind,
        "scale": {str(step.score): step.text for step in award.scale},
        "weight_range": list(award.weight_range),
        "example": asdict(award.example),
        "expected": award.expected,
        "max_pages": award.max_pages,
    }


def _article_ids(clause: Clause) -> list[str]:
    ids = {basis.article: id for id, basis in articles().items()}
    return [ids[basis.article] for basis in clause.legal_basis]


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """Only what is said: no empty text, no empty list, no None."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def _plain(value: Any) -> Any:
    """A number that JSON keeps exact enough for a clause."""
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return value if value is None or isinstance(value, int | float) else str(value)
