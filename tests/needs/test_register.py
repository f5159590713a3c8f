"""The register as a chain: what was altered, removed or moved is named; exports are harmless."""

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from needs import acts, chain
from needs.models import Project, RegisterEntry
from tests.needs.factories import ProjectFactory
from tests.needs.plain import plain

NOON = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


def rows(count):
    made = []
    for number in range(1, count + 1):
        previous = made[-1].seal if made else ""
        row = chain.Row("p", number, NOON, "act", "Nadia", {"n": number}, previous, "")
        made.append(chain.replace(row, seal=row.computed()))
    return made


def told(made):
    return [(fault.kind, fault.number) for fault in chain.verify(made).faults]


def test_a_chain_left_alone_holds():
    verdict = chain.verify(rows(5))
    assert verdict.holds
    assert verdict.last_seal == rows(5)[-1].seal


def test_an_empty_register_holds():
    assert chain.verify([]).holds


@pytest.mark.parametrize("number", [1, 3, 5])
def test_one_altered_row_is_named(number):
    made = rows(5)
    made[number - 1] = chain.replace(made[number - 1], facts={"n": "autre"})
    assert told(made) == [("altered", number)]


@pytest.mark.parametrize("number", [1, 3, 4])
def test_a_row_rewritten_with_its_seal_is_named_by_the_one_that_follows(number):
    made = rows(5)
    forged = chain.replace(made[number - 1], actor="Un autre")
    made[number - 1] = chain.replace(forged, seal=forged.computed())
    assert told(made) == [("altered", number)]


@pytest.mark.parametrize("number", [1, 3])
def test_one_removed_row_is_named(number):
    made = rows(5)
    del made[number - 1]
    assert told(made) == [("missing", number)]


def test_a_row_removed_with_the_others_renumbered_is_named():
    made = rows(5)
    del made[1]
    made = [chain.replace(row, number=n) for n, row in enumerate(made, start=1)]
    assert ("missing", 2) in told(made)
    assert ("moved", 2) in told(made)


def test_two_rows_exchanged_are_named():
    made = rows(5)
    made[1], made[3] = chain.replace(made[3], number=2), chain.replace(made[1], number=4)
    assert told(made) == [("moved", 2), ("moved", 4)]


def test_what_it_cannot_prove_is_what_a_kept_seal_tells():
    """The last acts cut off leave a chain that holds: the seal kept elsewhere is not in it."""
    kept = rows(5)[-1].seal
    cut = rows(5)[:3]
    assert chain.verify(cut).holds
    assert chain.holds_seal(cut, kept) is None
    assert chain.holds_seal(rows(6), kept) == 5


@pytest.mark.parametrize(("length", "found"), [(11, None), (12, 2), (64, 2)])
def test_a_kept_seal_is_found_by_its_first_twelve_signs(length, found):
    made = rows(3)
    assert chain.holds_seal(made, f" {made[1].seal[:length].upper()} ") == found


@pytest.fixture
def noted(project, lead):
    for n in range(4):
        at = timezone.now() - timedelta(days=4 - n)
        RegisterEntry.objects.note(project, "owner_named", by=lead, now=at, person=f"P{n}")
    return project


def page(project, **query):
    return reverse("needs:register", args=[project.pk], query=query or None)


def test_one_row_altered_in_the_database_is_named_on_the_page_and_by_the_command(
    client, lead, noted, capsys
):
    RegisterEntry.objects.filter(project=noted, number=2).update(actor="Un autre")
    client.force_login(lead)
    assert "L'acte n° 2 a été modifié" in plain(client.get(page(noted)).content.decode())
    with pytest.raises(SystemExit, match="1"):
        call_command("verify_register", noted.reference)
    assert "L'acte n° 2 a été modifié" in capsys.readouterr().out


def test_the_command_verifies_each_register_and_says_which_project_it_does_not_know(noted, capsys):
    other = ProjectFactory()
    call_command("verify_register")
    out = plain(capsys.readouterr().out)
    assert f"{noted.reference} : intact, 4 actes" in out
    assert f"{other.reference} : intact, 0 acte" in out
    with pytest.raises(CommandError, match="inconnue"):
        call_command("verify_register", "inconnue")


def test_the_api_says_whether_it_holds_and_what_does_not(client, lead, noted):
    client.force_login(lead)
    address = reverse("project-verify-register", args=[noted.pk])
    assert client.get(address).json()["holds"] is True
    RegisterEntry.objects.filter(project=noted, number=3).delete()
    assert client.get(address).json()["faults"][0]["number"] == 3


