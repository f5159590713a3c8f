"""Aims said without their name; how well the sentences kept apart from the rules are read."""

from pathlib import Path
from zlib import crc32

import pytest
import yaml

from procurement.language.compositions import DATA, compositions
from procurement.language.exclusions import exclusions, without
from procurement.language.objectives import LABELS, objectives

UNUSUAL = yaml.safe_load(
    (Path(__file__).parents[1] / "data" / "language" / "unusual_aims.yaml").read_text("utf-8")
)


def ids(text):
    return {found.id for found in objectives(without(text, list(exclusions(text))))}


def is_held_out(sentence):
    return bool(crc32(sentence.encode()) % 2)


@pytest.mark.parametrize("held_out", [False, True])
def test_unusual_wordings_are_read_tuned_on_or_not(held_out):
    right = wanted = found = 0
    for id, sentences in UNUSUAL.items():
        for sentence in sentences:
            if is_held_out(sentence) is held_out:
                read, meant = ids(sentence), {id} - {"none"}
                right += len(read & meant)
                wanted += len(meant)
                found += len(read)
    assert right / wanted >= 0.92
    assert right / found >= 0.92


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Les fours consomment peu.", {"energie"}),
        ("Nous souhaitons que les camions roulent au biogaz.", {"bas_carbone"}),
        ("Les bancs seront façonnés par un menuisier du canton.", {"economie_locale"}),
        ("Les gravats seront recyclés.", {"reduction_dechets"}),
        ("Au moins deux bennes à déchets.", set()),
        ("Moins de bennes à vider.", {"reduction_dechets"}),
        ("Clause sociale : néant.", set()),
        ("Clause sociale : 200 heures.", {"insertion"}),
        ("Sans objet : analyse de cycle de vie.", set()),
        ("La charte circuits courts ne s'applique pas aux réceptions.", set()),
        ("La commission locale d'insertion se réunit.", set()),
        ("La clause d'insertion a été supprimée.", set()),
        ("Les produits locaux ne sont pas un critère.", set()),
        ("Sans exigence particulière sur les circuits courts.", set()),
        ("L'achat d'occasion est proscrit.", set()),
        ("Le jetable est proscrit.", {"reduction_dechets"}),
        ("Formation « lutte contre les discriminations ».", set()),
        ("Notre chantier d'insertion réceptionne le lundi.", set()),
        ("Confier l'entretien à un chantier d'insertion.", {"insertion"}),
        ("Achat de vingt nichoirs à mésanges.", set()),
        ("Nous souhaitons des nichoirs pour les mésanges.", {"biodiversite"}),
        ("Livraison des fauteuils en salle de lecture.", set()),
        ("Une exposition sur les abeilles.", set()),
    ],
)
def test_words_meet_in_an_aim_or_stay_silent(sentence, expected):
    assert ids(sentence) == expected


def test_words_of_two_sentences_never_meet():
    assert not list(compositions("Les fours consomment. Peu de temps suffit."))


def test_an_aim_said_at_length_is_one_mention():
    text = "Des essences indigènes, utiles aux oiseaux et aux pollinisateurs."
    assert len(list(objectives(text))) == 1


def test_every_rule_serves_an_objective_and_is_written_once():
    rules = yaml.safe_load(DATA.read_text(encoding="utf-8"))["rules"]
    assert set(rules) == set(LABELS)
    assert all(len(set(written)) == len(written) for written in rules.values())
