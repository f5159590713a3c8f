from decimal import Decimal

import pytest

from suppliers.cells import InvalidRecord
from suppliers.register import parse
from tests.suppliers.factories import made_up_siret

RIGHT = {"name": "Atelier d'essai", "siret": made_up_siret(1)}


def test_name_and_siret_are_enough():
    record = parse(RIGHT)
    assert (record.name, record.area_kind, record.activities) == ("Atelier d'essai", "", ())


def test_a_whole_record_keeps_every_fact():
    record = parse(
        RIGHT
        | {
            "id": "F-12",
            "ess_kinds": ["SCIC", "ESUS"],
            "naf": "8121Z",
            "insee": "62119",
            "postal_code": 62400,
            "lat": "50,53",
            "lon": 2.64,
            "service_area": {"kind": "radius", "km": 40},
            "capacity": {"fte": 12, "max_yearly_eur": 400000, "quantities": ["9000 m2/mois"]},
            "website": "example.org",
            "activities": [
                {
                    "label": "Entretien",
                    "cpv": ["90910000-9"],
                    "capacity": {"value": 9000, "unit": "m2", "period": "mois"},
                }
            ],
        }
    )
    assert record.external_id == "F-12"
    assert record.ess_kinds == ("SCIC", "ESUS")
    assert (record.naf, record.department, record.point) == ("81.21Z", "62", (50.53, 2.64))
    assert (record.area_kind, record.area_km) == ("radius", 40)
    assert record.max_yearly_eur == Decimal(400000)
    assert record.website == "https://example.org"
    assert record.activities[0].cpv == ("90910000",)
    assert record.activities[0].capacity_period == "mois"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"name": " "}, "« name » manque"),
        ({"siret": ""}, "« siret » manque"),
        ({"siret": "123"}, "14 chiffres"),
        ({"siret": "73282932000075"}, "clé de contrôle"),
        ({"siret": "732 829 320"}, "est un SIREN"),
        ({"siret": "7,32829E+13"}, "tableur a arrondi"),
        ({"siret": 73282900000000.0}, "tableur a arrondi"),
        ({"naf": "propreté"}, "code NAF"),
        ({"postal_code": "594"}, "code postal"),
        ({"insee": "99999"}, "code Insee"),
        ({"lat": 400, "lon": 3}, "hors du globe"),
        ({"service_area": {"kind": "radius"}}, "rayon"),
        ({"service_area": {"kind": "radius", "km": -3}}, "hors de ce qui est possible"),
        ({"service_area": {"kind": "departments", "codes": ["00"]}}, "code de département"),
        ({"service_area": {"kind": "planète"}}, "nature « planète » inconnue"),
        ({"capacity": {"fte": -1}}, "hors de ce qui est possible"),
        ({"website": "javascript:alert(1)"}, "adresse d'un site"),
        ({"activities": [{"label": "Ménage", "cpv": ["12"]}]}, "code CPV"),
        ({"activities": [{"label": "Ménage", "capacity": {"period": "siècle"}}]}, "période"),
        ({"activities": [{"description": "sans nom"}]}, "« label » manque"),
        ({"description": "x" * 5001}, "5000 au plus"),
        ({"activities": ["Couture"] * 41}, "40 au plus"),
        ({"postal_code": "٥٩٠٠٠"}, "code postal"),
        ({"postal_code": "00000"}, "celui d'aucun département"),
        ({"capacity": "beaucoup"}, "objet JSON"),
        ({"capacity": '{"fte": '}, "ce n'est pas du JSON"),
        ({"activities": "[" * 20_000}, "emboîtement"),
        ({"website": "[site en cours]"}, "adresse d'un site"),
        ({"website": "https://[::1"}, "adresse d'un site"),
        ({"siret": float("inf")}, "14 chiffres"),
        ({"postal_code": float("nan")}, "code postal"),
    ],
)
def test_a_wrong_row_is_refused_with_its_reason(change, reason):
    with pytest.raises(InvalidRecord, match=reason):
        parse(RIGHT | change)


def test_an_unknown_family_is_kept_with_a_remark():
    record = parse(RIGHT | {"ess_kinds": ["Confrérie"]})
    assert record.ess_kinds == ("Confrérie",)
    assert "inconnue" in record.remarks[0]


