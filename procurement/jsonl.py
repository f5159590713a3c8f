"""JSON Lines in and out: the common door of the commands that `formats.md` names."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO


class UnreadableInput(ValueError):
    """The whole input cannot be read; its text is a French sentence for the user."""


def open_input(name: str) -> TextIO:
    """The file of that name, or standard input for `-`; raises UnreadableInput."""
    if name == "-":
        return sys.stdin
    path = Path(name)
    if not path.is_file():
        raise UnreadableInput(f"Le fichier « {name} » n'existe pas.")
    return path.open(encoding="utf-8-sig", errors="strict", newline=None)


def records(stream: TextIO) -> Iterator[tuple[int, dict[str, Any] | None, str]]:
    """(line number, record, "") for each line, or (line number, None, reason) when it is broken."""
    number = 0
    try:
        for number, line in enumerate(stream, start=1):
            if line.strip():
                yield (number, *_record(line))
    except UnicodeDecodeError:
        yield number + 1, None, "Le fichier n'est pas en UTF-8 : enregistrez-le dans ce codage."


def _record(line: str) -> tuple[dict[str, Any] | None, str]:
    try:
        record = json.loads(line)
    except ValueError as error:
        return None, f"Cette ligne n'est pas du JSON : {error}."
    if not isinstance(record, dict):
        return None, "Cette ligne n'est pas un objet JSON ({…})."
    return record, ""


def write(record: Any, stream: TextIO | None = None) -> None:
    """One record, one line; accents stay readable."""
    (stream or sys.stdout).write(json.dumps(record, ensure_ascii=False) + "\n")
