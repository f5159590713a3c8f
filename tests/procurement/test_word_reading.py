"""Files that people send as Word documents: what is refused, in which words, at what cost."""

import io
import struct
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import pytest

from procurement.uploads import MOST_BYTES
from procurement.word.blocks import Clause, Document, Heading, Paragraph, Table
from procurement.word.docx import render
from procurement.word.package import RefusedDocument
from procurement.word.reading import read

ROOT = Path(__file__).resolve().parents[2]
PLAIN = Document(
    title="Cahier",
    blocks=(
        Heading(1, "Objet"),
        Paragraph("Le titulaire lave."),
        Clause("container-closure", 1, "Fermeture", (Paragraph("Étanche."),)),
        Table(("A", "B"), (("1", "2"),), caption="Deux"),
    ),
)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@pytest.fixture(scope="module")
def good():
    return render(PLAIN)


def changed(content, parts=None, without=(), method=zipfile.ZIP_DEFLATED):
    """The same file with other parts."""
    out, parts = io.BytesIO(), dict(parts or {})
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", method) as new:
        for info in old.infolist():
            if info.filename not in without:
                new.writestr(info.filename, parts.pop(info.filename, old.read(info.filename)))
        for name, text in parts.items():
            new.writestr(name, text)
    return out.getvalue()


def part(content, name):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(name).decode()


def body(inside):
    return f'<w:document xmlns:w="{WORD}"><w:body>{inside}</w:body></w:document>'


def opened(content, name="piece.docx"):
    return read(name, io.BytesIO(content), len(content))


def refusal(content, name="piece.docx"):
    with pytest.raises(RefusedDocument) as refused:
        opened(content, name)
    return str(refused.value)


def relation(kind, target, outside=True):
    mode = ' TargetMode="External"' if outside else ""
    return (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId99" Type="{OFFICE}/{kind}" '
        f'Target="{target}"{mode}/></Relationships>'
    )


def test_our_own_file_is_read(good):
    reading = opened(good)
    assert [(p.title, p.number) for p in reading.pieces] == [
        ("", ""), ("Objet", "1"), ("Fermeture", "1.1"),
    ]  # fmt: skip
    assert reading.unread == ()


def test_the_strict_form_of_the_same_format_is_read_alike(good):
    strict = {
        name: part(good, name)
        .replace("http://schemas.openxmlformats.org/wordprocessingml/2006/main", STRICT + "main")
        .replace(OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships")
        for name in ("word/document.xml", "word/styles.xml", "word/_rels/document.xml.rels")
    }
    assert opened(changed(good, strict)).pieces == opened(good).pieces


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("piece.doc", "ancien Word"),
        ("piece.odt", "LibreOffice"),
        ("piece.rtf", ".rtf"),
        ("piece.docm", "macros"),
        ("piece.dotx", "modèle"),
        ("piece.dotm", "modèle"),
        ("piece.pdf", "PDF"),
        ("piece.exe", "n'est pas un document Word"),
        ("piece", "n'est pas un document Word"),
    ],
)
def test_other_kinds_are_refused_with_what_to_do(good, name, said):
    told = refusal(good, name)
    assert said in told
    assert "nvoy" in told or "Enregistrer sous" in told


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "est vide"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "mot de passe"),
        (b"%PDF-1.7\n", "n'est pas celui d'un document Word"),
        (b"<html>Bonjour</html>", "n'est pas celui d'un document Word"),
        (b"PK\x03\x04 tronque", "abîmé"),
    ],
)
def test_what_is_no_docx_is_refused(content, said):
    assert said in refusal(content)


def test_the_limit_of_size_is_exact(good):
    heavy = good + bytes(MOST_BYTES - len(good))
    with pytest.raises(RefusedDocument, match="dépasse"):
        read("p.docx", io.BytesIO(heavy + b"0"), len(heavy) + 1)


def test_a_file_of_200_megabytes_is_refused_before_it_is_read():
    class Endless(io.BytesIO):
        def read(self, *args):
            raise AssertionError("read")

    with pytest.raises(RefusedDocument, match="10 Mo".replace(" ", "\u00a0")):
        read("p.docx", Endless(), 200 * 10**6)


def test_more_headings_than_any_document_has_are_refused(good):
    heading = '<w:p><w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:r><w:t>Titre</w:t></w:r></w:p>'
    assert "trop de titres" in refusal(changed(good, {"word/document.xml": body(heading * 1_600)}))


