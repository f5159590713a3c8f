"""PDF previews of the documents: made in the background, kept by the digest of what they show."""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
import time
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django_tasks import task
from django_tasks.backends.immediate import ImmediateBackend

from procurement.word.pdf import NotConverted, convert

KEPT = 200  # previews, the oldest of which go first
THREAD = "preview"
_ONE_AT_A_TIME = threading.Lock()  # LibreOffice takes a core and 200 MB for each file


class State(StrEnum):
    UNAVAILABLE = "unavailable"
    MAKING = "making"
    FAILED = "failed"
    READY = "ready"


@dataclass(frozen=True)
class Preview:
    state: State
    content: bytes = b""
    why: str = ""


def preview_of(document: bytes) -> Preview:
    """The PDF of a Word file if it is there; else its making begins, and the answer says so."""
    if not settings.SOFFICE:
        return Preview(State.UNAVAILABLE)
    digest = hashlib.sha256(document).hexdigest()
    if (pdf := _path(digest, "pdf")).exists():
        os.utime(pdf)  # asked for again: among the last to go
        return Preview(State.READY, content=pdf.read_bytes())
    if (failed := _path(digest, "txt")).exists():
        why = failed.read_text(encoding="utf-8")
        failed.unlink(missing_ok=True)  # said once; asking again is trying again
        return Preview(State.FAILED, why=why)
    if not _is_being_made(digest):
        _start(digest, document)
    return Preview(State.MAKING)


def _path(digest: str, extension: str) -> Path:
    return Path(settings.PREVIEWS_DIR) / f"{digest}.{extension}"


def _is_being_made(digest: str) -> bool:
    """Whether a conversion began that may still end; one that died is begun again."""
    try:
        age = time.time() - _path(digest, "docx").stat().st_mtime
    except FileNotFoundError:
        return False
    return age < 2 * settings.PREVIEW_SECONDS


def _start(digest: str, document: bytes) -> None:
    Path(settings.PREVIEWS_DIR).mkdir(parents=True, exist_ok=True)
    _write(_path(digest, "docx"), document)
    if isinstance(make_preview.get_backend(), ImmediateBackend):
        # No worker here, and no request may wait for LibreOffice: a thread works beside it.
        threading.Thread(name=THREAD, target=make_preview.call, args=[digest], daemon=True).start()
    else:
        make_preview.enqueue(digest)


@task()
def make_preview(digest: str) -> None:
    """The PDF beside the document, or the sentence that says why there is none."""
    document = _path(digest, "docx")
    try:
        with _ONE_AT_A_TIME:
            pdf = convert(document, soffice=settings.SOFFICE, seconds=settings.PREVIEW_SECONDS)
    except NotConverted as error:
        _write(_path(digest, "txt"), str(error).encode())
    else:
        _write(_path(digest, "pdf"), pdf)
    document.unlink(missing_ok=True)
    _forget_the_oldest()


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: somebody may be looking for it."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    Path(file.name).replace(path)


def _forget_the_oldest() -> None:
    pdfs = sorted(Path(settings.PREVIEWS_DIR).glob("*.pdf"), key=lambda pdf: -pdf.stat().st_mtime)
    for pdf in pdfs[KEPT:]:
        pdf.unlink(missing_ok=True)
