"""The process that reads: files on its input, one JSON object on its output, then it ends."""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Any

from tenders.dossiers.asking import questions
from tenders.dossiers.facts import read_facts
from tenders.dossiers.reading import MEMORY, unpacked
from tenders.dossiers.texts import Sent, read
from tenders.dossiers.texts.neutral import as_dict


def bound(seconds: int) -> None:
    """The system ends the process beyond these; where it cannot, the parent's patience does."""
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    for limit, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(limit, (most, most))
        except (ValueError, OSError):  # a system that refuses one limit keeps the others
            continue


def answer(sent: list[Sent], at: date) -> dict[str, Any]:
    dossier = read(sent)
    facts = read_facts(dossier)
    found = facts.as_dict() | {
        "questions": [one.as_dict() for one in questions(facts, at=at)],
        "files": [
            {"name": one.name, "pages": one.pages, "notes": list(one.notes)}
            for one in dossier.files
        ],
        "unread": [{"name": one.name, "why": one.why} for one in dossier.unread],
    }
    return {"facts": found, "dossier": as_dict(dossier)}


def main() -> None:
    at, seconds = date.fromisoformat(sys.argv[1]), int(sys.argv[2])
    sent = unpacked(sys.stdin.buffer.read())
    bound(seconds)
    json.dump(answer(sent, at), sys.stdout, ensure_ascii=True)


if __name__ == "__main__":
    main()
