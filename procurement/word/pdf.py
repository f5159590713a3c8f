"""A Word file as PDF through LibreOffice, where there is one: a process and a profile each."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
from pathlib import Path

# Tagged and fit for screen readers, as the Word file is.
_FILTER = (
    'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"},'
    '"PDFUACompliance":{"type":"boolean","value":"true"}}'
)


class NotConverted(Exception):
    """Why there is no PDF, as a sentence for the person who asked for it."""


def convert(document: Path, *, soffice: str, seconds: float) -> bytes:
    """The PDF of a .docx; NotConverted when LibreOffice fails or takes longer than allowed."""
    with tempfile.TemporaryDirectory(prefix="balise-pdf-", ignore_cleanup_errors=True) as folder:
        room = Path(folder)
        command = [
            soffice,
            f"-env:UserInstallation={(room / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            _FILTER,
            "--outdir",
            folder,
            str(document),
        ]
        _run(command, seconds)
        pdf = room / f"{document.stem}.pdf"
        if not pdf.exists():  # LibreOffice often says that all went well when nothing did
            raise NotConverted("LibreOffice n'a pas su convertir cette pièce en PDF.")
        return pdf.read_bytes()


def _run(command: list[str], seconds: float) -> None:
    try:
        # A session of its own: the program that answers the name starts the one that works.
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise NotConverted(f"LibreOffice ne démarre pas ({command[0]}).") from error
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired as error:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise NotConverted(
            f"La conversion en PDF a dépassé {round(seconds)} secondes : elle est arrêtée. "
            "Téléchargez la pièce en Word, ou réessayez plus tard."
        ) from error
