"""A document goes to Word, is edited, comes back: one change accepted, one refused."""

import io
import re
import zipfile
from pathlib import Path

from playwright.sync_api import expect

from tests.tenders.word_edits import Edited

OFFICER = "redacteur@demo.balise.example.org"
PROJECT = "Emballages réemployables et consignés pour la restauration collective"
TENDER = "Fourniture, lavage, collecte et livraison de contenants réemployables et consignés"
CLAUSE = "Fin de vie des contenants"
ADDED = "Les données restent consultables un an après la fin du marché."


def open_tender(visitor):
    page = visitor.sign_in(OFFICER)
    page.set_default_timeout(30_000)  # the control of wording loads what it learnt the first time
    visitor.follow(PROJECT)
    visitor.follow(TENDER)
    return page, page.url.removeprefix(visitor.site)


def downloaded(visitor, address):
    """The file, as the link gives it."""
    answer = visitor.page.request.get(visitor.site + address)
    assert answer.ok
    return answer.body()


def words(content):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return re.sub(r"<[^>]+>", "", package.read("word/document.xml").decode())


def edited(content, mark):
    """A clause reworded and a paragraph added, as somebody does in Word; `mark` names this try."""
    word = Edited(content)
    heading = word.heading(CLAUSE)
    text = next(p for p in word.paragraphs if p._p is heading._p.getnext())
    text.runs[0].text = f"{text.runs[0].text} Essai {mark}."
    word.insert_after(word.paragraph("Les données de suivi produites"), f"{ADDED} ({mark})")
    return word.content


def choose(visitor, title, label):
    """Tick what is decided of the change under this title."""
    panel = visitor.page.locator("fieldset", has=visitor.page.get_by_text(title)).first
    panel.get_by_label(label, exact=True).check()


def test_one_edit_is_accepted_one_refused_and_the_next_file_says_so(visitor, tmp_path: Path):
    mark = f"{visitor.page.viewport_size['width']}{'s' if visitor.scripts else 'n'}"
    page, tender = open_tender(visitor)
    visitor.goto(f"{tender}pieces/")
    visitor.follow("Reprendre une pièce modifiée dans Word")

    file = tmp_path / "ccap.docx"
    file.write_bytes(edited(downloaded(visitor, f"{tender}pieces/ccap.docx"), mark))
    page.locator("[name=file]").set_input_files(str(file))
    visitor.follow("Lire le fichier")
    expect(page.get_by_role("heading", name="À décider")).to_be_visible()
    expect(page.locator("fieldset")).to_have_count(2)
    visitor.picture("word-and-back")

    choose(visitor, CLAUSE, "Accepter")
    choose(visitor, "Données personnelles", "Refuser")
    visitor.follow("Appliquer mes décisions")
    expect(page.get_by_text("1 modification reprise et 1 modification refusée")).to_be_visible()

    said = words(downloaded(visitor, f"{tender}pieces/ccap.docx"))
    assert f"Essai {mark}." in said
    assert f"({mark})" not in said

    visitor.follow("Annuler tout ce qui vient de ce fichier")
    assert f"Essai {mark}." not in words(downloaded(visitor, f"{tender}pieces/ccap.docx"))


def test_a_file_that_is_no_word_document_is_refused_in_words(visitor, tmp_path: Path):
    page, tender = open_tender(visitor)
    visitor.goto(f"{tender}retours/")
    file = tmp_path / "piece.doc"
    file.write_bytes(b"\xd0\xcf\x11\xe0")
    page.locator("[name=file]").set_input_files(str(file))
    page.get_by_role("button", name="Lire le fichier").click()
    expect(page.get_by_role("alert")).to_contain_text("ancien Word")
    visitor.check(None)
