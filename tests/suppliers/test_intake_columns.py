"""The columns of a network's spreadsheet, and its cells in the published format."""

import pytest

from suppliers.columns import in_words, propose, rows, table_of
from suppliers.zones import NamedAreas
from tests.factories import CommuneFactory
from tests.suppliers.factories import made_up_siret

HEADER = ["Raison sociale", "N° SIRET", "Type de structure", "CP", "Ville",
          "Territoire d'intervention", "ETP", "Nos métiers"]  # fmt: skip
LINE = ["Le Fil", made_up_siret(41), "Association loi 1901, EI", "59000", "Lille", "59, 62",
        "4,5", "Couture / Retouche"]  # fmt: skip


def row(header=HEADER, line=LINE, **changed):
    cells = [changed.get(name, cell) for name, cell in zip(header, line, strict=True)]
    table = table_of([(1, list(header)), (2, cells)])
    chosen = {c.index: c.field for c in propose(table) if c.field}
    return next(iter(rows(table, chosen)))


def record(header=HEADER, line=LINE, **changed):
    return row(header, line, **changed).record


def test_columns_are_recognised_under_the_names_that_people_give():
    table = table_of([(1, HEADER), (2, LINE)])
    assert [column.field for column in propose(table)] == [
        "name", "siret", "ess_kinds", "postal_code", "commune", "service_area", "capacity.fte",
        "activities",
    ]  # fmt: skip


def test_a_structure_named_as_a_total_is_a_structure():
    somme, total = ["Somme Insertion", int(made_up_siret(5_785_070))], ["Total Compost", "x"]
    table = table_of([(1, ["Nom", "SIRET"]), (2, somme), (3, total), (4, ["Le Fil", "y"])])
    assert [line for line, _ in table.rows] == [2, 4]


@pytest.mark.parametrize(
    "mark", ["-", "–", "N/A", "n.c.", "Néant", "néant.", "sans objet", "?", "Aucun"]
)
def test_a_cell_that_says_that_there_is_nothing_is_empty(mark):
    header = [*HEADER, "Site internet", "CA max par an"]
    said = record(header, [*LINE, mark, mark], **{"ETP": mark, "Territoire d'intervention": mark})
    assert said == {
        name: value for name, value in record().items() if name not in ("capacity", "service_area")
    }


def test_columns_of_one_name_come_back_as_two():
    read = row([*HEADER, "Téléphone", "Téléphone"], [*LINE, "03 20", "06 07"])
    assert [v for name, v in read.original.items() if name.startswith("Tél")] == ["03 20", "06 07"]


@pytest.mark.parametrize(
    ("header", "cell", "field"),
    [
        ("ETP 2025", "4,5", "capacity.fte"),
        ("Effectif au 31/12/2025", "4,5", "capacity.fte"),
        ("Nos métiers / activités", "Couture", "activities"),
        ("Activité principale", "Couture", "activities"),
        ("Activité principale (NAF)", "14.13Z", "naf"),
        ("Code APE/NAF", "14.13Z", "naf"),
    ],
)
def test_headers_of_real_tables_are_recognised(header, cell, field):
    table = table_of([(1, [*HEADER[:2], header]), (2, [*LINE[:2], cell])])
    assert propose(table)[2].field == field
    assert propose(table)[2].header == header


def test_cells_are_written_in_the_published_format():
    said = record()
    assert said["ess_kinds"] == ["Association loi 1901", "EI"]
    assert said["activities"] == ["Couture", "Retouche"]
    assert said["service_area"] == {"kind": "departments", "codes": ["59", "62"]}
    assert said["capacity"] == {"fte": "4.5"}


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("40 km autour de Lens", {"kind": "radius", "km": "40"}),
        ("France entière", {"kind": "country"}),
        ("région 32", {"kind": "region", "code": "32"}),
        ("2a et 974", {"kind": "departments", "codes": ["2A", "974"]}),
    ],
)
def test_a_territory_is_read_as_people_write_it(text, area):
    assert record(**{"Territoire d'intervention": text})["service_area"] == area


@pytest.mark.parametrize(
    "text", ["15 communes", "3 communes ou intercommunalités", "30 min", "50 % du Ternois", "99"]
)
def test_what_is_counted_is_no_department(text):
    assert "service_area" not in record(**{"Territoire d'intervention": text})


def test_the_number_of_a_member_names_nothing_for_the_whole_register():
    header = [*HEADER[:2], "N° adhérent"]
    assert propose(table_of([(1, header), (2, [*LINE[:2], "12"])]))[2].field == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("Hauts-de-France", {"kind": "region", "codes": ["32"]}),
        ("toute la région Hauts de France", {"kind": "region", "codes": ["32"]}),
        ("Nord et Pas-de-Calais", {"kind": "departments", "codes": ["59", "62"]}),
        ("Nord-Pas de Calais", {"kind": "departments", "codes": ["59", "62"]}),
        ("département du Nord", {"kind": "departments", "codes": ["59"]}),
        ("Lille, Lens", {"kind": "zones", "codes": ["59350", "62498"]}),
        ("Métropole Européenne de Lille", {"kind": "zones", "codes": ["200093201"]}),
        ("59, 62", {"kind": "departments", "codes": ["59", "62"]}),
        ("Pévèle (30 km)", {"kind": "radius", "km": "30"}),
        ("France entière", {"kind": "country"}),
        ("toute la France", {"kind": "country"}),
    ],
)
def test_a_territory_is_read_by_the_names_of_places(text, area):
    CommuneFactory()
    CommuneFactory(
        insee="62498", name="Lens", department="62", department_name="Pas-de-Calais",
        postal_codes="62300", epci_siren="246200364", epci_name="CA de Lens - Liévin",
    )  # fmt: skip
    table = table_of([(1, HEADER), (2, [*LINE[:5], text, *LINE[6:]])])
    chosen = {column.index: column.field for column in propose(table) if column.field}

    [row] = rows(table, chosen, NamedAreas().read)

    assert row.record["service_area"] == area