@pytest.mark.parametrize("cut", [100, 1000, -30])
def test_a_truncated_file_is_refused(good, cut):
    assert "abîmé" in refusal(good[:cut])


@pytest.mark.parametrize("name", ["[Content_Types].xml", "_rels/.rels", "word/document.xml"])
def test_a_file_without_its_main_parts_is_refused(good, name):
    assert "n'est pas un document Word" in refusal(changed(good, without=[name]))


@pytest.mark.parametrize("name", ["word/styles.xml", "word/numbering.xml", "docProps/custom.xml"])
def test_a_file_without_a_lesser_part_is_read(good, name):
    assert opened(changed(good, without=[name])).pieces


@pytest.mark.parametrize(
    "name", ["word/document.xml", "word/styles.xml", "[Content_Types].xml", "_rels/.rels"]
)
@pytest.mark.parametrize("text", ["", "<w:document", "\x00\x01", "<a></b>", "pas du XML"])
def test_a_corrupted_part_is_refused(good, name, text):
    assert "abîmé" in refusal(changed(good, {name: text}))


def test_corrupted_bytes_inside_the_archive_are_refused(good):
    at = good.index(b"word/document.xml") + 40
    spoiled = good[:at] + bytes(b ^ 0x5A for b in good[at : at + 60]) + good[at + 60 :]
    assert "abîmé" in refusal(spoiled)


def test_macros_are_refused(good):
    assert "macros" in refusal(changed(good, {"word/vbaProject.bin": b"x"}))
    types = part(good, "[Content_Types].xml").replace(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        "application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    assert "macros" in refusal(changed(good, {"[Content_Types].xml": types}))


def test_a_template_is_refused(good):
    types = part(good, "[Content_Types].xml").replace("document.main+xml", "template.main+xml")
    assert "modèle" in refusal(changed(good, {"[Content_Types].xml": types}))


def test_an_active_object_is_refused(good):
    assert "objet actif" in refusal(changed(good, {"word/embeddings/oleObject1.bin": b"x"}))


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("attachedTemplate", "https://example.org/modele.dotm"),
        ("attachedTemplate", "file:///\\\\serveur\\partage\\modele.dotx"),
        ("image", "https://example.org/pixel.png"),
        ("oleObject", "file:///C:\\prix.xlsx"),
        ("subDocument", "annexe.docx"),
    ],
)
def test_what_the_file_fetches_elsewhere_is_refused_and_named(good, kind, target):
    told = refusal(changed(good, {"word/_rels/settings.xml.rels": relation(kind, target)}))
    assert target[:20] in told
    assert "rompez la liaison" in told


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("hyperlink", "https://example.org/"),
        ("attachedTemplate", "file:///C:\\Users\\c\\Modele.dotx"),
    ],
)
def test_a_link_to_click_and_the_template_of_the_computer_are_no_danger(good, kind, target):
    assert opened(changed(good, {"word/_rels/settings.xml.rels": relation(kind, target)})).pieces


LAUGHS = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "before",
    [
        LAUGHS,
        '<!DOCTYPE d SYSTEM "file:///etc/passwd">',
        "<!--" + "x" * 100_000 + "-->" + LAUGHS,
    ],
)
@pytest.mark.parametrize("name", ["word/document.xml", "word/styles.xml", "_rels/.rels"])
def test_a_document_type_is_refused_wherever_it_stands(good, before, name):
    inside = part(good, name).partition("?>")[2]
    assert "abîmé" in refusal(changed(good, {name: before + inside}))


def test_an_encrypted_archive_is_refused(good):
    spoiled = bytearray(good)
    at = 0
    while (at := spoiled.find(b"PK\x01\x02", at)) >= 0:
        flags = struct.unpack_from("<H", spoiled, at + 8)[0]
        struct.pack_into("<H", spoiled, at + 8, flags | 1)
        at += 4
    assert "mot de passe" in refusal(bytes(spoiled))


def test_too_many_parts_are_refused(good):
    many = {f"word/media/{n}.xml": "" for n in range(2_001)}
    assert "trop de place" in refusal(changed(good, many))


