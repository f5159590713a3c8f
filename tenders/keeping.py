"""Packages kept as they left: written once, checked when they are given again, compared."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from procurement.accounts.models import User
from procurement.word import storing
from procurement.word.blocks import Document
from procurement.word.passages import Change, changes
from tenders import documents
from tenders.documents import KINDS, Manifest
from tenders.models import ExportedPackage, Tender

MANIFEST = "manifest.json"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # contents decide, not the clock


class AlteredPackage(Exception):
    """The kept files are no longer what was exported; its text is a sentence for the user."""


@transaction.atomic
def export(
    tender: Tender,
    *,
    by: User | None,
    now: datetime,
    kinds: Iterable[str] | None = None,
    provenance: bool = False,
) -> tuple[bytes, ExportedPackage]:
    """The archive of these documents, and the package that keeps it.

    When nothing changed since the last one, that one is given again.
    """
    Tender.objects.select_for_update().get(pk=tender.pk)  # two exports take two numbers
    made = documents.package(tender, kinds, provenance=provenance)
    archive = zipped({**made.files, MANIFEST: made.manifest.as_json().encode()})
    digest = hashlib.sha256(archive).hexdigest()
    last = ExportedPackage.objects.filter(tender=tender).first()
    if last is not None and last.digest == digest:
        return archive, last
    number = last.number + 1 if last else 1
    package = ExportedPackage(
        tender=tender,
        number=number,
        contents=_contents(made.files, made.manifest),
        digest=digest,
        draft=any(item.draft for item in made.manifest.documents),
        missing=sum(len(item.missing) for item in made.manifest.documents),
        by=by,
        at=now,
    )
    name = f"{tender.reference}-{number}"
    package.archive.save(f"{name}.zip", ContentFile(archive), save=False)
    package.snapshot.save(f"{name}.json.gz", ContentFile(_frozen(made.built)), save=False)
    package.save()
    return archive, package


def zipped(files: Mapping[str, bytes]) -> bytes:
    """An archive that is the same each time it holds the same files."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return file.getvalue()


def _contents(files: Mapping[str, bytes], manifest: Manifest) -> list[dict[str, str]]:
    of_item = {item.file: item for item in manifest.documents}
    of_item |= {item.workbook: item for item in manifest.documents if item.workbook}
    return [
        {
            "name": name,
            "kind": of_item[name].kind,
            "title": of_item[name].title,
            "digest": hashlib.sha256(content).hexdigest(),
        }
        for name, content in files.items()
    ]


def _frozen(built: Mapping[str, Document]) -> bytes:
    trees = {kind: storing.dump(document) for kind, document in built.items()}
    return gzip.compress(json.dumps(trees, ensure_ascii=False).encode(), mtime=0)


def archive_of(package: ExportedPackage) -> bytes:
    """The files exactly as they left; AlteredPackage when somebody touched them since."""
    try:
        with package.archive.open() as file:
            content = file.read()
    except FileNotFoundError as error:
        raise AlteredPackage(
            "Les fichiers de ce dossier ne sont plus à leur place. Demandez à la personne qui "
            "administre Balise de les rétablir depuis une sauvegarde."
        ) from error
    if hashlib.sha256(content).hexdigest() != package.digest:
        raise AlteredPackage(
            "Les fichiers gardés ont changé depuis l'export : leur empreinte n'est plus la même. "
            "Ils ne sont pas donnés. Demandez à la personne qui administre Balise de les rétablir."
        )
    return content


def documents_of(package: ExportedPackage) -> dict[str, Document]:
    """Kind → document, as it was built that day."""
    with package.snapshot.open() as file:
        trees = json.loads(gzip.decompress(file.read()))
    return {kind: storing.load(tree) for kind, tree in trees.items()}


@dataclass(frozen=True)
class Compared:
    """One document in two packages; `fate` is « added », « removed », « changed » or « kept »."""

    kind: str
    title: str
    fate: str
    changes: tuple[Change, ...] = ()


def compared(old: ExportedPackage, new: ExportedPackage) -> list[Compared]:
    """Every document of one or the other, in the order of the file."""
    before, after = documents_of(old), documents_of(new)
    return [
        _compared(kind, before.get(kind), after.get(kind))
        for kind in KINDS
        if kind in before or kind in after
    ]


def _compared(kind: str, old: Document | None, new: Document | None) -> Compared:
    if old is None or new is None:
        one = new or old
        assert one is not None
        return Compared(kind, one.title, "added" if old is None else "removed")
    found = changes(old, new)
    return Compared(kind, new.title, "changed" if found else "kept", found)
