"""Files that people send: bounded checks before any library opens them. Plain Python.

The extension says what the file claims to be; its first bytes, and for Office files the list of
the parts inside, must agree.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError

from procurement.typography import NBSP, join_words, number

MEGABYTE = 10**6
MOST_BYTES = 10 * MEGABYTE
MOST_PARTS = 5_000
MOST_UNPACKED = 200 * MEGABYTE
LONGEST_NAME = 100
# What reading an archive raises when it is cut short, locked, or written by nobody.
BROKEN_ARCHIVE = (BadZipFile, ZlibError, EOFError, NotImplementedError, OSError, RuntimeError)
OLE = b"\xd0\xcf\x11\xe0"  # how old Office files begin, and those that a password locks


class RefusedUpload(Exception):
    """Why the file is refused, as a sentence for the person who sent it."""


class TooLarge(RefusedUpload):
    """The file passes the limit."""

    def __init__(self, limit: int = MOST_BYTES) -> None:
        super().__init__(
            f"Ce fichier dépasse {number(limit // MEGABYTE)}{NBSP}Mo. Réduisez-le, par exemple en "
            "l'enregistrant en PDF, ou envoyez-le en plusieurs fichiers."
        )


@dataclass(frozen=True)
class FileKind:
    """What a file of this extension begins with, and the part an Office file must hold."""

    media_type: str
    starts: bytes = b""
    part: str = ""


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
KINDS = {
    "pdf": FileKind("application/pdf", b"%PDF-"),
    "docx": FileKind(f"{_OFFICE}wordprocessingml.document", b"PK\x03\x04", "word/document.xml"),
    "xlsx": FileKind(f"{_OFFICE}spreadsheetml.sheet", b"PK\x03\x04", "xl/workbook.xml"),
    "odt": FileKind(f"{_OPEN_DOCUMENT}text", b"PK\x03\x04", "content.xml"),
    "ods": FileKind(f"{_OPEN_DOCUMENT}spreadsheet", b"PK\x03\x04", "content.xml"),
    "csv": FileKind("text/csv"),
    "txt": FileKind("text/plain"),
    "png": FileKind("image/png", b"\x89PNG\r\n\x1a\n"),
    "jpg": FileKind("image/jpeg", b"\xff\xd8\xff"),
}
_SAME_AS = {"jpeg": "jpg"}


@dataclass(frozen=True)
class CheckedUpload:
    """A file that may be kept: its safe name and what it is."""

    name: str
    extension: str
    media_type: str
    size: int


def check(name: str, content: BinaryIO, size: int, *, most: int = MOST_BYTES) -> CheckedUpload:
    """The file under a safe name; raises RefusedUpload with the sentence to show."""
    clean = safe_name(name)
    extension = extension_of(clean)
    kind = KINDS.get(extension)
    if kind is None:
        raise RefusedUpload(
            f"Les fichiers de ce type ne sont pas acceptés. Envoyez un fichier {accepted()}."
        )
    if size > most:
        raise TooLarge(most)
    if size == 0:
        raise RefusedUpload("Ce fichier est vide.")
    _check_content(kind, content, extension)
    return CheckedUpload(clean, extension, kind.media_type, size)


def accepted() -> str:
    return join_words([extension.upper() for extension in KINDS], last="ou")


def extension_of(name: str) -> str:
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    return _SAME_AS.get(extension, extension)


def safe_name(name: str) -> str:
    """The file's own name without folders, control characters or what a system reserves."""
    last = PureWindowsPath(PurePosixPath(name).name).name
    visible = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    plain = re.sub(r'[<>:"/\\|?*;%]+', "_", visible).strip().rstrip(".")
    stem, dot, extension = plain.rpartition(".")
    if not dot:
        return plain[:LONGEST_NAME] or "fichier"
    short = stem.strip(" .")[: LONGEST_NAME - len(extension) - 1]
    return f"{short or 'fichier'}.{extension}"[:LONGEST_NAME]


def _check_content(kind: FileKind, content: BinaryIO, extension: str) -> None:
    content.seek(0)
    start = content.read(4096)
    if not start.startswith(kind.starts) or (not kind.starts and b"\x00" in start):
        raise RefusedUpload(
            f"Le contenu de ce fichier n'est pas celui d'un fichier {extension.upper()}."
        )
    if kind.part:
        _check_archive(kind, content, extension)
    content.seek(0)


def _check_archive(kind: FileKind, content: BinaryIO, extension: str) -> None:
    """An Office file is an archive: only its list of parts is read, nothing is unpacked."""
    try:
        with ZipFile(content) as archive:
            parts = archive.infolist()
    except (*BROKEN_ARCHIVE, ValueError) as error:
        raise RefusedUpload("Ce fichier est abîmé et ne peut pas être ouvert.") from error
    names = {part.filename for part in parts}
    if kind.part not in names:
        raise RefusedUpload(
            f"Le contenu de ce fichier n'est pas celui d'un fichier {extension.upper()}."
        )
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise RefusedUpload("Ce fichier occuperait trop de place une fois ouvert.")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise RefusedUpload("Ce fichier contient des macros. Enregistrez-le sans macros.")
