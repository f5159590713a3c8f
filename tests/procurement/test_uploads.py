"""Files that people send: kind, size, content and name."""

import io
from zipfile import ZipFile

import pytest

from procurement import uploads


def archive(*names, content=b"<x/>"):
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as file:
        for name in names:
            file.writestr(name, content)
    return buffer.getvalue()


SAMPLES = {
    "plan.pdf": b"%PDF-1.7\n",
    "note.docx": archive("[Content_Types].xml", "word/document.xml"),
    "prix.xlsx": archive("xl/workbook.xml"),
    "texte.odt": archive("mimetype", "content.xml"),
    "tableau.ods": archive("mimetype", "content.xml"),
    "liste.csv": "nom;ville\nL'Étuve;Lens\n".encode(),
    "lisez-moi.txt": b"bonjour",
    "photo.png": b"\x89PNG\r\n\x1a\n....",
    "photo.jpeg": b"\xff\xd8\xff\xe0....",
}


def check(name, content, **kwargs):
    return uploads.check(name, io.BytesIO(content), len(content), **kwargs)


@pytest.mark.parametrize("name", SAMPLES)
def test_each_accepted_kind_is_accepted(name):
    assert check(name, SAMPLES[name]).name == name


@pytest.mark.parametrize(
    "name", ["virus.exe", "page.html", "image.svg", "note.docm", "sans_extension"]
)
def test_other_kinds_are_refused(name):
    with pytest.raises(uploads.RefusedUpload, match="ne sont pas acceptés"):
        check(name, b"MZ")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("faux.pdf", b"MZ\x90\x00"),
        ("faux.png", b"<script>"),
        ("faux.csv", b"a;b\x00"),
        ("faux.docx", archive("xl/workbook.xml")),
    ],
)
def test_a_content_that_is_not_what_the_name_says_is_refused(name, content):
    with pytest.raises(uploads.RefusedUpload, match="n'est pas celui"):
        check(name, content)


def test_a_truncated_archive_is_refused():
    with pytest.raises(uploads.RefusedUpload, match="abîmé"):
        check("note.docx", SAMPLES["note.docx"][:40])


def test_macros_are_refused():
    with pytest.raises(uploads.RefusedUpload, match="macros"):
        check("note.docx", archive("word/document.xml", "word/vbaProject.bin"))


def test_an_archive_that_would_unpack_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(uploads, "MOST_UNPACKED", 1000)
    with pytest.raises(uploads.RefusedUpload, match="trop de place"):
        check("note.docx", archive("word/document.xml", content=b"0" * 1001))


@pytest.mark.parametrize(("size", "refused"), [(100, False), (101, True)])
def test_the_limit_is_exact(size, refused):
    content = b"%PDF-" + b"0" * (size - 5)
    if refused:
        with pytest.raises(uploads.TooLarge):
            check("a.pdf", content, most=100)
    else:
        assert check("a.pdf", content, most=100).size == size


def test_an_empty_file_is_refused():
    with pytest.raises(uploads.RefusedUpload, match="vide"):
        check("a.txt", b"")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Documents\\prix été.pdf", "prix été.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"),
        ("\u202egnp.exe.pdf", "gnp.exe.pdf"),
        (".pdf", "fichier.pdf"),
        ("", "fichier"),
        (f"{'x' * 300}.pdf", f"{'x' * 96}.pdf"),
    ],
)
def test_names_are_made_safe(name, safe):
    assert uploads.safe_name(name) == safe
