"""What a memo says: points of this very file, facts with their source, questions that stay open."""

from datetime import date
from decimal import Decimal

import pytest

from tenders.answering.agreement import articles_for, draft, filled, group_plan
from tenders.answering.call import Asked
from tenders.answering.candidate import Fact
from tenders.answering.candidature import data_sheet, forms
from tenders.answering.memo import outline, subjects
from tenders.expectations import points_of
from tests.tenders.answering.factories import call, candidate

AT = date(2027, 3, 24)


def plain(text):
    """No-break spaces as plain ones."""
    return text.replace("\u00a0", " ")


def asked(text, **values):
    return Asked("c2-1", "Moyens", "quality", Decimal(40), expects=(text,), **values)


def fact(topic, value, **values):
    return Fact(topic, "Fait", value, "votre fiche", date(2026, 5, 1), **values)


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("Planning d'une semaine type, moyens humains, secours.", 3),
        ("Émissions de la tournée, mesurées sur toute la chaîne.", 1),
        ("Nombre de rotations, réparation, preuves.", 2),
        ("Taux de perte de 2,5 % au plus.", 1),
        ("", 1),
    ],
)
def test_an_expectation_is_cut_into_what_it_asks(text, points):
    assert len(points_of([text], "Moyens")) == points


def test_a_fact_stands_where_it_is_asked_for_and_nowhere_else():
    staff = fact("staff", "12 équivalents temps plein")
    told = outline(asked("Moyens humains, fin de vie des bacs."), candidate(staff))
    assert [point.facts for point in told.points] == [(staff,), ()]


def test_a_fact_says_its_source_and_its_day():
    assert plain(fact("staff", "12").origin) == "votre fiche, 1er mai 2026"


def test_a_point_without_any_fact_stays_a_question():
    [point] = outline(asked("Fin de vie des bacs."), candidate()).points
    assert point.is_open
    assert point.question.startswith("Fin de vie des bacs")
    assert "rien dans votre fiche" in point.question


def test_what_the_candidate_wrote_is_kept_under_the_point():
    first = outline(asked("Secours, planning."), candidate()).points[0]
    told = outline(asked("Planning, secours."), candidate(), {first.id: "Un second camion."})
    assert [(point.text, point.said) for point in told.points] == [
        ("Planning", ""),
        ("secours", "Un second camion."),
    ]


def test_an_admitted_proof_finds_the_certificate_that_names_it():
    held = fact("label", "ISO 22000", until=date(2027, 1, 1), proof="iso.pdf")
    wanted = asked("Hygiène.", proofs=("Certificat ISO 22000 ou équivalent", "Plan de tournées"))
    assert [found for _, found in outline(wanted, candidate(held)).proofs] == [held, None]


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (date(2027, 3, 23), "expiré le 23 mars 2027"),
        (date(2027, 3, 24), "valable jusqu'au 24 mars 2027"),
        (None, ""),
    ],
)
def test_the_end_of_a_document_is_told_for_the_day_of_the_deadline(until, said):
    assert plain(fact("label", "ISO", until=until).validity(AT)).startswith(said)


def test_every_subject_names_known_topics():
    known = {"reference", "label", "means", "capacity", "activity", "staff", "family", "area"}
    assert {topic for subject in subjects() for topic in subject.topics} <= known | {"presentation"}


def test_the_sheet_puts_each_fact_in_its_box_with_its_source():
    name = Fact("identity", "Dénomination", "Atelier", "registre", date(2026, 1, 2))
    rows = data_sheet(call(), (1,), candidate(name), at=AT)
    box = next(row for row in rows if (row.box.form, row.box.box) == ("DC2", "C"))
    [(value, source)] = box.values
    assert plain(value) == "Dénomination : Atelier"
    assert plain(source) == "registre, 2 janvier 2026"
    assert "SIRET" in box.missing


def test_a_capacity_is_never_given_for_a_turnover():
    money = Fact("money", "Capacité annuelle déclarée", "900 000 €", "votre fiche")
    rows = data_sheet(call(), (1,), candidate(money), at=AT)
    box = next(row for row in rows if row.box.title.startswith("Chiffres d'affaires"))
    assert "trois derniers exercices" in box.missing
    assert any("pas un chiffre d'affaires" in warning for warning in box.warnings)


@pytest.mark.parametrize(("lots", "asked_for"), [((1,), False), ((2,), True), ((), True)])
def test_the_box_of_reserved_lots_is_there_when_one_is_aimed_at(lots, asked_for):
    titles = [row.box.title for row in data_sheet(call(), lots, candidate(), at=AT)]
    assert any("réservé : à quel titre" in title for title in titles) is asked_for


def test_an_expired_certificate_is_said_before_it_is_attached():
    old = Fact("label", "Certificat", "ISO 9001", "votre fiche", until=date(2026, 1, 1))
    rows = data_sheet(call(), (1,), candidate(old), at=AT)
    box = next(row for row in rows if row.box.title == "Certificats et labels")
    assert "expiré le 1er janvier 2026" in plain(box.warnings[0])


def test_the_forms_say_where_they_are_and_what_is_not_sure():
    known = forms()
    assert {link.url.split("/")[2] for link in known.links} == {
        "www.economie.gouv.fr",
        "dume.chorus-pro.gouv.fr",
        "passemarche.data.gouv.fr",
    }
    assert "formulaire en vigueur" in known.doubt


def ids(form, *, lead_bound=False):
    return {article.id for article in articles_for(form, lead_bound=lead_bound)}


def test_a_joint_group_and_a_several_one_sign_different_articles():
    assert "joint" in ids("joint")
    assert "several" not in ids("joint")
    assert "several" in ids("several")
    assert not {"joint", "lead_bound", "lead_free"} & ids("several")


@pytest.mark.parametrize(("bound", "article"), [(True, "lead_bound"), (False, "lead_free")])
def test_the_lead_of_a_joint_group_is_bound_for_all_or_is_not(bound, article):
    assert {"lead_bound", "lead_free"} & ids("joint", lead_bound=bound) == {article}


def test_an_undecided_form_leaves_its_place_open():
    assert "undecided" in ids("")


def test_every_article_cites_the_code_or_is_a_plain_contract():
    laws = {law for article in draft().articles for law in article.law}
    assert {f"R2142-{n}" for n in (19, 20, 21, 22, 23, 24, 25, 26)} <= laws


def test_names_are_filled_and_gaps_stay():
    article = next(a for a in articles_for("joint", lead_bound=False) if a.id == "lead")
    text = filled(article, {"lead": "La Boucle"})
    assert text.startswith("La Boucle est mandataire")
    assert "{{deux}}" in text


def test_the_group_s_calendar_has_no_date_before_the_deadline_is_known():
    assert {one.due_on for one in group_plan(None, at=AT)} == {None}
    assert group_plan(date(2027, 4, 30), at=AT)[-1].due_on == date(2027, 4, 29)
