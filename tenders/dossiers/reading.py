"""Files → what was read in them, in a process of its own with bounds on time and memory.

Whatever a file does to the libraries that open it, it can only end that process. No Django here.
"""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tenders.dossiers.texts import Sent

SECONDS = 25  # of waiting; an ordinary dossier takes one or two
MEMORY = 900 * 2**20
_ROOT = Path(__file__).resolve().parents[2]
_TOO_HEAVY = (
    "Ces fichiers demandent trop de temps ou de mémoire pour être lus. Envoyez d'abord le "
    "règlement seul, puis les autres pièces une par une."
)


class NotRead(Exception):
    """Why nothing was read, as a sentence for the person who sent the files."""


@dataclass(frozen=True)
class Reading:
    """`facts` is what `read_dossier` prints; `dossier` holds the text of the files."""

    facts: dict[str, Any]
    dossier: dict[str, Any]


def read_apart(sent: Sequence[Sent], *, at: date, seconds: int = SECONDS) -> Reading:
    """What the files say; raises NotRead when they cannot be read within the bounds."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "tenders.dossiers.child", at.isoformat(), str(seconds)],
            input=packed(sent),
            capture_output=True,
            timeout=2 * seconds + 10,  # a busy machine gives little of its time
            cwd=_ROOT,
            env={**_environment(), "PYTHONPATH": str(_ROOT)},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NotRead(_TOO_HEAVY) from error
    if done.returncode:
        raise NotRead(_TOO_HEAVY)
    found = json.loads(done.stdout)
    return Reading(found["facts"], found["dossier"])


def _environment() -> dict[str, str]:
    """What an interpreter needs, and no secret of the site."""
    return {
        k: v for k, v in os.environ.items() if k in ("PATH", "LANG", "LC_ALL", "HOME", "SYSTEMROOT")
    }


def packed(sent: Sequence[Sent]) -> bytes:
    """Names and contents one after the other, each after its length."""
    parts = []
    for name, content in sent:
        encoded = name.encode("utf-8", "replace")
        parts += [struct.pack(">IQ", len(encoded), len(content)), encoded, content]
    return b"".join(parts)


def unpacked(data: bytes) -> list[Sent]:
    sent = []
    at = 0
    while at < len(data):
        name_size, size = struct.unpack_from(">IQ", data, at)
        at += 12
        name = data[at : at + name_size].decode("utf-8")
        at += name_size
        sent.append((name, data[at : at + size]))
        at += size
    return sent