def test_the_api_gives_the_acts_page_by_page_with_all_that_verifies_them(client, lead, noted):
    client.force_login(lead)
    found = client.get(reverse("project-register", args=[noted.pk])).json()
    assert found["count"] == 4
    assert found["results"][0]["said"].startswith("P0 devient responsable")
    assert found["results"][1]["previous"] == found["results"][0]["seal"]
    wrong = client.get(reverse("project-register", args=[noted.pk]), {"since": "hier"})
    assert wrong.status_code == 400


def test_the_acts_are_found_by_kind_by_person_and_by_day(client, lead, noted, buyer):
    now = timezone.now()
    RegisterEntry.objects.note(noted, "need_created", by=buyer, now=now, need="Bacs", member="L")
    client.force_login(lead)

    def found(**query):
        return plain(client.get(page(noted, **query)).content.decode())

    assert "P0 devient" not in found(family="needs")
    assert "« Bacs » est déposé" in found(family="needs")
    assert "« Bacs » est déposé" not in found(actor=str(lead))
    yesterday = timezone.localdate(now - timedelta(days=1)).isoformat()
    assert "P0 devient" not in found(since=yesterday)
    assert "P3 devient" in found(since=yesterday, until=yesterday)
    assert "P2 devient" not in found(since=yesterday, until=yesterday)


@pytest.mark.parametrize(
    "query",
    [{"family": "tout"}, {"since": "31/02/2026"}, {"since": "2026-05-02", "until": "2026-05-01"},
     {"actor": "' OR 1=1"}, {"page": "mille"}, {"seal": "zz"}],
)  # fmt: skip
def test_a_wrong_search_says_so_and_loses_nothing(client, lead, noted, query):
    client.force_login(lead)
    answer = client.get(page(noted, **query))
    assert answer.status_code == 200
    assert "P0 devient" in plain(answer.content.decode())


def export(client, project, kind, **query):
    return client.get(reverse("needs:register_export", args=[project.pk, kind], query=query))


def test_the_json_export_can_be_verified_by_another_program(client, lead, noted):
    client.force_login(lead)
    sent = json.loads(export(client, noted, "json").content)
    made = [
        chain.Row(
            sent["project"], a["number"], datetime.fromisoformat(a["at"]), a["act"], a["actor"],
            a["facts"], a["previous"], a["seal"],
        )
        for a in sent["acts"]
    ]  # fmt: skip
    assert len(made) == 4
    assert chain.verify(made).holds


@pytest.mark.parametrize("evil", ["=HYPERLINK(1)", "+1", "-1+1", "@SUM(A1)", "\t=1"])
def test_no_text_of_the_register_is_a_formula_in_a_spreadsheet(client, lead, project, evil):
    RegisterEntry.objects.note(project, "question_asked", now=NOON, actor=evil, question=evil)
    client.force_login(lead)
    book = load_workbook(io.BytesIO(export(client, project, "xlsx").content))
    assert {cell.data_type for row in book.active for cell in row} <= {"s", "n", "inlineStr"}
    text = export(client, project, "csv").content.decode()
    assert f"'{evil}" in text
    assert all(not cell.startswith(("=", "+", "@")) for cell in text.replace('"', "").split(";"))


def test_an_export_takes_what_was_searched_and_is_an_act_itself(client, lead, noted):
    client.force_login(lead)
    assert len(export(client, noted, "csv", family="needs").content.splitlines()) == 1
    last = noted.register.last()
    assert (last.act, last.facts) == ("register_exported", {"format": "csv", "rows": 0})
    assert RegisterEntry.objects.verdict(noted).holds


def test_the_register_is_not_given_in_another_format(client, lead, noted):
    client.force_login(lead)
    assert export(client, noted, "pdf").status_code == 404


def test_a_changed_project_says_which_fields(client, lead, project):
    client.force_login(lead)
    data = {"title": "Autre", "summary": project.summary, "sector": project.sector,
            "version": project.version}  # fmt: skip
    client.post(reverse("needs:project_edit", args=[project.pk]), data)
    client.patch(
        reverse("project-detail", args=[project.pk]),
        {"summary": "Nouvel objet", "version": Project.objects.get(pk=project.pk).version},
        content_type="application/json",
    )
    noted = project.register.filter(act="project_changed").order_by("number")
    assert [entry.facts["fields"] for entry in noted] == [["titre"], ["objet de la démarche"]]


def test_every_act_known_has_a_sentence_and_a_family():
    assert {act for act in acts.SENTENCES if acts.family_of(act) == "autres actes"} == set()
