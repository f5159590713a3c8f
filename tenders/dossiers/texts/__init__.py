"""Files that somebody sent → a dossier of paragraphs and tables, each with its place.

Zips are opened, one level of zip within them too; what cannot be read is said, file by file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from procurement.uploads import MEGABYTE, extension_of, safe_name
from tenders.dossiers.texts import docx, odt, pdf, refusals
from tenders.dossiers.texts.archives import Archive
from tenders.dossiers.texts.lines import rejoined
from tenders.dossiers.texts.neutral import Dossier, TextFile, Unread
from tenders.dossiers.texts.refusals import Refused

READERS: dict[str, Callable[[str, bytes], TextFile]] = {
    "docx": docx.read,
    "odt": odt.read,
    "pdf": pdf.read,
}
MOST_OF_A_FILE = 25 * MEGABYTE
MOST_OF_ALL = 80 * MEGABYTE
DEEPEST_ZIP = 2
Sent = tuple[str, bytes]


def read(sent: Iterable[Sent]) -> Dossier:
    """Every file that could be read, and for each other one why it could not."""
    files: list[TextFile] = []
    unread: list[Unread] = []
    total = 0
    for name, content, why in _opened(sent, 1):
        total += len(content)
        if len(files) + len(unread) >= refusals.MOST_FILES or total > MOST_OF_ALL:
            unread.append(Unread(name, _TOO_MANY))
            break
        try:
            if why:
                raise Refused(why)
            one = _read(_apart(name, files), content)
        except Refused as error:
            unread.append(Unread(name, str(error)))
        else:
            (files if one.has_text else unread).append(
                one if one.has_text else Unread(name, refusals.SCANNED)  # type: ignore[arg-type]
            )
    return Dossier(tuple(files), tuple(unread))


_TOO_MANY = (
    f"L'envoi dépasse {refusals.MOST_FILES} fichiers ou {MOST_OF_ALL // MEGABYTE} Mo : ce fichier "
    "et les suivants ne sont pas lus. Envoyez d'abord le règlement, l'avis, le CCAP et le CCTP."
)


def _read(name: str, content: bytes) -> TextFile:
    extension = extension_of(name)
    if extension not in READERS:
        raise Refused(refusals.not_read(extension))
    if not content:
        raise Refused(refusals.EMPTY)
    if len(content) > MOST_OF_A_FILE:
        raise Refused(refusals.too_large(MOST_OF_A_FILE))
    one = READERS[extension](name, content)
    return replace(one, blocks=rejoined(one.blocks))


def _apart(name: str, files: list[TextFile]) -> str:
    """Two files of one name stay two."""
    taken = {file.name for file in files}
    stem, dot, extension = name.rpartition(".")
    number, free = 2, name
    while free in taken:
        free = f"{stem} ({number}){dot}{extension}"
        number += 1
    return free


def _opened(sent: Iterable[Sent], depth: int) -> Iterator[tuple[str, bytes, str]]:
    """(name, content, reason not to read it): zips give their files, in their order."""
    for name, content in sent:
        clean = safe_name(name)
        if extension_of(clean) != "zip":
            yield clean, content, ""
        elif depth > DEEPEST_ZIP:
            yield clean, b"", "Ce zip est trop profondément rangé dans d'autres. Ouvrez-le d'abord."
        else:
            yield from _unzipped(clean, content, depth)


def _unzipped(name: str, content: bytes, depth: int) -> Iterator[tuple[str, bytes, str]]:
    if not content.startswith(b"PK"):
        yield name, b"", refusals.NOT_WHAT_IT_SAYS.format(kind="zip") if content else refusals.EMPTY
        return
    try:
        with Archive(content) as archive:
            yield from _opened(_members(archive), depth + 1)
    except Refused as error:
        yield name, b"", str(error)


def _members(archive: Archive) -> Iterator[Sent]:
    """Only what can be read is unpacked; the others go by their names, empty."""
    for name, info in archive.infos.items():
        if info.is_dir() or name.startswith("__MACOSX/"):
            continue
        wanted = extension_of(name) in (*READERS, "zip")
        yield name, archive.content(name, MOST_OF_A_FILE) if wanted else b""
