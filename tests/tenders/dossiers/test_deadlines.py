"""By when to answer and to ask: many ways to say it, and what must stay in doubt."""

import pytest

from tenders.dossiers.facts import read_facts
from tests.tenders.dossiers.notation import dossier

SAID = [
    (
        "Date et heure limites de réception des offres : Mercredi 17 mars 2027 à 12:00",
        "2027-03-17T12:00",
    ),
    (
        "Date limite de remise des offres : le mercredi 28/07/2027 à 12h00",
        "2027-07-28T12:00",
    ),
    (
        "# Date et heure limites de réception des offres :\nLundi 15 mars 2027 à 16h00",
        "2027-03-15T16:00",
    ),
    (
        "Les plis devront parvenir à destination avant le 15/03/2027 à 16 heures, "
        "délai de rigueur.",
        "2027-03-15T16:00",
    ),
    (
        "Les offres seront remises au plus tard le vendredi 5 mars 2027, 17 h 30, "
        "terme de rigueur.",
        "2027-03-05T17:30",
    ),
    (
        "Vous voudrez bien nous faire parvenir votre meilleure offre pour le 5 mars "
        "2027 à midi au plus tard.",
        "2027-03-05T12:00",
    ),
    (
        "Votre devis est attendu en mairie avant le 5 mars 2027 à 11 h.",
        "2027-03-05T11:00",
    ),
    (
        "Le candidat dépose son pli sur la plateforme au plus tard le 5 mars 2027 (12 heures).",
        "2027-03-05T12:00",
    ),
    (
        "| Date limite de réception des plis | 12/04/2027 |\n| Heure limite | 14h00 |",
        "2027-04-12T14:00",
    ),
    (
        "| Date limite de remise des plis | Date limite des questions |\n| 12/04/2027 à "
        "14h00 | 02/04/2027 à 12h00 |",
        "2027-04-12T14:00",
    ),
    (
        "Remise des plis : 12.04.2027 – 14h",
        "2027-04-12T14:00",
    ),
    (
        "Les candidatures et les offres doivent être déposées avant 12 h 00 le 12 avril 2027.",
        "2027-04-12T12:00",
    ),
    (
        "La limite de dépôt est fixée au 12 avril 2027 à 12 h.",
        "2027-04-12T12:00",
    ),
    (
        "Clôture de la consultation le 12 avril 2027 à 12 h.",
        "2027-04-12T12:00",
    ),
    (
        "La consultation est ouverte du 1er mars 2027 au 12 avril 2027 à 12 heures.",
        "2027-04-12T12:00",
    ),
    (
        "Le dépôt des offres est possible jusqu'au lundi 12 avril 2027 inclus, à 23h59.",
        "2027-04-12T23:59",
    ),
    (
        "Les entreprises intéressées répondent avant le 12 avril 2027, 12 h.",
        "2027-04-12T12:00",
    ),
    (
        "Fin de réception des offres : 12 avril 2027 12:00 (heure de Paris)",
        "2027-04-12T12:00",
    ),
    (
        "Réponse attendue le 12 avril 2027 à 12h au plus tard.",
        "2027-04-12T12:00",
    ),
    (
        "À 12 h le 12 avril 2027, plus aucun pli ne sera accepté.",
        "2027-04-12T12:00",
    ),
    (
        "Les offres reçues après le 12 avril 2027 à 12 h ne seront pas examinées.",
        "2027-04-12T12:00",
    ),
    (
        "Tout pli parvenu après le lundi 12 avril 2027, 12 heures, est éliminé.",
        "2027-04-12T12:00",
    ),
    (
        "Heure et date limites : 12 h 00, le 12 avril 2027.",
        "2027-04-12T12:00",
    ),
    (
        "Délai de remise : 12 avril 2027 à 12 h 00",
        "2027-04-12T12:00",
    ),
    (
        "Délai impératif de réception : 12 avril 2027 à 12 h 00",
        "2027-04-12T12:00",
    ),
    (
        "Les dossiers sont à rendre pour le 12 avril 2027, dernier délai 12 heures.",
        "2027-04-12T12:00",
    ),
    (
        "La remise des propositions interviendra au plus tard le douze avril deux "
        "mille vingt-sept à douze heures.",
        "2027-04-12T12:00",
    ),
    (
        "DLRO : 12/04/27 12h00",
        "2027-04-12T12:00",
    ),
    (
        "Date limite de réception des offres: 12/04/2027\nà 12 h 00",
        "2027-04-12T12:00",
    ),
    (
        "Date limite de réception des offres :\n12 avril 2027\n12 h 00",
        "2027-04-12T12:00",
    ),
    (
        "Ouverture des plis : 13 avril 2027 à 9 h. Date limite de dépôt : 12 avril 2027, 12 h.",
        "2027-04-12T12:00",
    ),
    (
        "Date de publication : 1er mars 2027. Visite le 10 mars 2027 à 9 h. Les offres "
        "sont attendues le 12 avril 2027 à 12 h.",
        "2027-04-12T12:00",
    ),
    (
        "La date limite de réception des offres initialement fixée au 5 avril 2027 à "
        "12h est reportée au 12 avril 2027 à 12h.",
        "2027-04-12T12:00",
    ),
    (
        "Les offres peuvent être envoyées jusqu'au 12 avril, 12 h.",
        None,
    ),
    (
        "Date limite de réception des offres : voir avis de publicité",
        None,
    ),
    (
        "Le délai de validité des offres est de 120 jours à compter du 12 avril 2027.",
        None,
    ),
    (
        "Date limite de réception des offres : 12 avril 2027 à 12 h\nDate limite de "
        "réception des offres : 12 avril 2027 à 16 h",
        None,
    ),
    (
        "Date limite d'obtention du DCE : 2 avril 2027. Date limite de dépôt des plis "
        ": 12 avril 2027 à 12h.",
        "2027-04-12T12:00",
    ),
    (
        "Les plis sont reçus au plus tard le :\nLundi 12 avril 2027 à 12h00",
        "2027-04-12T12:00",
    ),
    (
        "Le présent règlement est daté du 1er mars 2027.\nLes soumissionnaires ont "
        "jusqu'au 12 avril 2027, à 12 h précises, pour transmettre leur pli.",
        "2027-04-12T12:00",
    ),
    (
        "Terme de dépôt : 12 avril 2027 – 12 h 00.",
        "2027-04-12T12:00",
    ),
    (
        "On recevra les plis jusqu'au 12 avril 2027, douze heures.",
        "2027-04-12T12:00",
    ),
    (
        "Pour être examiné, votre dossier doit nous parvenir avant le 12 avril 2027 à 12 h.",
        "2027-04-12T12:00",
    ),
    (
        "À l'échéance du 12 avril 2027, 12 h, la plateforme n'accepte plus de pli.",
        "2027-04-12T12:00",
    ),
    (
        "Le profil d'acheteur ferme aux dépôts le 12 avril 2027 à 12 h 00 mn.",
        "2027-04-12T12:00",
    ),
    (
        "Date butoir : 12 avril 2027 à 12 H 00.",
        "2027-04-12T12:00",
    ),
    (
        "| Remise des offres | lundi 12 avril 2027 | 12 h |",
        "2027-04-12T12:00",
    ),
    (
        "| Étape | Échéance |\n| Dépôt | 12 avril 2027 à 12 h |",
        "2027-04-12T12:00",
    ),
    (
        "| Publication | 1er mars 2027 |\n| Clôture des dépôts | 12 avril 2027, 12 h |",
        "2027-04-12T12:00",
    ),
]


