"""A search of suppliers in Word says what its page says."""

import io
from datetime import datetime

import docx
import pytest

from procurement.typography import french
from procurement.word.blocks import Bullets, Note, Paragraph, Table, texts
from suppliers.conclusions import FREE_FORM, NO_PARTS, NOBODY_EXCLUDED, NONE_FOUND, ONLY_FACTS
from suppliers.models import MatchRun
from tenders.documents.match_report import Search, build
from tests.factories import CommuneFactory, UserFactory
from tests.needs.factories import NeedFactory, ask_for_containers
from tests.suppliers.factories import ActivityFactory, SupplierFactory

NOW = datetime(2026, 11, 10, 14, 39).astimezone()
NOBODY = {
    "title": "Un besoin", "components": [], "candidates": 0, "notices": [], "tie_break": "",
    "results": [], "excluded": [], "groups": [],
}  # fmt: skip
GROUP = {
    "members": ["A", "B"], "names": {"A": "Aller", "B": "Laver"}, "lead": "B", "lead_reason": "",
    "missing": ["formation"], "score": 71.5, "reasons": ["Membres éloignés de 4 km au plus."],
    "warnings": ["Dépendance économique."], "to_find": ["Compétence à chercher : formation."],
    "grid": [
        {"component": "lavage", "cells": [
            {"covers": False, "capacity": "", "note": "métier voisin, à vérifier"},
            {"covers": True, "capacity": "9 000 contenants par jour", "note": ""},
        ]},
        {"component": "formation", "cells": [
            {"covers": False, "capacity": "", "note": ""},
            {"covers": False, "capacity": "", "note": ""},
        ]},
    ],
}  # fmt: skip


def report(**result):
    return build(Search("Lille", NOW, "", "f00d", {"activity": 100}, {**NOBODY, **result}))


def said(document):
    return "\n".join(texts(document.blocks))


@pytest.fixture
def run(db):
    need = NeedFactory(
        title="Collecte et lavage de contenants réemployables",
        text="Nous voulons faire collecter et laver les contenants de la cuisine de Lille.",
    )
    ask_for_containers(need, CommuneFactory())
    for name, label in (("Collecteuse", "Collecte de contenants"), ("Laverie", "Lavage de bacs")):
        supplier = SupplierFactory(name=name, description="", serves_lille=True)
        ActivityFactory(supplier=supplier, label=label, description="")
        supplier.reindex()
    SupplierFactory(
        name="Marseillaise", department="13", area_kind="departments", area_codes=["13"],
        indexed=True, description="Lavage de contenants réemployables",
    )  # fmt: skip
    return MatchRun.objects.launch(need=need, by=UserFactory(is_staff=True), now=NOW)


def test_the_file_holds_every_sentence_of_the_page(client, run):
    member = run.need.organisation.memberships.create(user=UserFactory(), role="officer").user
    client.force_login(member)
    answer = client.get(f"/fournisseurs/recherches/{run.pk}/recherche.docx")
    word = docx.Document(io.BytesIO(answer.content))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    written = "\n".join([*(p.text for p in word.paragraphs), *cells])

    assert run.result["results"]
    for found in run.result["results"]:
        reasons = [part["reason"] for part in found["parts"]]
        for sentence in (found["name"], *reasons, *found["lost"], *found["would_change"]):
            assert french(sentence) in written
    for out in run.result["excluded"]:
        assert french(out["reason"]) in written
    assert run.digest in written


def test_a_group_is_a_grid_with_what_is_missing_and_to_find():
    document = report(groups=[GROUP])
    [grid] = [b for b in document.blocks if isinstance(b, Table) and b.header[0] == "Composante"]
    assert grid.header == ("Composante", "Aller", "Laver (mandataire possible)")
    assert grid.rows == (
        ("lavage", "métier voisin, à vérifier", "couvre ; 9 000 contenants par jour"),
        ("formation", "manque", "manque"),
    )
    assert Paragraph("**Incomplet.** Personne n'y couvre : formation.") in document.blocks
    assert Note("À vérifier", ("Dépendance économique.",), "warning") in document.blocks
    assert any(
        isinstance(block, Bullets) and "Compétence à chercher : formation." in block.items
        for block in document.blocks
    )


def test_a_group_in_doubt_is_not_said_to_be_whole():
    doubt = "« lavage » n'est dit qu'à demi-mot : à vérifier auprès de Laver."
    document = report(groups=[GROUP | {"missing": [], "doubts": [doubt]}])
    written = said(document)
    assert "**À vérifier.**" in written
    assert doubt in written
    assert "**Complet.**" not in written


def test_a_group_without_gap_or_doubt_is_said_to_be_whole():
    assert "**Complet.**" in said(report(groups=[GROUP | {"missing": [], "doubts": []}]))


def test_the_form_of_a_group_is_said_to_be_free_where_one_is_proposed():
    assert FREE_FORM in said(report(groups=[GROUP]))
    assert FREE_FORM not in said(report())


def test_the_file_says_that_only_facts_count():
    assert ONLY_FACTS in said(report())


def test_what_no_trade_explains_is_quoted():
    assert "réparer les vélos" in said(report(unread=["réparer les vélos"]))


def test_a_search_that_found_nobody_says_so():
    written = said(report(notices=["Aucun lieu n'est connu."]))
    for sentence in (NONE_FOUND, NO_PARTS, NOBODY_EXCLUDED):
        assert sentence in written
    assert "Aucun lieu n'est connu." in written


@pytest.mark.parametrize(("count", "cut"), [(10, False), (11, True)])
def test_reasons_of_the_first_ten_only_are_written_and_it_says_so(run, count, cut):
    [first, *_] = run.result["results"]
    rows = [{**first, "rank": rank} for rank in range(1, count + 1)]
    document = report(results=rows, candidates=count)
    detailed = [b for b in document.blocks if isinstance(b, Table) and b.header[0] == "Part"]
    assert len(detailed) == 10 + 1  # and the table of weights
    assert ("Les raisons des 10 premiers suivent" in said(document)) == cut


@pytest.mark.parametrize(("count", "caption"), [(50, "écartés"), (51, "les 50 premiers sur 51")])
def test_a_long_list_of_excluded_suppliers_is_cut_and_says_so(count, caption):
    out = {
        "name": "A",
        "city": "Lens",
        "filter": "activity",
        "filter_name": "Activité",
        "reason": "Autre métier.",
    }
    *_, table = [
        b for b in report(excluded=[out] * count).blocks
        if isinstance(b, Table) and b.header[0] == "Fournisseur"
    ]  # fmt: skip
    assert table.caption.endswith(caption)
    assert len(table.rows) == 50
