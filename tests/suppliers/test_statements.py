import pytest

from suppliers.statements import (
    opposites_offered,
    opposites_wanted,
    role_of,
    says_how_things_stand,
    statements,
)


def wanted(text):
    return " ".join(s.text for s in statements(text) if s.wanted)


@pytest.mark.parametrize(
    ("text", "kept", "lost"),
    [
        ("Remplacer les barquettes par des bacs en inox.", "bacs", "barquettes"),
        ("Lavage des bacs, hors nettoyage des locaux.", "Lavage", "nettoyage"),
        (
            "Le ménage est à confier, les vitres restent assurées par nos agents.",
            "ménage",
            "vitres",
        ),
        ("L'entretien se fait sans pesticide et avec des moutons.", "moutons", "pesticide"),
        ("Des bols en verre plutôt que des assiettes en carton.", "bols", "carton"),
        ("Livrer les repas, nous portons les courses par nos propres moyens.", "repas", "courses"),
        ("Laver les draps ; le repassage se fait à l'atelier municipal.", "draps", "repassage"),
        ("Imprimer le journal ; les affiches existent depuis 2022.", "journal", "affiches"),
        ("Garder les bébés. Les crèches gardent leurs horaires.", "bébés", "crèches"),
    ],
)
def test_what_a_text_refuses_is_apart_from_what_it_wants(text, kept, lost):
    assert kept in wanted(text)
    assert lost not in wanted(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Conduire ceux qui n'ont pas de voiture.", True),
        ("Former les personnes qui ne savent pas lire.", True),
        ("Des contenants qui ne sont pas en voiture.", False),
        ("Nous ne voulons pas de voiture.", False),
    ],
)
def test_those_whom_a_need_is_for_are_told_by_what_they_lack(text, kept):
    assert all(said.wanted for said in statements(text)) is kept


def test_a_replacement_without_its_other_half_is_a_need():
    assert "luminaires" in wanted("Remplacement de 40 luminaires.")


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Nous lavons les bacs des cantines.", ""),
        ("Organisme de formation aux métiers du lavage.", "training"),
        ("Préparation au CQP de cordiste.", "training"),
        ("Cordistes certifiés CQP : carreaux de tours.", ""),
        ("Constructeur de machines à laver la vaisselle.", "equipment"),
        ("Mise à disposition de personnel de plonge.", "staffing"),
        ("Nous envoyons des remplaçantes quand un agent manque.", "staffing"),
        ("Serveurs et plongeurs en mission.", "staffing"),
        ("Notre mission : servir les familles.", ""),
        ("Former les gardiens à la médiation.", "training"),
        ("Cours de taille pour débutants.", "training"),
        ("Nous taillons les arbres des cours de récréation.", ""),
        ("Éditeur d'un logiciel de suivi des bacs.", "software"),
        ("Cabinet de conseil en économie circulaire.", "advice"),
    ],
)
def test_a_sentence_says_in_what_role_it_speaks(text, role):
    assert role_of(text) == role


def test_later_sentences_keep_the_role_of_the_first():
    said = statements("Centre de formation du paysage. Tonte, taille, élagage.")
    assert [s.role for s in said] == ["training", "training"]


def test_a_training_sentence_does_not_change_what_a_craftsman_is():
    said = statements("Nous tondons les parcs. Nous formons aussi des jardiniers amateurs.")
    assert [s.role for s in said] == ["", "training"]


def test_single_use_is_the_opposite_of_reuse():
    assert opposites_wanted("Des bacs réemployables") & set(
        opposites_offered("Barquettes jetables")
    )
    assert not opposites_offered("Fini le jetable : des bacs consignés")


@pytest.mark.parametrize("offer", ["Barquettes en pulpe", "Couverts bois", "Assiettes à jeter"])
def test_what_is_thrown_away_answers_no_need_of_what_is_kept(offer):
    wanted = opposites_wanted("En finir avec la barquette : des récipients durables.")
    assert wanted & set(opposites_offered(offer))