@pytest.mark.parametrize(("text", "expected"), SAID)
def test_the_deadline_is_read_or_left_unsaid(text, expected):
    deadline = read_facts(dossier(text)).deadline
    assert (deadline.iso or None if deadline else None) == expected


def test_two_pieces_that_disagree_give_no_date_but_both_with_their_places():
    facts = read_facts(
        dossier(
            rc="Date limite de remise des offres : 12 avril 2027 à 12 h",
            avis="Date limite de remise des offres : 12 avril 2027 à 16 h",
        )
    )
    deadline = facts.deadline
    assert not deadline.iso
    assert not deadline.sure
    assert [one.value for one in deadline.others] == ["2027-04-12T12:00", "2027-04-12T16:00"]
    assert {one.where.file for one in deadline.others} == {"rc.docx", "avis.docx"}
    assert "se contredisent" in deadline.doubt
    assert [one.kind for one in facts.contradictions] == ["deadline"]


def test_pieces_that_agree_give_the_hour_that_one_of_them_says():
    facts = read_facts(
        dossier(
            rc="Date limite de remise des offres : 12 avril 2027",
            avis="Date limite de remise des offres : 12 avril 2027 à 16 h",
        )
    )
    assert facts.deadline.iso == "2027-04-12T16:00"
    assert facts.deadline.sure


