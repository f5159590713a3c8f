"""The structure of the Word files, held to the standard; and the checker held to what it says."""

import io
import zipfile

import pytest

from procurement.word.docx import render
from tests.ooxml import faults
from tests.procurement.test_word_docx import EVERYTHING


def altered(part, old, new):
    """The file with one thing changed in one of its parts."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(render(EVERYTHING))) as package,
        zipfile.ZipFile(file, "w") as changed,
    ):
        for name in package.namelist():
            text = package.read(name).decode()
            if name == part:
                assert old in text
                text = text.replace(old, new, 1)
            changed.writestr(name, text)
    return file.getvalue()


def test_a_document_with_every_block_keeps_to_the_standard():
    assert faults(render(EVERYTHING)) == []


BODY = "word/document.xml"


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        (BODY, "</w:body>", "", "not well formed"),
        (BODY, '<w:bookmarkEnd w:id="1"/>', "", "bookmarks that"),
        (BODY, 'w:bookmarkStart w:id="2"', 'w:bookmarkStart w:id="1"', "bookmark 1 is there 2"),
        (BODY, '<w:fldChar w:fldCharType="end"/>', "", "never ends"),
        (BODY, 'w:pStyle w:val="Title"', 'w:pStyle w:val="Titre"', "style Titre"),
        (BODY, 'w:anchor="_Toc000001"', 'w:anchor="_Toc999999"', "leads nowhere"),
        (BODY, "<w:pStyle", "<w:keepNext/><w:pStyle", "in the order"),
        (BODY, '<w:numId w:val="10"/>', '<w:numId w:val="77"/>', "list 77"),
        (BODY, 'r:id="rIdEdge1"', 'r:id="rIdEdge0"', "rIdEdge0 points to no relation"),
        (BODY, '<w:gridCol w:w="', '<w:gridCol w:w="1"/><w:gridCol w:w="', "columns"),
        ("word/_rels/document.xml.rels", "styles.xml", "style.xml", "style.xml does not exist"),
        ("[Content_Types].xml", "/word/styles.xml", "/word/style.xml", "style.xml is declared"),
        ("docProps/custom.xml", 'pid="3"', 'pid="2"', "property id 2"),
    ],
)
def test_the_checker_sees(part, old, new, said):
    assert any(said in fault for fault in faults(altered(part, old, new)))
