"""What a text tells of, and what it asks for: only the second is a need."""

import gzip
import json

from procurement.language import asking
from procurement.language.asking import Asking, Traits, opening_of
from procurement.language.clauses import clauses
from procurement.language.cpv import CpvSuggester
from procurement.language.places import Gazetteer
from procurement.language.reading import read
from tests.bench import learn_asking

NEWS = (
    "La maison du vélo a soufflé ses cinq bougies samedi. Depuis son ouverture, 2 300 habitants y"
    " ont appris à réparer leur monture et 640 bicyclettes d'occasion sont reparties à petit prix."
    " L'équipe compte sept salariés, dont quatre en insertion. La fête a réuni une centaine de"
    " personnes autour d'un goûter bio, raconte la présidente, qui remercie les bénévoles."
)
NEED = (
    "La maison du vélo lance une consultation pour deux ans. Le titulaire livrera 240 bicyclettes"
    " d'occasion remises en état, et confiera leur montage à des salariés en insertion. Les offres"
    " sont attendues avant la fin du mois ; le prix compte pour moitié dans la note. Les candidats"
    " devront proposer un goûter bio pour l'inauguration, pour une centaine de personnes."
)
SERVED = (
    "Nous servons 1 250 repas par jour dans nos huit écoles et souhaitons renouveler le marché de"
    " restauration. Le contrat actuel s'achève en juillet. Le futur prestataire devra proposer des"
    " produits bio et livrer chaque matin avant dix heures. La durée prévue est de trois ans, pour"
    " un montant de 900 000 € HT par an, et la commission se réunira en mars pour choisir."
)
RESULTS = (
    "Bilan de l'année. Le syndicat a collecté 8 400 tonnes, dont 1 200 tonnes de verre. Quatre"
    " agents ont rencontré 3 100 foyers. Les refus de tri ont baissé de deux points. La"
    " ressourcerie a vendu 5 200 objets. Le coût par habitant s'est établi à 87 €. Les élus se"
    " sont félicités de ces résultats, présentés lors du comité de juin devant la presse."
)


def reading(text, title=""):
    return read(text, title=title, gazetteer=Gazetteer([]), suggester=CpvSuggester([]))


def told(text):
    found = reading(text)
    return {
        *(fact.text for fact in found.quantities),
        *(fact.text for fact in found.amounts_eur),
        *(fact.id for fact in found.objectives),
    }


def test_news_name_numbers_and_aims_that_nobody_asks_for():
    assert told(NEWS) == set()


def test_the_same_words_are_a_need_where_they_are_asked_for():
    assert {"240 bicyclettes", "reemploi", "insertion", "bio"} <= told(NEED)


def test_what_is_served_today_sizes_what_is_asked_for():
    assert {"1 250 repas par jour", "huit écoles", "900 000 € HT", "bio"} <= told(SERVED)


def test_results_are_no_needs():
    assert told(RESULTS) == set()


def test_what_stands_under_the_title_of_a_need_is_asked_for():
    found = reading(NEWS, title="Vélos d'occasion")
    assert "640 bicyclettes" in [fact.text for fact in found.quantities]


def test_the_fewer_words_the_less_a_text_is_doubted():
    note = "Le jardin compte 40 bacs."
    assert [fact.text for fact in reading(note).quantities] == ["40 bacs"]
    assert reading(f"{NEWS} {note}").quantities == ()


def test_what_stands_in_no_clause_is_left_to_the_rules():
    assert Asking("").asks(0, 1)
    assert Asking("…").asks(0, 1)


def names_of(*views):
    return {name for known, _ in views for name in known}


def test_words_endings_and_neighbours_of_a_clause_are_seen():
    first, _ = clauses("Livrer du pain, puis du lait")
    seen = names_of(*Traits(str).of_clause(first))
    assert seen >= {"livrer", "du+pain", "livrer++pain", "~rer", "<lait"}


def test_words_near_a_number_are_seen_with_how_far_they_are():
    (clause,) = clauses("Le parc compte 40 bancs de bois peint")
    near = {name for name in names_of(*Traits(str).of_clause(clause)) if "#" in name}
    assert near == {"-3#le", "-2#parc", "-1#compte", "+1#bancs", "+2#de", "+3#bois"}


def test_how_a_sentence_opens_is_seen_from_each_of_its_clauses():
    read = clauses("Bilan de fin. En mai, le maire a loué deux bus, puis un car.")
    assert [opening_of(clause, read) for clause in read] == [read[0], *[read[1]] * 3]
    assert names_of(Traits(str).of_opening(read[1])) == {"|en", "|mai", "|en+mai"}


def test_words_and_opening_of_the_whole_text_are_seen():
    words, endings, opening = Traits(str).of_text(clauses("Livrer du pain, du lait, un sac à dos"))
    assert names_of(words) == {"^livrer", "^du", "^pain", "^lait", "^un", "^sac", "^a", "^dos"}
    assert names_of(endings) == {"^~rer"}
    assert names_of(opening) == {"||livrer", "||du", "||pain", "||lait", "||un"}


def test_what_is_shipped_is_learnt_from_the_passages_of_today():
    kept = json.loads(gzip.decompress(asking.FILE.read_bytes()))
    assert kept["learnt_from"] == learn_asking.learnt_from(), "run tests.bench.learn_asking"
    assert asking.FILE.stat().st_size < 240_000
