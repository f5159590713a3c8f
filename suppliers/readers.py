"""Many records read at once: beside the database's work, in other processes when they are many."""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from threading import RLock, Thread
from types import TracebackType
from typing import Any

from suppliers.reading import as_json, index_terms, read_offers

FEW = 200  # records that are read sooner than another process starts
PIECE = 50  # records sent together
_OTHERS = min(4, max(1, (os.cpu_count() or 2) - 1))  # processes; one core is for who writes
Words = tuple[str, str, list[dict[str, Any]], str]  # name, presentation, activities, NAF
Read = tuple[str, dict[str, float]]  # the reading in JSON, its index terms


def read(words: Words) -> Read:
    offers = read_offers(*words)
    return json.dumps(as_json(offers)), index_terms(offers)


def read_all(records: Sequence[Words]) -> list[Read]:
    return [read(words) for words in records]


@dataclass(eq=False)
class _Piece:
    """Records that are read together, by another process once it has begun."""

    records: Sequence[Words]
    reading: Future[list[Read]] | None = None


class Readers:
    """Reads ahead: `read` starts, what it returns gives the readings.

    Other processes take the pieces from the first on, a few at a time; who asks for the readings
    takes those that nobody has begun, from the last on, rather than wait.
    """

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._waiting: deque[_Piece] = deque()
        self._free = 2 * _OTHERS  # how many more pieces the others are given
        self._lock = RLock()

    def read(self, records: Sequence[Words]) -> Callable[[], list[Read]]:
        alone = (os.cpu_count() or 1) < 2
        if alone or (self._pool is None and len(records) < FEW):
            return lambda: read_all(records)
        self._pool = self._pool or _pool()
        pieces = [_Piece(records[start : start + PIECE]) for start in range(0, len(records), PIECE)]
        self._waiting.extend(pieces)
        self._give(self._pool)
        return lambda: self._gathered(pieces)

    def _give(self, pool: ProcessPoolExecutor) -> None:
        with self._lock:
            while self._free and self._waiting:
                piece = self._waiting[0]
                piece.reading = pool.submit(read_all, piece.records)
                self._waiting.popleft()
                self._free -= 1
                piece.reading.add_done_callback(lambda _: self._given_back(pool))

    def _given_back(self, pool: ProcessPoolExecutor) -> None:
        with self._lock:
            self._free += 1
        # A pool that broke or was shut takes no more: what waits is read by who asks for it.
        with suppress(RuntimeError):
            self._give(pool)

    def _gathered(self, pieces: Sequence[_Piece]) -> list[Read]:
        last_first = [self._read(piece) for piece in reversed(pieces)]
        return [one for readings in reversed(last_first) for one in readings]

    def _read(self, piece: _Piece) -> list[Read]:
        with self._lock:
            if piece.reading is None:
                self._waiting.remove(piece)
        return piece.reading.result() if piece.reading else read_all(piece.records)

    def __enter__(self) -> Readers:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)


def _pool() -> ProcessPoolExecutor:
    """« spawn » shares no connection with the process that writes."""
    return ProcessPoolExecutor(_OTHERS, get_context("spawn"), initializer=_leave_with_the_parent)


def _leave_with_the_parent() -> None:
    """A parent that is killed tells nobody: wait for its end, then end too."""
    parent = parent_process()

    def wait() -> None:
        if parent:
            parent.join()
        os._exit(1)

    Thread(target=wait, daemon=True).start()