@pytest.mark.parametrize("text", ["Hauts-de-France", "Île-de-France", "Nord de la France"])
def test_a_region_is_never_taken_for_the_country(text):
    assert "service_area" not in record(**{"Territoire d'intervention": text})


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("4,5", "4.5"),
        ("12 ETP", "12"),
        ("~ 12 salariés", "12"),
        ("350 000 €", "350000"),
        ("1.200.000 € HT", "1200000"),
        ("120k€", "120000"),
        ("1,2 M€ par an", "1200000.0"),
        ("une dizaine", "une dizaine"),
        ("10 à 20", "10 à 20"),
    ],
)
def test_a_figure_is_read_with_its_unit_or_left_as_it_is(typed, number):
    assert record(ETP=typed)["capacity"] == {"fte": number}


@pytest.mark.parametrize(
    ("typed", "activities"),
    [
        ("Plomberie/Chauffage", ["Plomberie", "Chauffage"]),
        ("Lavage : 9 000 bacs/jour", ["Lavage : 9 000 bacs/jour"]),
        ("Ménage (vitres, sols), jardins", ["Ménage (vitres, sols)", "jardins"]),
        ("Tri\nCollecte ; Réemploi", ["Tri", "Collecte", "Réemploi"]),
        ("Couture ; retouche, reprise", ["Couture", "retouche, reprise"]),
    ],
)
def test_activities_of_one_cell_are_parted(typed, activities):
    assert record(**{"Nos métiers": typed})["activities"] == activities


def test_what_is_no_family_among_them_is_a_label():
    said = record(**{"Type de structure": "ACI ; Écocert"})

    assert (said["ess_kinds"], said["labels"]) == (["ACI"], ["Écocert"])


def test_a_family_written_as_a_legal_form_is_a_family():
    header = [*HEADER[:2], "Statut juridique", *HEADER[3:]]
    said = record(header, [*LINE[:2], "Régie de quartier", *LINE[3:]])

    assert said["ess_kinds"] == ["Régie de quartier"]


def test_a_family_written_among_labels_is_a_family():
    header = [*HEADER[:2], "Labels", *HEADER[3:]]
    said = record(header, [*LINE[:2], "Entreprise adaptée ; Écocert", *LINE[3:]])

    assert said["labels"] == ["Écocert"]
    assert said["ess_kinds"] == ["Entreprise adaptée"]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("C.P.", "postal_code"),
        ("Effectif (ETP)", "capacity.fte"),
        ("CA max par an (€)", "capacity.max_yearly_eur"),
        ("Savoir-faire", "activities"),
        ("Agréments / labels", "ess_kinds"),
    ],
)
def test_a_column_of_numbers_or_of_signs_is_recognised(header, field):
    values = {"postal_code": 59000, "capacity.fte": 12, "capacity.max_yearly_eur": "350 000 €"}
    table = table_of([(1, ["Nom", "SIRET", header]), (2, [*LINE[:2], values.get(field, "ACI")])])

    assert propose(table)[2].field == field


def test_a_column_of_yes_and_no_is_proposed_for_nothing():
    table = table_of(
        [(1, ["Nom", "SIRET", "active"]), (2, ["A", "1", "True"]), (3, ["B", "2", "oui"])]
    )

    assert propose(table)[2].field == ""


def test_a_legal_form_written_as_its_national_code_is_named():
    header = [*HEADER[:2], "categorie_juridique", *HEADER[3:]]

    assert record(header, [*LINE[:2], 9220, *LINE[3:]])["legal_form"] == "association déclarée"


def test_a_territory_that_is_not_understood_is_said_and_the_row_is_taken():
    read = row(**{"Territoire d'intervention": "le bassin minier"})
    assert "service_area" not in read.record
    assert "le bassin minier" in read.remarks[0]


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("« capacity.fte » : « beaucoup » n'est pas", "« ETP » : « beaucoup » n'est pas"),
        ("« ess_proofs.expires_on » : « bientôt »", "« Fin d'agrément » : « bientôt »"),
        ("« website » compte", "« Site web » compte"),
        ("« activities.label » manque", "« activities.label » manque"),
    ],
)
def test_a_reason_names_the_columns_as_the_sender_does(reason, said):
    names = {"capacity.fte": "ETP", "ess_proof.expires_on": "Fin d'agrément"}
    assert in_words(reason, names) == said


@pytest.mark.parametrize(("words", "is_name"), [(20, True), (21, False)])
def test_an_activity_told_in_a_paragraph_is_named_by_its_first_words(words, is_name):
    written = " ".join(["couture"] * words)[: 160 if is_name else None]
    [activity] = record(**{"Nos métiers": written})["activities"]
    if is_name:
        assert activity == written
    else:
        assert activity["description"] == written
        assert len(activity["label"]) <= 160
        assert activity["label"].endswith("couture…")