def test_endless_nesting_is_refused(good):
    deep = "<w:tbl><w:tr><w:tc>" * 100 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 100
    assert "trop grand" in refusal(changed(good, {"word/document.xml": body(deep)}))


def test_tables_in_tables_are_read_as_long_as_people_make_them(good):
    deep = "<w:tbl><w:tr><w:tc>" * 10 + said("Fin") + "</w:tc></w:tr></w:tbl>" * 10
    [piece] = opened(changed(good, {"word/document.xml": body(deep)})).pieces
    assert [line.text for line in piece.lines][:1] != []


def said(text):
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        ("<w:r><w:drawing/></w:r>", "les images et les dessins"),
        ("<w:r><w:footnoteReference w:id='2'/></w:r>", "les notes de bas de page"),
        (
            "<m:oMath xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math'/>",
            "les équations",
        ),
    ],
)
def test_what_is_not_read_is_told(good, inside, told):
    text = f"<w:p><w:r><w:t>Un mot.</w:t></w:r>{inside}</w:p>"
    reading = opened(changed(good, {"word/document.xml": body(text)}))
    assert reading.unread == (told,)
    assert [line.text for line in reading.pieces[0].lines] == ["Un mot."]


# In a process of its own: bounded memory, bounded processor time.

# `noise()` is an empty paragraph that compresses badly: the ratio of the archive says nothing.
BOMBS = {
    "a bomb": "'0' * 300_000_000",
    "a text over the limit": "words(2_500_000)",
    "empty paragraphs": "''.join(noise() for _ in range(400_000))",
    "a huge table": "'<w:tbl>' + ''.join(cell() for _ in range(100_000)) + '</w:tbl>'",
    "many lines": "f'<w:p><w:r><w:t>{words(1)}</w:t></w:r></w:p>' * 100 + ''.join("
    "f'<w:p><w:r><w:t>{words(1)}</w:t></w:r></w:p>' for _ in range(60_000))",
    "one long text": "f'<w:p><w:r><w:t>{words(1_500_000)}</w:t></w:r></w:p>'",
    "attributes": "'<w:p' + ''.join(f' w:a{n}=\"{random.random()}\"' for n in range(250_000)) "
    "+ '/>'",
}
SCRIPT = """
    import io, random, sys, zipfile
    random.seed(1)
    noise = lambda: f'<w:p w:rsidR="{{random.getrandbits(96):x}}"/>'
    cell = lambda: f'<w:tr><w:tc>{{noise()}}</w:tc></w:tr>'
    words = lambda n: "".join(f"{{random.getrandbits(32):x}} " for _ in range(n))
    inside, method = {inside}, zipfile.ZIP_DEFLATED
    out = io.BytesIO()
    with zipfile.ZipFile(sys.argv[1]) as old, zipfile.ZipFile(out, "w", method) as new:
        for info in old.infolist():
            if info.filename != "word/document.xml":
                new.writestr(info.filename, old.read(info.filename))
        new.writestr("word/document.xml", '<w:document xmlns:w="{word}"><w:body>'
                     + inside + "</w:body></w:document>")
    size = out.tell()
    open(sys.argv[2], "wb").write(out.getvalue())
"""
READER = """
    import sys, time
    from pathlib import Path
    from procurement.word.package import RefusedDocument
    from procurement.word.reading import read
    def peak():  # of this process only: `ru_maxrss` remembers the one that started it
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    before = peak()
    started = time.process_time()
    with open(sys.argv[1], "rb") as file:
        file.seek(0, 2)
        size = file.tell()
        try:
            read("piece.docx", file, size)
            print("read")
        except RefusedDocument as refused:
            print("refused", refused)
    print(time.process_time() - started)
    print((peak() - before) / 1024)
"""


def run(script, *args):
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), *map(str, args)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        timeout=300,
    ).stdout.splitlines()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux seul dit ce pic")
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_hostile_file_costs_little_time_and_little_memory(good, tmp_path, bomb):
    source, hostile = tmp_path / "good.docx", tmp_path / "hostile.docx"
    source.write_bytes(good)
    run(SCRIPT.format(inside=BOMBS[bomb], word=WORD), source, hostile)
    outcome, seconds, megabytes = run(READER, hostile)
    print(bomb, outcome, seconds, megabytes)
    assert outcome.startswith("refused") or bomb == "empty paragraphs"
    assert float(seconds) < 15
    assert float(megabytes) < 200
