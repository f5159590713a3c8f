"""Many records read at once: beside the database's work, in other processes when they are many."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from threading import Thread
from types import TracebackType
from typing import Any

from suppliers.reading import index_terms, packed, read_offers

FEW = 200  # records that are read sooner than another process starts
PIECE = 50  # records sent together
MOST = 2  # they keep ahead of the process that writes, and the three stay under 600 MB
Words = tuple[str, str, list[dict[str, Any]], str]  # name, presentation, activities, NAF
Read = tuple[bytes, dict[str, float]]  # the reading as it is kept, its index terms


def read(words: Words) -> Read:
    offers = read_offers(*words)
    return packed(offers), index_terms(offers)


class Readers:
    """Reads ahead: `read` starts, what it returns waits for the readings."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    def read(self, records: Sequence[Words]) -> Callable[[], list[Read]]:
        alone = (os.cpu_count() or 1) < 2
        if alone or (self._pool is None and len(records) < FEW):
            return lambda: [read(words) for words in records]
        self._pool = self._pool or _pool()
        readings = self._pool.map(read, records, chunksize=PIECE)
        return lambda: list(readings)

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
    return ProcessPoolExecutor(MOST, get_context("spawn"), initializer=_leave_with_the_parent)


def _leave_with_the_parent() -> None:
    """A parent that is killed tells nobody: wait for its end, then end too."""
    parent = parent_process()

    def wait() -> None:
        if parent:
            parent.join()
        os._exit(1)

    Thread(target=wait, daemon=True).start()
