"""Dates that a table corrects, and those counted from a title alone."""

from tenders.dossiers.facts import read_facts
from tests.tenders.dossiers.notation import dossier


def test_a_table_of_corrections_moves_the_date_that_it_names():
    rows = "| Article | Au lieu de | Lire |\n| Page de garde | {} | 18 mai 2027 à 12 h |"
    rc = "Date limite de réception des offres : mardi 4 mai 2027 à 12 h 00"
    moved = read_facts(dossier(rc=rc, modificatif=rows.format("4 mai 2027 à 12 h 00")))
    assert moved.deadline.iso == "2027-05-18T12:00"
    other = read_facts(dossier(rc=rc, modificatif=rows.format("5 mai 2027 à 12 h 00")))
    assert other.deadline.iso == "2027-05-04T12:00"


def test_days_alone_under_a_title_on_questions_are_counted_back():
    text = (
        "Date limite de remise des offres : 12 avril 2027 à 12 h\n# {}\n"
        "Huit jours au plus tard avant la date limite de remise des offres."
    )
    facts = read_facts(dossier(text.format("Demandes de renseignements")))
    assert facts.questions_deadline.iso == "2027-04-04"
    assert read_facts(dossier(text.format("Modifications"))).questions_deadline is None


def test_the_day_of_the_answers_is_not_that_of_the_questions():
    text = "# Questions\nElles sont posées au plus tard le 1er juin 2027. Réponses le 4 juin 2027."
    assert read_facts(dossier(text)).questions_deadline.iso == "2027-06-01"
