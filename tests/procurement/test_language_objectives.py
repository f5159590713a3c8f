"""An objective is read from words that state an aim or a property asked for."""

from pathlib import Path

import pytest
import yaml

from procurement.language.exclusions import exclusions, without
from procurement.language.objectives import LABELS, objectives
from tests.procurement.language import reading

SENTENCES = yaml.safe_load(
    (Path(__file__).parents[1] / "data" / "language" / "aims.yaml").read_text(encoding="utf-8")
)


def ids(text):
    return [found.id for found in objectives(without(text, list(exclusions(text))))]


@pytest.mark.parametrize(
    ("id", "sentence"),
    [(id, sentence) for id in LABELS for sentence in SENTENCES[id]],
)
def test_a_sentence_states_one_objective(id, sentence):
    assert set(ids(sentence)) == {id}


@pytest.mark.parametrize("sentence", SENTENCES["none"])
def test_what_is_bought_and_who_buys_are_no_objective(sentence):
    assert ids(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Deux vélos-cargos pour le service des sports.", []),
        ("Livraisons par vélo-cargo.", ["bas_carbone"]),
        ("Collecte des déchets.", []),
        ("Réduire nos déchets.", ["reduction_dechets"]),
        ("Aucun déchet ne sera produit.", ["reduction_dechets"]),
        ("Réemploi non exigé.", []),
        ("Pas de bio.", []),
        ("Transport de 12 élèves en situation de handicap.", []),
        ("Favoriser l'emploi de personnes en situation de handicap.", ["handicap"]),
    ],
)
def test_the_same_words_are_an_objective_only_beside_an_aim(sentence, expected):
    assert ids(sentence) == expected


def test_capitals_and_haste_lose_accents_not_objectives():
    assert ids("GOBELETS REUTILISABLES") == ids("gobelets reutilisables") == ["reemploi"]


@pytest.mark.parametrize(
    ("text", "objective"),
    [
        ("du mobilier de seconde main", "reemploi"),
        ("des personnes éloignées de l'emploi", "insertion"),
        ("un ESAT", "handicap"),
        ("des produits biologiques", "bio"),
        ("zéro phyto", "biodiversite"),
        ("un circuit court", "circuit_court"),
    ],
)
def test_an_objective_is_read_from_its_words(text, objective):
    assert objective in {found.id for found in reading(f"Nous voulons {text}.").objectives}


@pytest.mark.parametrize(
    ("text", "objective"),
    [
        ("Les portes seront remises en circulation après révision.", "reemploi"),
        ("Le prestataire prévoit le don des invendus.", "reduction_dechets"),
        ("Le critère porte sur le nombre d'intermédiaires.", "circuit_court"),
        ("Des postes sont ouverts aux participants du PLIE.", "insertion"),
        ("Le marché est réservé en application de l'article L. 2113-12 du code.", "handicap"),
        ("Le marché est réservé en application de l'article L. 2113-13 du code.", "insertion"),
        ("Les conducteurs seront formés à l'écoconduite.", "bas_carbone"),
        ("Les enrobés contiendront des granulats recyclés.", "eco_conception"),
        ("Il s'agit de relocaliser une part de la fabrication.", "economie_locale"),
        ("Le portail atteindra le niveau AA des WCAG.", "accessibilite"),
        ("Les massifs seront plantés dans un terreau sans tourbe.", "biodiversite"),
        ("Le titulaire veille à l'égalité salariale de ses équipes.", "egalite"),
        ("Le textile garantit un salaire décent à ceux qui le cousent.", "commerce_equitable"),
        ("Les travaux atteindront le niveau du décret tertiaire.", "energie"),
    ],
)
def test_an_aim_is_known_by_the_words_of_the_law_and_of_its_labels(text, objective):
    assert set(ids(text)) == {objective}


@pytest.mark.parametrize(
    "text",
    [
        "Pas de bio demandé.",
        "Hors produits bio, achetés par ailleurs.",
        "Le mobilier de seconde main n'est pas accepté.",
        "Une balayeuse de seconde main ? Non, l'atelier s'y oppose.",
        "Les convives n'ont pas demandé de menus bio.",
        "Le comité a écarté la clause d'insertion.",
        "La communauté n'exige rien sur les émissions des véhicules.",
        "Il ne s'agit pas d'un marché réservé aux ESAT.",
        "Rien n'est imposé en matière d'insertion.",
        "Le prestataire est libre de travailler ou non avec des personnes en insertion.",
        "Le papier recyclé vient de la préfecture, nous n'avons rien à acheter.",
        "Rien d'occasion.",
        "Les piles usagées sont recyclées par le fabricant, cela va de soi.",
    ],
)
def test_an_objective_that_is_refused_is_none(text):
    assert reading(text).objectives == ()


def test_a_used_vehicle_is_no_occasion_to_meet():
    assert ids("Des fourgons d'occasion de moins de trois ans sont admis.") == ["reemploi"]
    assert ids("Ce sera une occasion de rencontrer les élus.") == []


def test_a_distance_is_no_wish_for_less():
    assert ids("À moins de 20 km du dépôt, le tonnage est relevé.") == []
    assert ids("Les tournées feront moins de kilomètres qu'aujourd'hui.") == ["bas_carbone"]


