"""A document of the reference case that comes back from Word, for somebody to decide of it.

The file is our own, with the sentences of `data/reference_case.yaml` changed in its text: what
Word writes when changes are tracked, and when they are not.
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from procurement.accounts.models import User
from procurement.typography import french
from procurement.word.package import RefusedDocument
from tenders.documents import render_docx
from tenders.models import ReturnedDocument, Tender
from tenders.reference_data import case
from tenders.returning import receive

_TEXT = "word/document.xml"


def make_return(tender: Tender, by: User, now: datetime) -> ReturnedDocument:
    """The edited file, received and not yet decided."""
    row = case()["word_return"]
    content = _edited(render_docx(tender, row["document"]), row)
    name = f"{tender.reference}-{row['document']}-relu.docx"
    return receive(tender, name, io.BytesIO(content), len(content), by=by, now=now)


def _edited(content: bytes, row: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == _TEXT:
                part = _text(part.decode(), row).encode()
            new.writestr(name, part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _text(xml: str, row: dict[str, Any]) -> str:
    for change in row["typed"]:
        xml = _replaced(xml, _words(change["old"]), _words(change["new"]))
    for change in row["tracked"]:
        author = f"w:author={quoteattr(change['author'])} w:date={quoteattr(change['at'])}"
        end = f"{_words(change['after'])}</w:t></w:r>"
        words = f'<w:r><w:t xml:space="preserve"> {_words(change["words"])}</w:t></w:r>'
        xml = _replaced(xml, end, f'{end}<w:ins w:id="900" {author}>{words}</w:ins>')
    return xml


def _words(text: str) -> str:
    return escape(french(text))


def _replaced(xml: str, old: str, new: str) -> str:
    if old not in xml:
        raise RefusedDocument(f"Le cas de référence ne dit plus « {old} ».")
    return xml.replace(old, new, 1)
