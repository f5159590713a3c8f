import io
import json

import pytest
from django.core.management import CommandError, call_command

from needs.models import Need
from procurement.accounts.models import Organisation
from tests.needs.plain import plain

pytestmark = pytest.mark.django_db
RECORD = {
    "id": "B-7",
    "title": "Contenants réemployables",
    "buyer": {"name": "Communauté d'agglomération d'essai", "kind": "EPCI"},
    "text": "Nous voulons des contenants réemployables pour 1 250 repas par jour à Roubaix.",
    "place": {"kind": "commune", "code": "62119", "name": "Béthune"},
    "cpv": ["39222100-5"],
}


@pytest.fixture
def load(tmp_path):
    def load(*records, **options):
        path = tmp_path / "needs.jsonl"
        lines = (r if isinstance(r, str) else json.dumps(r) for r in records)
        path.write_text("\n".join(lines), encoding="utf-8")
        out, err = io.StringIO(), io.StringIO()
        code = 0
        try:
            call_command("import_needs", str(path), stdout=out, stderr=err, **options)
        except SystemExit as stop:
            code = stop.code
        return code, [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()

    return load


def test_a_record_becomes_a_need(load):
    code, (result,), _ = load(RECORD)
    need = Need.objects.get(external_id="B-7")
    assert code == 0
    assert result["created"] is True
    assert (need.place_code, need.place_name) == ("62119", "Béthune")
    assert (need.organisation.name, need.organisation.kind) == (
        "Communauté d'agglomération d'essai",
        "EPCI",
    )
    codes = need.facts.filter(kind="cpv", status="confirmed")
    assert [fact.data["code"] for fact in codes] == ["39222100"]


def test_the_same_record_again_changes_the_need_and_adds_none(load):
    load(RECORD)
    load({**RECORD, "title": "Nouveau titre"})
    assert [need.title for need in Need.objects.all()] == ["Nouveau titre"]
    assert Need.objects.get().facts.filter(kind="cpv", status="confirmed").count() == 1


def test_what_is_missing_is_proposed_from_the_text(load):
    record = {key: RECORD[key] for key in ("id", "title", "buyer", "text")}
    _, (result,), _ = load(record)
    need = Need.objects.get()
    assert result["cpv_proposed"]
    assert result["place_proposed"]
    assert (need.place_kind, need.place_code) == ("commune", "59512")
    assert not need.facts.filter(kind="cpv").exclude(status="proposed").exists()


def test_a_dry_run_writes_nothing(load):
    code, (result,), message = load(RECORD, dry_run=True)
    assert (code, result["id"]) == (0, "B-7")
    assert "Besoins à prendre : 1" in message
    assert not Need.objects.exists()
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"title": ""}, "il manque title."),
        ({"buyer": None}, "il manque buyer."),
        ({"buyer": {"kind": "EPCI"}}, "« buyer » doit donner au moins un nom"),
        ({"place": {"kind": "planète"}}, "la nature du lieu est inconnue"),
        ({"cpv": ["123"]}, "n'est pas un code CPV"),
        ({"cpv": "39222100"}, "« cpv » doit être une liste"),
        ({"title": "x" * 201}, "200"),
        ({"text": "x" * 50_001}, "50 001 caractères"),
        ({"text": 3}, "« text » n'est pas un texte."),
    ],
)
def test_a_bad_record_is_refused_and_the_others_pass(load, change, reason):
    code, results, message = load({**RECORD, **change}, {**RECORD, "id": "B-8"})
    assert code == 1
    assert [result["id"] for result in results] == ["B-8"]
    assert "Ligne 1" in message
    assert reason in plain(message)
    assert Need.objects.get().external_id == "B-8"


def test_a_line_that_is_not_json_is_refused(load):
    code, _, message = load("{oops", RECORD)
    assert code == 1
    assert "Ligne 1" in message


def test_a_file_that_does_not_exist_is_wrong_usage():
    with pytest.raises(CommandError) as error:
        call_command("import_needs", "nowhere.jsonl")
    assert error.value.returncode == 2


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("Ville de Lille", "commune", "commune"),
        ("Communauté de communes du Test", "", "EPCI"),
        ("Métropole d'essai", "intercommunalité", "EPCI"),
        ("Conseil départemental du Nord", "Département", "departement"),
        ("CCAS de Test", "établissement public", "etablissement"),
        ("Autre chose", "inconnu", "etablissement"),
    ],
)
def test_kinds_of_buyers_are_recognised(load, name, kind, expected):
    load({**RECORD, "buyer": {"name": name, "kind": kind}})
    assert Organisation.objects.get().kind == expected
