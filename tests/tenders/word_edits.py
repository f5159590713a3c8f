"""What people do to a document in Word, done with python-docx on our own file."""

import copy
import io
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from tenders.documents import render_docx
from tenders.returning import receive

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
SOFFICE = shutil.which("soffice")


class Edited:
    """A .docx open for editing; `content` is the file once saved."""

    def __init__(self, content):
        self.word = docx.Document(io.BytesIO(content))

    @property
    def content(self):
        saved = io.BytesIO()
        self.word.save(saved)
        return saved.getvalue()

    @property
    def paragraphs(self):
        """Those of the body, the table of contents and the cells left out."""
        return [p for p in self.word.paragraphs if not p.style.name.lower().startswith("toc")]

    def heading(self, title):
        return next(
            p for p in self.paragraphs if p.style.name.startswith("Heading") and p.text == title
        )

    def paragraph(self, begins):
        return next(p for p in self.paragraphs if p.text.startswith(begins))

    def under(self, title):
        """The elements of an article, its heading first."""
        element = self.heading(title)._p
        found = [element]
        while (element := element.getnext()) is not None and not is_heading(element):
            found.append(element)
        return [one for one in found if one.tag != qn("w:sectPr")]

    def replace(self, old, new):
        """In the first paragraph that says it, wherever its runs are cut."""
        paragraph = next(p for p in self.paragraphs if old in p.text)
        say(paragraph, paragraph.text.replace(old, new))
        return paragraph

    def insert_after(self, paragraph, text, style=None):
        new = copy.deepcopy(paragraph._p)
        paragraph._p.addnext(new)
        added = Paragraph(new, paragraph._parent)
        for mark in [*new.iter(qn("w:bookmarkStart")), *new.iter(qn("w:bookmarkEnd"))]:
            mark.getparent().remove(mark)
        say(added, text)
        if style:
            added.style = self.word.styles[style]
        return added

    def delete(self, title):
        for element in self.under(title):
            element.getparent().remove(element)

    def move(self, title, after):
        elements = self.under(title)
        at = self.under(after)[-1]
        for element in elements:
            at.addnext(element)
            at = element

    def comment(self, paragraph, text, author="Camille"):
        self.word.add_comment(paragraph.runs, text=text, author=author, initials="C")


def returned_document(tender, content=None, kind="rc"):
    """A file sent back, as it went out when nobody edited it."""
    content = content or render_docx(tender, kind)
    name = f"{tender.reference}-{kind}.docx"
    return receive(tender, name, io.BytesIO(content), len(content), by=None, now=NOW)


def is_heading(element):
    style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return style is not None and style.get(qn("w:val")).startswith("Heading")


def say(paragraph, text):
    """The same paragraph with another text; its bookmarks stay."""
    for run in paragraph.runs[1:]:
        run._r.getparent().remove(run._r)
    if paragraph.runs:
        paragraph.runs[0].text = text
    else:
        paragraph.add_run(text)


def tracked(kind, text, author="Camille Delattre", at="2026-11-30T09:00:00Z"):
    """« w:ins » or « w:del » holding one run."""
    change = OxmlElement(f"w:{kind}")
    change.set(qn("w:id"), "9001")
    change.set(qn("w:author"), author)
    change.set(qn("w:date"), at)
    run, said = OxmlElement("w:r"), OxmlElement("w:t" if kind == "ins" else "w:delText")
    said.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    said.text = text
    run.append(said)
    change.append(run)
    return change


def without_properties(content):
    """The file as a tool that keeps only the text would leave it."""
    out, lost = io.BytesIO(), "docProps/custom.xml"
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            if info.filename != lost:
                new.writestr(info.filename, old.read(info.filename), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def through_libreoffice(content, folder):
    """The file opened by LibreOffice and saved again as .docx."""
    source, out = folder / "source.docx", folder / "out"
    source.write_bytes(content)
    subprocess.run(
        [
            SOFFICE,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--outdir",
            str(out),
            str(source),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return (out / "source.docx").read_bytes()