def test_the_legal_form_gives_the_family_it_makes_certain():
    assert parse(RIGHT | {"legal_form": "Association loi 1901"}).ess_kinds == ("ASSOCIATION",)
    assert parse(RIGHT | {"legal_form": "SARL"}).ess_kinds == ()


@pytest.mark.parametrize(
    ("code", "department"), [("20090", "2A"), ("20200", "2B"), ("97400", "974")]
)
def test_the_department_comes_from_the_postal_code(code, department):
    assert parse(RIGHT | {"postal_code": code}).department == department


@pytest.mark.parametrize("as_sent", [int, float, str, "{}.0".format, " {} ".format])
def test_a_siret_that_a_spreadsheet_took_for_a_number_is_whole_again(as_sent):
    siret = made_up_siret(5_785_070)
    assert siret.startswith("0")
    assert parse(RIGHT | {"siret": as_sent(int(siret))}).siret == siret


@pytest.mark.parametrize("as_sent", [1000, 1000.0, "1000", "1000.0", "01000", "01 000"])
def test_a_postal_code_that_a_spreadsheet_took_for_a_number_is_whole_again(as_sent):
    assert parse(RIGHT | {"postal_code": as_sent}).postal_code == "01000"


@pytest.mark.parametrize("zeros", [(0, 0), ("0.0", "0,0")])
def test_the_crossing_of_the_equator_is_no_seat(zeros):
    assert parse(RIGHT | {"lat": zeros[0], "lon": zeros[1]}).point is None


def test_a_list_in_a_cell_is_split_at_bars():
    assert parse(RIGHT | {"labels": "Qualiopi|AB"}).labels == ("Qualiopi", "AB")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"kind": "LICORNE"}, "famille « LICORNE » inconnue"),
        ({"kind": "ESUS", "issued_on": "32/01/2024"}, "n'est pas une date"),
        (
            {"kind": "ESUS", "issued_on": "2024-03-01", "expires_on": "2023-03-01"},
            "avant sa propre",
        ),
        ("ESUS", "chaque pièce est un objet"),
    ],
)
def test_a_document_that_cannot_be_refuses_the_row(said, sentence):
    with pytest.raises(InvalidRecord, match=sentence):
        parse({"name": "A", "siret": made_up_siret(1), "ess_proofs": [said]})


def test_a_document_without_a_family_is_that_of_the_agreement():
    raw = {"name": "A", "siret": made_up_siret(1), "ess_kinds": ["ASSOCIATION", "ACI"]}
    assert parse(raw | {"ess_proofs": [{"reference": "C-1"}]}).ess_proofs[0].kind == "ACI"


def joined(first, second):
    return parse(RIGHT | first).completed_by(parse(RIGHT | second))


def test_a_second_row_that_is_blank_erases_nothing_of_the_first():
    said = {
        "id": "F-12",
        "naf": "8121Z",
        "description": "Nous lavons des bacs.",
        "insee": "62119",
        "service_area": {"kind": "radius", "km": 40},
        "labels": ["Écocert"],
        "capacity": {"fte": 12},
        "activities": ["Lavage"],
    }

    assert joined(said, {}) == parse(RIGHT | said)


def test_a_second_row_has_the_last_word_on_what_it_says():
    record = joined(
        {"description": "Nous lavons.", "website": "example.org", "labels": ["Écocert"]},
        {"description": "Nous louons des bacs.", "labels": ["Qualiopi"]},
    )

    assert record.description == "Nous louons des bacs."
    assert record.labels == ("Qualiopi",)
    assert record.website == "https://example.org"


def test_the_seat_of_another_row_is_taken_whole_or_not_at_all():
    first = {"insee": "62119", "commune": "Béthune", "lat": 50.53, "lon": 2.64}

    assert joined(first, {"insee": "62119"}).point == (50.53, 2.64)
    moved = joined(first, {"insee": "59350"})
    assert (moved.insee, moved.city, moved.point) == ("59350", "", None)


def test_the_families_of_two_rows_add_up_with_their_documents():
    record = joined(
        {"ess_kinds": ["SCIC"], "ess_proofs": [{"kind": "SCIC", "reference": "A"}]},
        {"ess_kinds": ["ESUS"], "ess_proofs": [{"kind": "ESUS", "reference": "B"}]},
    )

    assert record.ess_kinds == ("SCIC", "ESUS")
    assert [proof.reference for proof in record.ess_proofs] == ["A", "B"]
