"""Files that people send, made in one line."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook


def csv_file(text, name="sites.csv", encoding="utf-8"):
    return SimpleUploadedFile(name, text.encode(encoding))


def workbook(*sheets, name="sites.xlsx"):
    """A workbook of these sheets, each a list of rows."""
    return SimpleUploadedFile(name, workbook_bytes(*sheets))


def workbook_bytes(*sheets):
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"Feuille {number}")
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
