"""By when to ask: said as a date, or counted back from the deadline for answers."""

import pytest

from tenders.dossiers.facts import read_facts
from tests.tenders.dossiers.notation import dossier

QUESTIONS = [
    (
        "Date limite de réception des offres : 12 avril 2027 à 12 h.\nLes candidats "
        "peuvent poser des questions jusqu'au 2 avril 2027.",
        "2027-04-02",
    ),
    (
        "Date limite de réception des offres : 12 avril 2027 à 12 h.\nPour obtenir tous "
        "les renseignements complémentaires, les candidats devront faire parvenir au "
        "plus tard 10 jours avant la date limite de réception des offres une demande "
        "écrite.",
        "2027-04-02",
    ),
    (
        "Date limite de réception des offres : 12 avril 2027 à 12 h.\nLes demandes de "
        "renseignements doivent parvenir 8 jours calendaires au plus tard avant la "
        "date limite de remise des plis. Une réponse sera adressée à tous 6 jours au "
        "plus tard avant la date limite.",
        "2027-04-04",
    ),
    (
        "Date limite de réception des offres : 12 avril 2027 à 12 h.\nL'acheteur répond "
        "aux questions au plus tard 6 jours avant la date limite de réception des "
        "offres.",
        None,
    ),
    (
        "Date limite de réception des offres : 12 avril 2027 à 12 h.\nToute demande de "
        "précision est adressée avant le 2 avril 2027 à 17 h.",
        "2027-04-02T17:00",
    ),
    (
        "Date limite de réception des offres : 12 avril 2027 à 12 h.\nLes questions "
        "sont closes le 2 avril 2027 à 17h00.",
        "2027-04-02T17:00",
    ),
    (
        "Date limite de réception des offres : 12 avril 2027 à 12 h.\nVos "
        "interrogations nous parviennent une semaine avant la remise des offres.",
        "2027-04-05",
    ),
    (
        "Date limite de réception des offres : 12 avril 2027 à 12 h.\nAu-delà du 2 "
        "avril 2027, aucune question ne sera traitée.",
        "2027-04-02",
    ),
    (
        "Date limite de réception des offres : 12 avril 2027 à 12 h.\n# Demandes de précision\n"
        "Par écrit, au plus tard le 2 avril 2027. Le CCAS répond au plus tard le 6 avril 2027.",
        "2027-04-02",
    ),
    (
        "Date limite de réception des offres : 12 avril 2027 à 12 h.\n# Demandes de "
        "renseignements\nLa date limite est fixée à douze jours avant la date limite de remise "
        "des plis.",
        "2027-03-31",
    ),
    (
        "Date limite de réception des offres : 12 avril 2027 à 12 h.\n# Modification du dossier\n"
        "La date limite est fixée à douze jours avant la date limite de remise des plis.",
        None,
    ),
]


@pytest.mark.parametrize(("text", "expected"), QUESTIONS)
def test_the_deadline_for_questions_is_read_or_counted_back(text, expected):
    found = read_facts(dossier(text)).questions_deadline
    assert (found.iso or None if found else None) == expected
