"""What was read and corrected → what the page shows. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from procurement.typography import number
from tenders.dossiers.facts.reservations import LABELS as RESERVED
from tenders.dossiers.facts.sentences import GROUPS, rules
from tenders.dossiers.remaining import remaining, said

CORRECTABLE = ("deadline", "questions_deadline", "lots", "criteria", "pieces")
STAGES = {
    "candidature": "Pour la candidature",
    "offer": "Pour l'offre",
    "award": "Si vous êtes retenu",
}
COLOURS = ("#0b5b57", "#a8481a", "#1a4c8b", "#7a4f00", "#1d6a40", "#5b3a6b", "#52625f")


@dataclass(frozen=True)
class When:
    """A deadline as it is shown: never without its doubt."""

    label: str
    kind: str
    text: str = ""
    left: str = ""
    zone: str = ""
    sure: bool = False
    doubt: str = ""
    where: dict[str, Any] = field(default_factory=dict)
    others: list[dict[str, Any]] = field(default_factory=list)
    corrected: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """A fact: what was read with its places, or what to ask when nothing was."""

    kind: str
    label: str
    items: list[dict[str, Any]]
    ask: str = ""
    corrected: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Segment:
    name: str
    shown: str
    x: str  # as SVG writes numbers, whatever the language
    width: str
    colour: str


@dataclass(frozen=True)
class Scale:
    """The criteria of one or several lots, as a bar and as a table."""

    lots: list[str]
    criteria: list[dict[str, Any]]
    bar: list[Segment]


def shown(facts: dict[str, Any], corrections: dict[str, Any], *, now: datetime) -> dict[str, Any]:
    """The context of the page."""
    facts = corrected(facts, corrections)
    return {
        "deadline": _when("Date limite de réponse", "deadline", facts, corrections, now),
        "questions_deadline": _when(
            "Date limite des questions", "questions_deadline", facts, corrections, now
        ),
        "lots": [_lot(one) for one in facts["lots"]],
        "scales": scales(facts["criteria"]),
        "stages": [
            (label, [p for p in facts["pieces"] if p["stage"] == stage])
            for stage, label in STAGES.items()
        ],
        "groups": groups(facts, corrections),
        "corrected": corrections,
        "contradictions": facts.get("contradictions", []),
        "questions": facts.get("questions", []),
        "files": facts.get("files", []),
        "unread": facts.get("unread", []),
        "allotment": [i for i in facts["items"] if i["kind"] in ("allotment", "reserved")],
    }


def corrected(facts: dict[str, Any], corrections: dict[str, Any]) -> dict[str, Any]:
    """What was read, with what a person says instead; a corrected doubt is one no more."""
    read, facts = facts, {**facts}
    for kind in ("lots", "criteria", "pieces"):
        if kind in corrections:
            facts[kind] = corrections[kind]["value"]
    if "lots" in corrections:
        facts["lots"] = _still_reserved(facts["lots"], read["lots"])
    for kind in ("deadline", "questions_deadline"):
        if kind in corrections:
            iso = corrections[kind]["value"]
            facts[kind] = {
                "iso": iso,
                "text": said(iso),
                "zone": "",
                "sure": True,
                "doubt": "",
                "where": {},
                "others": [],
            }
            facts["questions"] = [
                q
                for q in facts.get("questions", [])
                if q["id"] not in (kind, f"{kind}_hour", f"contradiction_{kind}")
            ]
            facts["contradictions"] = [
                c for c in facts.get("contradictions", []) if c["kind"] != kind
            ]
    return facts


def _still_reserved(said: list[dict[str, Any]], read: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A person corrects titles: who a lot is reserved to stays as it was read, with its place."""
    known = {lot["number"]: lot for lot in read}
    return [
        {
            **lot,
            **{
                key: known[lot["number"]][key] for key in ("reserved", "article", "amount", "where")
            },
        }
        if lot["number"] in known
        else lot
        for lot in said
    ]


def _when(
    label: str, kind: str, facts: dict[str, Any], corrections: dict[str, Any], now: datetime
) -> When:
    one = facts.get(kind)
    correction = corrections.get(kind, {})
    if not one:
        return When(label, kind, corrected=correction)
    iso = one["iso"]
    return When(
        label,
        kind,
        said(iso) if iso else one["text"],
        remaining(iso, now=now) if iso else "",
        one["zone"],
        one["sure"] and bool(iso),
        one["doubt"],
        one["where"],
        one["others"],
        correction,
    )


def _lot(lot: dict[str, Any]) -> dict[str, Any]:
    return {**lot, "reserved_label": RESERVED.get(lot.get("reserved") or "", "")}


def groups(facts: dict[str, Any], corrections: dict[str, Any]) -> list[tuple[str, list[Row]]]:
    """Every other fact, by subject; those that nobody says stay, with what to ask."""
    found = []
    for group, title in GROUPS.items():
        rows = [
            Row(
                rule.id,
                rule.label,
                [i for i in facts["items"] if i["kind"] == rule.id],
                rule.ask,
                corrections.get(rule.id, {}),
            )
            for rule in rules()
            if rule.group == group
        ]
        found.append((title, [row for row in rows if row.items or row.ask or row.corrected]))
    return [(title, rows) for title, rows in found if rows]


def scales(criteria: list[dict[str, Any]]) -> list[Scale]:
    """Lots that are judged alike share one scale."""
    by_lot: dict[str, list[dict[str, Any]]] = {}
    for one in criteria:
        by_lot.setdefault(one.get("lot") or "", []).append({**one, "shown": weight(one)})
    alike: dict[str, tuple[list[str], list[dict[str, Any]]]] = {}
    for lot, listed in by_lot.items():
        key = repr([(c["name"], c["weight"], c["sub_criteria"]) for c in _placeless(listed)])
        alike.setdefault(key, ([], listed))[0].append(lot)
    return [
        Scale([lot for lot in lots if lot], listed, _bar(listed)) for lots, listed in alike.values()
    ]


def _placeless(criteria: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {**c, "sub_criteria": [(s["name"], s["weight"]) for s in c["sub_criteria"]]}
        for c in criteria
    ]


def weight(one: dict[str, Any]) -> str:
    """« 40 % », « 40 points », or that it is not said."""
    if one["weight"] is None:
        return "poids non dit"
    unit = {"pct": "\u00a0%", "points": "\u00a0points"}.get(one.get("unit") or "", "")
    return f"{number(one['weight'])}{unit}"


def _bar(criteria: list[dict[str, Any]]) -> list[Segment]:
    total = sum(one["weight"] or 0 for one in criteria)
    segments: list[Segment] = []
    x = 0.0
    for at, one in enumerate(criteria if total else []):
        width = round(100 * (one["weight"] or 0) / total, 2)
        segments.append(
            Segment(
                one["name"], weight(one), f"{x:.2f}", f"{width:.2f}", COLOURS[at % len(COLOURS)]
            )
        )
        x += width
    return segments


def to_copy(questions: list[dict[str, Any]]) -> str:
    """The questions as one sends them; the reasons stay with the candidate."""
    lines = [
        f"{at}. {one['text']}" + (f" ({one['article']})" if one["article"] else "")
        for at, one in enumerate(questions, start=1)
    ]
    opening = (
        "Bonjour,\n\nAprès lecture du dossier de consultation, nous souhaitons vous poser "
        "les questions suivantes :"
    )
    return f"{opening}\n\n" + "\n".join(lines) + "\n\nAvec nos remerciements."
