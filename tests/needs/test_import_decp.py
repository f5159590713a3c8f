import io
import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from needs.decp import read_awards
from needs.models import AwardHolder, AwardRecord

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("few_codes")]

CONTRACT = {
    "id": "2024-12",
    "acheteur": {"id": "21590350100017"},
    "objet": "Entretien des  locaux",
    "codeCPV": "90911200-8",
    "dureeMois": 48,
    "dateNotification": "2024-05-15",
    "montant": 575000,
    "titulaires": [{"titulaire": {"id": "55204599900869", "typeIdentifiant": "SIRET"}}],
}


def run(tmp_path, content, *options, name="marches.json"):
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")
    err = io.StringIO()
    try:
        call_command("import_decp", str(file), *options, stderr=err)
    except SystemExit as stop:
        return stop.code, err.getvalue()
    return 0, err.getvalue()


def official(*contracts):
    return json.dumps({"marches": {"marche": contracts}})


def test_an_official_record_is_taken_with_its_holders(tmp_path):
    assert run(tmp_path, official(CONTRACT))[0] == 0
    record = AwardRecord.objects.get()
    assert (record.object, record.cpv) == ("Entretien des locaux", "90911200")
    assert (record.notified_on, record.amount) == (date(2024, 5, 15), Decimal("575000.00"))
    assert [holder.siret for holder in AwardHolder.objects.all()] == ["55204599900869"]


def test_the_same_contract_again_replaces_the_first(tmp_path):
    run(tmp_path, official(CONTRACT))
    run(tmp_path, official({**CONTRACT, "montant": 600000}))
    assert AwardRecord.objects.get().amount == Decimal("600000.00")
    assert AwardHolder.objects.count() == 1


def test_a_dry_run_writes_nothing(tmp_path):
    code, messages = run(tmp_path, official(CONTRACT), "--dry-run")
    assert (code, AwardRecord.objects.count()) == (0, 0)
    assert "Marchés à prendre : 1" in messages


def test_a_record_without_object_is_refused_and_said(tmp_path):
    code, messages = run(tmp_path, official({**CONTRACT, "objet": ""}, CONTRACT))
    assert (code, AwardRecord.objects.count()) == (1, 1)
    assert "marché 1" in messages


@pytest.mark.parametrize(
    "wrong", [None, 3, [], "x", {**CONTRACT, "titulaires": [{"titulaire": "La Boucle"}]}]
)
def test_a_record_of_another_shape_is_refused_alone(tmp_path, wrong):
    code, messages = run(tmp_path, official({**CONTRACT, "id": "1"}, wrong, CONTRACT))
    assert (code, AwardRecord.objects.count()) == (1, 2)
    assert "marché 2 :" in messages


def test_contracts_of_unknown_buyers_under_one_number_are_two(tmp_path):
    unknown = {**CONTRACT, "acheteur": None}
    run(tmp_path, official(unknown, {**unknown, "objet": "Tonte des stades"}))
    assert AwardRecord.objects.count() == 2


def test_a_csv_needs_an_object_and_a_code_only(tmp_path):
    code, _ = run(tmp_path, "objet,cpv8\nTonte des stades,77310000\nErreur,12\n", name="a.csv")
    assert (code, AwardRecord.objects.get().cpv) == (1, "77310000")


@pytest.mark.parametrize("content", ["titre\nx\n", '{"marches": {"marche": [{"id": '])
def test_an_unusable_file_is_wrong_usage(tmp_path, content):
    with pytest.raises(CommandError) as refusal:
        run(tmp_path, content)
    assert refusal.value.returncode == 2


def test_a_big_file_is_read_piece_by_piece():
    many = [{**CONTRACT, "id": str(number), "objet": "x" * 900} for number in range(3000)]
    awards = [award for _, award, _ in read_awards(io.StringIO(official(*many)))]
    assert len({award.key for award in awards}) == 3000


def test_the_official_samples_are_all_taken(open_data):
    for path in sorted((open_data / "decp_exemples").glob("*.json")):
        with path.open(encoding="utf-8") as stream:
            assert all(award for _, award, _ in read_awards(stream))