@pytest.mark.parametrize(
    ("offer", "is_opposed"),
    [
        ("Collecte de livres pour mise au pilon.", True),
        ("Fourniture de livres neufs.", True),
        ("Collecte et revente de livres d'occasion.", False),
    ],
)
@pytest.mark.parametrize(
    "need",
    [
        "9 000 titres : qu'ils trouvent de nouveaux lecteurs.",
        "Que nos ouvrages retirés trouvent preneur.",
        "Des livres auxquels donner une deuxième vie : vente à petit prix.",
    ],
)
def test_what_is_destroyed_or_new_answers_no_need_of_things_to_be_used_again(
    need, offer, is_opposed
):
    assert bool(opposites_wanted(need) & set(opposites_offered(offer))) is is_opposed


@pytest.mark.parametrize(
    ("sentence", "stands"),
    [
        ("La cuisine accueille 300 élèves.", True),
        ("Accueillir 300 élèves le mercredi.", False),
        ("Le quart de ce tonnage part en décharge.", True),
        ("Mesurer ce qui part à la poubelle.", False),
        ("Le budget est de 40 000 euros.", True),
        ("Apprendre à cuisiner à petit budget.", False),
        ("Soixante foyers nous ont décrit la même acrobatie.", True),
        ("Décrire les œuvres du musée.", False),
        ("Nous transformons une ancienne école en maison de services.", True),
        ("Transformer d'anciennes bâches en sacs.", False),
        ("La commune veut un chantier propre et de la main-d'œuvre locale.", True),
        ("Nettoyer le chantier et prêter de la main-d'œuvre.", False),
    ],
)
def test_a_sentence_that_asks_is_told_from_one_that_describes(sentence, stands):
    assert says_how_things_stand(sentence) is stands


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Activités : - collecte - tri", ["Activités :", "collecte", "tri"]),
        ("Nos ateliers : -Couture -Conseil", ["Nos ateliers :", "Couture", "Conseil"]),
        ("- Entretien de haies.", ["Entretien de haies."]),
        ("Un atelier - le premier - de lavage", ["Un atelier - le premier - de lavage"]),
        ("Passages par mois : 3 - 4", ["Passages par mois : 3 - 4"]),
        ("Un service : porte-à-porte", ["Un service : porte-à-porte"]),
    ],
)
def test_a_list_with_dashes_on_one_line_says_each_thing_apart(text, found):
    assert [statement.text for statement in statements(text)] == found


def test_one_thing_of_a_list_gives_its_role_to_no_other():
    said = statements("Nos ateliers : - Conseil et vente - Couture de sacs")
    assert [one.role for one in said] == ["", "advice", ""]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("La machine, encore en service, et les corbeilles restent à la Ville.", []),
        ("Les toilettes font l'objet d'un marché distinct, tout comme la scène.", []),
        ("Le choix des titres et le catalogage incombent à nos agents.", []),
        (
            "Entretien du parc, la tonte, les haies restent en régie.",
            ["Entretien du parc", "la tonte"],
        ),
        ("Les draps seront lavés, les rideaux sont déjà loués.", ["Les draps seront lavés"]),
    ],
)
def test_what_is_set_aside_goes_with_what_is_listed_before_it_and_likened_to_it(text, wanted):
    assert [one.text for one in statements(text) if one.wanted] == wanted


@pytest.mark.parametrize(
    ("sentence", "stands"),
    [
        ("La commune cherche qui accueille 24 enfants.", False),
        ("La commune accueille 24 enfants.", True),
    ],
)
def test_whom_a_need_looks_for_is_asked_for(sentence, stands):
    assert says_how_things_stand(sentence) is stands


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Les plages de sable sont ratissées par les villes.", False),
        ("L'ordinateur et le permis relèvent d'autres dispositifs.", False),
        ("Le carénage fait l'objet d'une concession.", False),
        ("Les goémons restent l'affaire de nos équipes.", False),
        ("La toilette est servie par ailleurs.", False),
        ("La téléalarme est reconduite telle quelle.", False),
        ("L'électricité est un autre lot, déjà attribué.", False),
        ("Le linge sera repris par le titulaire.", True),
        ("Les plages de sable seront ratissées chaque jour.", True),
    ],
)
def test_what_others_already_do_is_no_part_of_what_is_wanted(text, kept):
    assert all(said.wanted for said in statements(text)) is kept