def test_the_last_corrigendum_prevails():
    facts = read_facts(
        dossier(
            rc="Les plis sont attendus pour le 28 juin 2027 à 12 h.",
            rectificatif_1="# Rectificatif n° 1\nLire : remise des plis le 5 juillet 2027 à 12 h.",
            rectificatif_2="# Rectificatif n° 2\nLire : remise des plis le 9 juillet 2027 à 12 h.",
        )
    )
    assert facts.deadline.iso == "2027-07-09T12:00"


def test_a_weekday_that_is_not_that_of_the_date_is_a_doubt():
    deadline = read_facts(dossier("Remise des offres : mardi 12 avril 2027 à 12 h")).deadline
    assert deadline.iso == "2027-04-12T12:00"
    assert not deadline.sure
    assert "lundi" in deadline.doubt


def test_the_zone_is_said_as_it_is_written():
    text = "Date limite de remise des offres : 12 avril 2027 à 12 h (heure de La Réunion)"
    assert read_facts(dossier(text)).deadline.zone == "heure de la reunion"


def test_for_a_restricted_procedure_the_first_deadline_is_that_of_candidatures():
    text = (
        "Date limite de réception des candidatures : 2 avril 2027 à 12 h.\n"
        "Date limite de réception des offres : 21 mai 2027 à 12 h."
    )
    assert read_facts(dossier(text)).deadline.iso == "2027-04-02T12:00"


@pytest.mark.parametrize(
    ("what", "expected"),
    [("dossiers de candidature", "2027-02-18T12:00"), ("fiches de travaux", "2027-04-23T12:00")],
)
def test_files_of_candidature_are_handed_in_before_offers(what, expected):
    said = (
        f"Les {what} sont remis sur la plateforme au plus tard le 18 février 2027 à 12:00.\n"
        "Date limite de réception des offres : 23 avril 2027 à 12:00."
    )
    assert read_facts(dossier(said)).deadline.iso == expected


def test_the_place_is_the_sentence_where_it_stands():
    facts = read_facts(dossier("# Délais\nVisite le 1er mars. Offres : 12 avril 2027 à 12 h. Fin."))
    where = facts.deadline.where
    assert (where.file, where.block, where.heading) == ("RC.docx", 1, "Délais")
    assert where.excerpt == "Offres : 12 avril 2027 à 12 h."


@pytest.mark.parametrize(
    ("hour", "expected"),
    [
        ("11 h 30", "11:30"),
        ("11h.30", "11:30"),
        ("onze heures trente", "11:30"),
        ("11 heures et demie", "11:30"),
        ("midi", "12:00"),
        ("midi et quart", "12:15"),
        ("17 heures", "17:00"),
    ],
)
def test_hours_are_read_however_they_are_written(hour, expected):
    facts = read_facts(dossier(f"Date limite de remise des offres : 12 avril 2027 à {hour}."))
    assert facts.deadline.iso == f"2027-04-12T{expected}"


def test_words_that_may_be_about_something_else_give_no_date_without_an_hour():
    assert read_facts(dossier("Le dossier est à rendre avant le 12 avril 2027.")).deadline is None


def test_plain_words_of_one_piece_do_not_hide_what_another_says_less_plainly():
    facts = read_facts(
        dossier(
            avis="Date limite de remise des offres : 11 juin 2027 à 17 h",
            rc="Les plis sont acceptés sur la plateforme avant le 14 juin 2027 à 12 h.",
        )
    )
    assert not facts.deadline.iso


def test_a_year_is_taken_from_the_dates_beside_it_and_told_as_a_doubt():
    text = "Questions jusqu'au 15 novembre 2027. Offres : le 23 novembre à 12 h 30."
    deadline = read_facts(dossier(text)).deadline
    assert deadline.iso == "2027-11-23T12:30"
    assert not deadline.sure
