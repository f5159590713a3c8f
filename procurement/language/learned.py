"""Trained CPV suggesters, kept in a folder: learning takes seconds, loading one does not."""

from __future__ import annotations

import fcntl
import hashlib
import os
import pickle
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from procurement.language.cpv import CpvCode, CpvSuggester
from procurement.language.loading import uncollected

_HERE = Path(__file__).parent


def recall(
    folder: Path, codes: Sequence[CpvCode], past: Sequence[tuple[str, str]]
) -> CpvSuggester | None:
    """The suggester that learned exactly this, or None."""
    return _load(_file(folder, codes, past))


def latest(folder: Path) -> CpvSuggester | None:
    """The last suggester that this version learned, whatever it had read, or None."""
    files = sorted(_files(folder), key=_written)
    return _load(files[-1]) if files else None


def learn(folder: Path, codes: Sequence[CpvCode], past: Sequence[tuple[str, str]]) -> CpvSuggester:
    """A suggester trained on this, and kept in place of those before."""
    with _alone(folder):
        known = recall(folder, codes, past)  # another process may just have learned it
        if known is None:
            known = CpvSuggester(codes, past)
            known.learn()
            _keep(known, _file(folder, codes, past))
    return known


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process learns at a time; the system forgets the lock of one that dies."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "learning.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def stamp(folder: Path) -> int:
    """Changes when something newer has been learned, by any process; 0 when nothing has."""
    return max((_written(file) for file in _files(folder)), default=0)


def _keep(suggester: CpvSuggester, file: Path) -> None:
    """Written aside then renamed: a reader never sees half a file."""
    with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as stream:
        pickle.dump(suggester, stream, protocol=pickle.HIGHEST_PROTOCOL)
    os.replace(stream.name, file)
    for other in file.parent.glob("cpv-*.pickle"):
        if other != file:
            other.unlink(missing_ok=True)


def _load(file: Path) -> CpvSuggester | None:
    try:
        with file.open("rb") as stream, uncollected():
            # Only this application writes there, as it does its database.
            suggester: CpvSuggester = pickle.load(stream)
    except (FileNotFoundError, EOFError, pickle.UnpicklingError):
        return None
    return suggester


def _files(folder: Path) -> Iterator[Path]:
    """What this version has kept there."""
    return folder.glob(f"cpv-{_engine()}-*.pickle")


def _file(folder: Path, codes: Sequence[CpvCode], past: Sequence[tuple[str, str]]) -> Path:
    return folder / f"cpv-{_engine()}-{_print(codes)}-{_print(past)}.pickle"


def _print(rows: Iterable[tuple[str, ...]]) -> str:
    """What these rows are known by."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update("\x1f".join(row).encode() + b"\x1e")
    return digest.hexdigest()[:20]


@cache
def _engine() -> str:
    """What this version is known by: it does not read what another has kept."""
    files = sorted([*_HERE.glob("*.py"), *(_HERE / "data").iterdir()])
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:20]


def _written(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except FileNotFoundError:  # replaced meanwhile
        return 0
