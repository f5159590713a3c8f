"""A .docx that somebody sent, opened in a bounded way; each refusal says in French what to do.

Nothing outside the parts asked for is unpacked, nothing is fetched, nothing is run.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO
from xml.etree.ElementTree import Element
from zipfile import ZipFile, ZipInfo

from procurement.typography import NBSP, number
from procurement.uploads import (
    BROKEN_ARCHIVE,
    MEGABYTE,
    MOST_BYTES,
    MOST_UNPACKED,
    OLE,
    RefusedUpload,
    extension_of,
    safe_name,
)
from procurement.word.elements import BadXml, TooMuch, children_of_body, tree

MOST_PARTS = 2_000
MOST_OF_THE_TEXT = 20 * MEGABYTE
MOST_OF_A_PART = 8 * MEGABYTE
MOST_RATIO = 200  # Word and LibreOffice stay under 40; a bomb is over 1,000
SMALL = MEGABYTE  # a part under this may be as dense as it likes
_CHUNK = 64 * 1024
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_SAVE_AS = (
    "Ouvrez-le dans Word ou LibreOffice, puis « Enregistrer sous » au format "
    "« Document Word (.docx) », et envoyez ce nouveau fichier."
)
_OTHERS = {
    "doc": f"Les fichiers .doc (ancien Word) ne sont pas lus. {_SAVE_AS}",
    "odt": f"Les fichiers .odt (LibreOffice) ne sont pas lus. {_SAVE_AS}",
    "rtf": f"Les fichiers .rtf ne sont pas lus. {_SAVE_AS}",
    "docm": f"Ce document peut contenir des macros (.docm). {_SAVE_AS}",
    "dotx": f"Ce fichier est un modèle (.dotx), et non un document. {_SAVE_AS}",
    "dotm": f"Ce fichier est un modèle avec macros (.dotm). {_SAVE_AS}",
    "pdf": "Un PDF ne se relit pas. Envoyez le fichier Word (.docx) dont il est tiré.",
}
_DAMAGED = (
    "Ce fichier est abîmé et ne peut pas être lu. Ouvrez-le dans Word, acceptez la réparation "
    "proposée, enregistrez-le, puis renvoyez-le."
)
_TOO_LONG = (
    "Ce document est trop grand pour être relu : il dépasse de loin une pièce de marché. Envoyez "
    "la seule pièce que Balise a produite, sans y avoir collé d'autre document."
)


class RefusedDocument(RefusedUpload):
    """Why the document is not read, as a sentence for the person who sent it."""


class Package:
    """The parts of a checked .docx; close it, or use it in a `with`."""

    def __init__(self, name: str, content: BinaryIO, size: int) -> None:
        _refuse_other_kinds(name, content, size)
        content.seek(0)
        try:
            self.archive = ZipFile(content)
        except (*BROKEN_ARCHIVE, ValueError) as error:
            raise RefusedDocument(_DAMAGED) from error
        self.infos = {info.filename: info for info in self.archive.infolist()}
        try:
            _check_parts(self.infos)
            self.main = self._main_part()
            self._refuse_what_is_outside()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *args: object) -> None:
        self.close()

    def close(self) -> None:
        self.archive.close()

    def body(self) -> Iterator[Element]:
        """The paragraphs and tables of the document, one after the other."""
        with _said_in_french():
            yield from children_of_body(self._chunks(self.main, MOST_OF_THE_TEXT))

    def beside(self, kind: str) -> Element | None:
        """A part that the document points to: « styles », « numbering », « comments »."""
        folder, _, name = self.main.rpartition("/")
        relations = self.part(f"{folder}/_rels/{name}.rels".lstrip("/"))
        for relation in relations if relations is not None else ():
            if relation.get("Type", "").endswith(f"/{kind}"):
                target = relation.get("Target", "")
                return self.part(target.lstrip("/") if target[:1] == "/" else f"{folder}/{target}")
        return None

    def part(self, name: str) -> Element | None:
        if name not in self.infos:
            return None
        with _said_in_french():
            return tree(self._chunks(name, MOST_OF_A_PART))

    def _chunks(self, name: str, most: int) -> Iterator[bytes]:
        if self.infos[name].file_size > most:
            raise RefusedDocument(_TOO_LONG)
        with self.archive.open(name) as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk

    def _main_part(self) -> str:
        """The document's own part, if it is one of a plain .docx."""
        relations = self.part("_rels/.rels")
        types = self.part("[Content_Types].xml")
        if relations is None or types is None:
            raise RefusedDocument(f"Ce fichier n'est pas un document Word. {_SAVE_AS}")
        targets = [
            relation.get("Target", "").lstrip("/")
            for relation in relations
            if relation.get("Type", "").endswith("/officeDocument")
        ]
        if not targets or targets[0] not in self.infos:
            raise RefusedDocument(f"Ce fichier n'est pas un document Word. {_SAVE_AS}")
        declared = {t.get("PartName", "").lstrip("/"): t.get("ContentType", "") for t in types}
        kind = declared.get(targets[0], "")
        if "macroEnabled" in kind:
            raise RefusedDocument(_OTHERS["docm"])
        if kind != _MAIN:
            raise RefusedDocument(
                _OTHERS["dotx"]
                if "template" in kind
                else f"Ce fichier n'est pas un document Word. {_SAVE_AS}"
            )
        return targets[0]

    def _refuse_what_is_outside(self) -> None:
        """Links to other files are refused, save those that a reader clicks."""
        for name in self.infos:
            if not name.endswith(".rels"):
                continue
            relations = self.part(name)
            for relation in relations if relations is not None else ():
                if relation.get("TargetMode") == "External" and not _harmless(relation):
                    raise RefusedDocument(
                        f"Ce document va chercher un contenu hors de lui-même : "
                        f"«{NBSP}{relation.get('Target', '')[:120]}{NBSP}». Dans Word, ouvrez "
                        "Fichier, Informations, « Modifier les liens d'accès aux fichiers » et "
                        "rompez la liaison (ou remplacez l'image liée par une image insérée), "
                        "puis renvoyez-le."
                    )


