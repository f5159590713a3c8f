"""What a person types to correct a reading → the shape of what was read, and back. Plain Python."""

from __future__ import annotations

import re
from typing import Any

STAGES = {"candidature": "candidature", "offre": "offer", "attributaire": "award"}
_STAGE_OF = {value: key for key, value in STAGES.items()}
_LOT = re.compile(
    r"^\s*(?:lot\s*)?(?:n\s?°\s*)?(?P<number>\w{1,4})\s*[:–-]\s*(?P<title>.+?)\s*$", re.I
)
_CRITERION = re.compile(
    r"^\s*(?:\[\s*lot\s*(?P<lot>\w{1,4})\s*\]\s*)?(?P<sub>-\s*)?(?P<name>.+?)"
    r"\s*(?::\s*(?P<weight>\d{1,4}(?:[.,]\d{1,2})?)\s*(?P<unit>%|points?|pts?)?)?\s*$",
    re.IGNORECASE,
)
_MOST_LINES = 200


class BadLine(ValueError):
    """A line that cannot be understood, in words for the person who typed it."""


def _lines(text: str) -> list[str]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > _MOST_LINES:
        raise BadLine(f"Au plus {_MOST_LINES} lignes.")
    return lines


def read_lots(text: str) -> list[dict[str, Any]]:
    """« 1 : Peinture », one a line."""
    lots: list[dict[str, Any]] = []
    for line in _lines(text):
        match = _LOT.match(line)
        if not match:
            raise BadLine(
                f"« {line[:60]} » : écrivez le numéro, deux-points, puis l'intitulé "
                "(« 1 : Peinture »)."
            )
        lots.append(
            {
                "number": match["number"],
                "title": match["title"][:300],
                "reserved": None,
                "article": "",
                "amount": "",
                "where": {},
            }
        )
    return lots


def write_lots(lots: list[dict[str, Any]]) -> str:
    return "\n".join(f"{lot['number']} : {lot['title']}" for lot in lots)


def read_criteria(text: str) -> list[dict[str, Any]]:
    """« Prix : 40 % », then « - Méthode : 20 % » for its parts; « [lot 2] Prix : 60 % »."""
    criteria: list[dict[str, Any]] = []
    for line in _lines(text):
        match = _CRITERION.match(line)
        if not match:
            raise BadLine(
                f"« {line[:60]} » : écrivez le critère, deux-points, puis son poids "
                "(« Prix : 40 % »)."
            )
        one: dict[str, Any] = {
            "name": match["name"][:200],
            "weight": float(match["weight"].replace(",", ".")) if match["weight"] else None,
            "unit": ("pct" if match["unit"] == "%" else "points") if match["unit"] else None,
            "where": {},
        }
        if not match["sub"]:
            criteria.append({**one, "lot": match["lot"], "sub_criteria": []})
        elif not criteria:
            raise BadLine(f"« {line[:60]} » : un sous-critère vient après son critère.")
        else:
            criteria[-1]["sub_criteria"].append(one)
    return criteria


def write_criteria(criteria: list[dict[str, Any]]) -> str:
    lines = []
    for one in criteria:
        lot = f"[lot {one['lot']}] " if one.get("lot") else ""
        lines.append(f"{lot}{one['name']}{_weight(one)}")
        lines += [f"- {sub['name']}{_weight(sub)}" for sub in one["sub_criteria"]]
    return "\n".join(lines)


def _weight(one: dict[str, Any]) -> str:
    if one["weight"] is None:
        return ""
    unit = {"pct": " %", "points": " points"}.get(one.get("unit") or "", "")
    return f" : {one['weight']:g}".replace(".", ",") + unit


def read_pieces(text: str) -> list[dict[str, Any]]:
    """« candidature : DC1 », « offre : acte d'engagement », one a line."""
    pieces = []
    for line in _lines(text):
        stage, colon, name = line.partition(":")
        known = STAGES.get(stage.strip().lower())
        if not known or not colon or not name.strip():
            raise BadLine(
                f"« {line[:60]} » : commencez par « candidature : », « offre : » ou "
                "« attributaire : »."
            )
        pieces.append(
            {"name": name.strip()[:200], "stage": known, "text": "", "optional": False, "where": {}}
        )
    return pieces


def write_pieces(pieces: list[dict[str, Any]]) -> str:
    return "\n".join(f"{_STAGE_OF[piece['stage']]} : {piece['name']}" for piece in pieces)


READ = {"lots": read_lots, "criteria": read_criteria, "pieces": read_pieces}
WRITE = {"lots": write_lots, "criteria": write_criteria, "pieces": write_pieces}
HELP = {
    "lots": "Une ligne par lot : « 1 : Peinture ». Laissez vide s'il n'y a pas de lots.",
    "criteria": "Une ligne par critère : « Prix : 40 % ». Un sous-critère commence par un tiret : "
    "« - Méthode : 20 % ». Pour un lot : « [lot 2] Prix : 60 % ».",
    "pieces": "Une ligne par pièce : « candidature : DC1 », « offre : acte d'engagement ».",
}
LABELS = {
    "deadline": "Date limite de réponse",
    "questions_deadline": "Date limite des questions",
    "lots": "Lots",
    "criteria": "Critères",
    "pieces": "Pièces à remettre",
}
