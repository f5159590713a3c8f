"""JSON Lines in and out: the common door of the commands that `formats.md` names."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO


class UnreadableInput(ValueError):
    """The whole input cannot be read; its text is a French sentence for the user."""


# What JSON escapes of it may write: a null character, or a half of a pair.
_DOUBTFUL_ESCAPE = re.compile(r"\\u(?:0000|d[89a-f])", re.IGNORECASE)
NOT_UTF_8 = "Le fichier n'est pas en UTF-8 : enregistrez-le dans ce codage."


def open_input(name: str) -> TextIO:
    """The file of that name, or standard input for `-`; raises UnreadableInput."""
    if name == "-":
        if isinstance(sys.stdin, io.TextIOWrapper):  # whatever the terminal's own encoding is
            sys.stdin.reconfigure(encoding="utf-8-sig", errors="strict")
        return sys.stdin
    path = Path(name)
    if not path.is_file():
        raise UnreadableInput(f"Le fichier « {name} » n'existe pas.")
    return path.open(encoding="utf-8-sig", errors="strict", newline=None)


def records(stream: TextIO) -> Iterator[tuple[int, dict[str, Any] | None, str]]:
    """(line number, record, "") for each line, or (line number, None, reason) when it is broken."""
    for number, line in lines(stream):
        yield (number, *read_line(line))


def lines(stream: TextIO) -> Iterator[tuple[int, str]]:
    """The lines that hold something; bytes that are not UTF-8 spoil theirs only."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="surrogateescape")
    return ((number, line) for number, line in enumerate(stream, start=1) if line.strip())


def read_line(line: str) -> tuple[dict[str, Any] | None, str]:
    """The record of a line, or why it has none."""
    try:
        line.encode()
        record = parse(line)
    except UnicodeEncodeError:
        return None, "Cette ligne n'est pas en UTF-8 : enregistrez-la dans ce codage."
    except UnreadableInput as error:
        return None, f"Cette ligne n'est pas lisible : {error}"
    if not isinstance(record, dict):
        return None, "Cette ligne n'est pas un objet JSON ({…})."
    return record, ""


def parse(text: str) -> Any:
    """The JSON value, holding only characters that a database keeps; raises UnreadableInput."""
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise UnreadableInput(f"ce n'est pas du JSON (caractère {error.pos + 1}).") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableInput("un nombre ou un emboîtement y est démesuré.") from error
    if _DOUBTFUL_ESCAPE.search(text) and not _can_be_kept(value):
        raise UnreadableInput("il contient un caractère que l'Unicode n'admet pas dans un texte.")
    return value


def _can_be_kept(value: Any) -> bool:
    """Whether no text in it has a null character or half of a surrogate pair."""
    if isinstance(value, str):
        return "\x00" not in value and not any("\ud800" <= c <= "\udfff" for c in value)
    if isinstance(value, dict):
        return all(_can_be_kept(key) and _can_be_kept(item) for key, item in value.items())
    return all(map(_can_be_kept, value)) if isinstance(value, list) else True


def write(record: Any, stream: TextIO | None = None) -> None:
    """One record, one line; accents stay readable."""
    (stream or sys.stdout).write(json.dumps(record, ensure_ascii=False) + "\n")