def _harmless(relation: Element) -> bool:
    """A link to click, or the template of the computer where the file was typed."""
    kind = relation.get("Type", "").rpartition("/")[2]
    target = relation.get("Target", "")
    local = target.startswith("file:///") and target[9:10] == ":"
    return kind == "hyperlink" or (kind == "attachedTemplate" and local)


@contextmanager
def _said_in_french() -> Iterator[None]:
    """What breaks while a part is read becomes a refusal."""
    try:
        yield
    except TooMuch as error:
        raise RefusedDocument(_TOO_LONG) from error
    except (*BROKEN_ARCHIVE, BadXml) as error:
        raise RefusedDocument(_DAMAGED) from error


def too_large() -> str:
    return (
        f"Ce fichier dépasse {number(MOST_BYTES // MEGABYTE)}{NBSP}Mo. Une pièce produite par "
        "Balise pèse moins de 1 Mo : retirez les images ajoutées ou compressez-les (dans Word : "
        "Format de l'image, « Compresser les images »), puis renvoyez-le."
    )


def _refuse_other_kinds(name: str, content: BinaryIO, size: int) -> None:
    extension = extension_of(safe_name(name))
    if extension in _OTHERS:
        raise RefusedDocument(_OTHERS[extension])
    if extension != "docx":
        raise RefusedDocument(
            "Ce fichier n'est pas un document Word. Envoyez le fichier .docx que Balise a produit."
        )
    if size == 0:
        raise RefusedDocument(
            "Ce fichier est vide : l'enregistrement ou la copie a sans doute échoué. Enregistrez "
            "de nouveau le document, puis renvoyez-le."
        )
    if size > MOST_BYTES:
        raise RefusedDocument(too_large())
    content.seek(0)
    start = content.read(len(OLE))
    if start == OLE:
        raise RefusedDocument(
            "Ce document est protégé par un mot de passe, ou c'est un ancien fichier .doc "
            "renommé. Enregistrez-le au format .docx sans mot de passe, puis renvoyez-le."
        )
    if not start.startswith(b"PK"):
        raise RefusedDocument(
            "Le contenu de ce fichier n'est pas celui d'un document Word. Envoyez le fichier "
            ".docx que Balise a produit."
        )


def _check_parts(infos: dict[str, ZipInfo]) -> None:
    parts = infos.values()
    if any(part.flag_bits & 1 for part in parts):
        raise RefusedDocument(
            "Ce document est protégé par un mot de passe. Enregistrez-le sans mot de passe, puis "
            "renvoyez-le."
        )
    dense = any(p.file_size > SMALL and p.file_size > MOST_RATIO * p.compress_size for p in parts)
    if len(infos) > MOST_PARTS or sum(p.file_size for p in parts) > MOST_UNPACKED or dense:
        raise RefusedDocument(
            "Ce fichier occuperait trop de place une fois ouvert : ce n'est pas un document "
            "ordinaire, et Balise ne l'ouvre pas. Renvoyez la pièce que Balise a produite."
        )
    names = [name.lower() for name in infos]
    if any(name.endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
        raise RefusedDocument(f"Ce document contient des macros. {_SAVE_AS}")
    if any("oleobject" in name or "/activex/" in name for name in names):
        raise RefusedDocument(
            "Ce document contient un objet actif (classeur incorporé ou contrôle ActiveX). "
            "Remplacez cet objet par une image ou par un tableau, puis renvoyez-le."
        )
