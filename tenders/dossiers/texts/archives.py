"""Office files and zips opened in a bounded way: nothing fetched, nothing run, nothing on disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from xml.etree.ElementTree import Element
from zipfile import ZipFile, ZipInfo

from procurement.uploads import BROKEN_ARCHIVE, MEGABYTE, OLE
from procurement.word.elements import BadXml, TooMuch
from tenders.dossiers.texts import refusals
from tenders.dossiers.texts.refusals import Refused

MOST_PARTS = 3_000
MOST_OF_A_PART = 20 * MEGABYTE
MOST_UNPACKED = 200 * MEGABYTE
MOST_RATIO = 200  # ordinary files stay under 40; a bomb is over 1,000
SMALL = MEGABYTE
_CHUNK = 64 * 1024


class Archive:
    """The parts of a checked archive; use it in a `with`."""

    def __init__(self, content: bytes) -> None:
        if content.startswith(OLE):
            raise Refused(refusals.LOCKED)
        try:
            self._zip = ZipFile(BytesIO(content))
        except (*BROKEN_ARCHIVE, ValueError) as error:
            raise Refused(refusals.DAMAGED) from error
        self.infos = {info.filename: info for info in self._zip.infolist()}
        _check(list(self.infos.values()))

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *args: object) -> None:
        self._zip.close()

    def has_macros(self) -> bool:
        """Programs inside: Word's, or LibreOffice's Basic and scripts."""
        return any(
            name.endswith(("vbaproject.bin", "vbadata.xml"))
            or (name.startswith(("basic/", "scripts/")) and not name.endswith("/"))
            for name in map(str.lower, self.infos)
        )

    def chunks(self, name: str, most: int = MOST_OF_A_PART) -> Iterator[bytes]:
        """A part piece by piece, counted as it comes: what the list of parts says may lie."""
        if self.infos[name].file_size > most:
            raise Refused(refusals.BOMB)
        read = 0
        with said_in_french(), self._zip.open(name) as stream:
            while chunk := stream.read(_CHUNK):
                read += len(chunk)
                if read > most:
                    raise Refused(refusals.BOMB)
                yield chunk

    def content(self, name: str, most: int = MOST_OF_A_PART) -> bytes:
        return b"".join(self.chunks(name, most))


def _check(parts: list[ZipInfo]) -> None:
    if any(part.flag_bits & 1 for part in parts):
        raise Refused(refusals.LOCKED)
    dense = any(p.file_size > SMALL and p.file_size > MOST_RATIO * p.compress_size for p in parts)
    if len(parts) > MOST_PARTS or sum(p.file_size for p in parts) > MOST_UNPACKED or dense:
        raise Refused(refusals.BOMB)


@contextmanager
def said_in_french() -> Iterator[None]:
    """What breaks while a part is read becomes a refusal."""
    try:
        yield
    except TooMuch as error:
        raise Refused(refusals.TOO_LONG) from error
    except (*BROKEN_ARCHIVE, BadXml) as error:
        raise Refused(refusals.DAMAGED) from error


def text_of(element: Element | None) -> str:
    return "".join(element.itertext()) if element is not None else ""