@pytest.mark.parametrize(
    ("text", "objective"),
    [
        ("Des végétaux d'origine locale garantie, marque Végétal local.", "biodiversite"),
        ("Le ramassage se fera en vélo-cargo ou par traction animale.", "bas_carbone"),
    ],
)
def test_an_aim_said_twice_in_one_breath_is_said_once(text, objective):
    assert ids(text) == [objective]


def test_two_bodies_joined_are_two_mentions():
    assert ids("Un lot est réservé aux ESAT et aux entreprises adaptées.") == ["handicap"] * 2


def test_a_digital_service_may_be_ecodesigned_where_a_department_bears_a_name():
    assert ids("Le service numérique écoconçu sera livré en mars.") == ["eco_conception"]
    assert ids("Le service de l'insertion sera consulté en mars.") == []
    assert ids("L'association « Insertion et Nature » gère le centre voisin.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Un repas à l'occasion des vœux.",
        "Le respect des consignes de sécurité.",
        "L’insertion paysagère du bâtiment.",
        "Des peintures lavables.",
        "L'égalité de traitement des candidats.",
    ],
)
def test_words_that_only_resemble_are_no_objective(text):
    assert reading(text).objectives == ()


@pytest.mark.parametrize(
    "text",
    [
        "L'accès en fauteuil se fait déjà de plain-pied par l'arrière.",
        "Un accès de plain-pied existe côté cour.",
        "Les collèges qui compostent sur place depuis 2022 sont laissés de côté.",
        "Le marché précédent comportait une clause d'insertion.",
        "Le lot réservé à l'insertion a déjà été attribué.",
    ],
)
def test_what_is_so_already_is_no_aim(text):
    assert ids(text) == []


def test_what_has_already_served_is_asked_for():
    assert ids("Des tables ayant déjà servi, en bon état.") == ["reemploi"]


@pytest.mark.parametrize(
    "text",
    [
        "L'ESAT de la vallée fêtera ses trente ans et cherche un traiteur.",
        "Le camion stationne devant l'entreprise adaptée.",
        "Démolition de l'ancienne ressourcerie.",
        "Organisation d'une journée sur l'économie sociale et solidaire.",
        "Formation des agents à l'accessibilité numérique.",
        "Repas pour les stagiaires du chantier d'insertion.",
        "Le siège est rue de la Diversité.",
        "Location d'étals pour le marché des producteurs locaux.",
    ],
)
def test_a_body_a_lesson_an_address_or_who_is_served_is_no_aim(text):
    assert ids(text) == []


def test_a_body_that_is_given_work_is_an_aim():
    assert ids("L'ESAT du canton lavera le linge.") == ["handicap"]


@pytest.mark.parametrize(
    "text",
    [
        "L'insertion des bulletins se fait à la main.",
        "L'accessibilité téléphonique est attendue de 9 h à 18 h.",
        "La température de consigne est de 19 °C.",
        "Le terrain sera remis en état en fin de chantier.",
        "Les photos seront réutilisables par la commune.",
        "Profitons de l'occasion pour changer les volets.",
    ],
)
def test_the_words_of_an_aim_are_said_of_something_else(text):
    assert ids(text) == []


def test_to_repair_and_to_replace_is_not_to_repair_rather_than_replace():
    assert ids("La réparation et le remplacement des serrures.") == []
    assert ids("Le titulaire privilégie la réparation plutôt que le remplacement.") == ["reemploi"]


def test_what_is_counted_is_mostly_bought():
    assert ids("La crèche demande 60 petits lits, 18 poussettes doubles.") == []
    assert ids("Quelques tables avec un plateau prolongé pour qu'un fauteuil s'y glisse.") == [
        "accessibilite"
    ]


def test_furniture_is_put_back_in_use_where_premises_are_restored():
    assert ids("Les chaises de la salle seront remises en état.") == ["reemploi"]
    assert ids("La salle sera remise en état.") == []


def test_one_clause_that_no_rule_foresees_says_one_aim():
    said = "Conditionnement en seaux repris et lavés par le fournisseur, sans pot individuel."
    assert len(ids(said)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Les goûters comptent aujourd'hui la moitié de bio.",
        "Le prestataire propose déjà des œufs bio et des circuits courts.",
        "L'ancien contrat du parc comportait une clause sociale.",
        "La loi permet de réserver ce lot au secteur du handicap.",
        "Le pays s'est engagé à diviser par deux ses gaz à effet de serre.",
        "Une matinée pour mieux faire connaître les clauses d'insertion.",
        "Le programme local de prévention des déchets court jusqu'en 2030.",
        "Un ESAT de la vallée s'est dit intéressé.",
        "Palmarès « Villes de commerce équitable ».",
        "Le projet de recyclerie avance.",
        "La recyclerie est ouverte le mercredi.",
    ],
)
def test_what_is_told_of_is_not_asked_for(text):
    assert ids(text) == []


def test_a_name_is_heard_beside_what_its_clause_is_like():
    said = "Faire travailler ici les acteurs locaux de l'insertion par l'activité économique."
    assert "insertion" in ids(said)
