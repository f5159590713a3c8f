"""What a need told at length describes, and the codes of it."""

import csv

import pytest

from procurement.language import trades
from procurement.language.described import LONG, Described
from tests.bench.matching_sets import DATA
from tests.procurement.language import SUGGESTER

LAUNDRY = "Draps, serviettes et nappes sont emportés sales, lavés, repassés et rendus pliés."
AROUND = (
    "Merci de nous dire ce que vous en pensez, et quand nous pourrions en parler ensemble. " * 3
)


def first_code(text, title=""):
    return SUGGESTER.suggest(text, title)[0].code


def test_a_title_of_contract_is_no_prose():
    assert not Described("", "Nettoyage des locaux " + "x " * (LONG - 4)).is_prose
    assert Described("", "Nettoyage des locaux " + "x " * LONG).is_prose
    assert Described("Locaux", "Deux fois par an.").is_prose


def test_a_title_of_contract_describes_no_trade():
    assert Described("", LAUNDRY).classes == {}


def test_a_need_told_at_length_describes_trades_with_their_codes():
    need = Described("", f"{LAUNDRY} {AROUND}")
    best = max(need.classes.values(), key=lambda told: told.share)
    assert best.trade == "linen"
    assert best.code.startswith("9831")
    assert sum(told.share for told in need.classes.values()) == pytest.approx(1)


def test_words_that_tell_no_trade_are_sure_of_nothing():
    need = Described("Divers", "Bien à vous.")
    assert (need.classes, need.sure) == ({}, 0)


def test_the_title_tells_more_than_a_sentence():
    cleaning, chairs = "Ménage des bureaux", "Il faut aussi quelques chaises."
    need = Described(cleaning, chairs)
    shares = {told.trade: told.share for told in need.classes.values()}
    assert max(shares, key=shares.__getitem__) == "cleaning"


def test_what_is_described_comes_before_what_is_said_by_the_way():
    text = (
        "Balayer, dépoussiérer, laver les sols et les vitres chaque soir après le départ des gens, "
        "avec des produits doux, sans déplacer les chaises ni les papiers, les poubelles étant "
        "vidées deux fois par semaine, dans nos trois bâtiments du centre et dans celui de la zone."
    )
    assert first_code(text).startswith("909")


def test_a_described_code_says_the_trade_and_the_words_that_tell_it():
    text = f"Chaque soir, ménage des bureaux et des sanitaires. {AROUND}"
    (first, *_) = SUGGESTER.suggest(text)
    told = first.because[0]
    assert told.startswith("Le texte décrit un métier, nettoyage de locaux : «")
    assert told.split("« ")[1].split(" »")[0] in text


def test_every_code_of_a_trade_is_of_the_nomenclature(open_data):
    lines = (open_data / "cpv_2008_fr.csv").read_text("utf-8").splitlines()
    known = {line[:8] for line in lines}
    for trade in trades.trades():
        described = Described("x", "y")
        described.__dict__["_evidence"] = {trade: 3.0}
        assert {told.code for told in described.classes.values()} <= known


def test_the_right_groups_of_the_needs_are_of_the_nomenclature(open_data):
    lines = (open_data / "cpv_2008_fr.csv").read_text("utf-8").splitlines()
    known = {line[:3] for line in lines}
    with (DATA / "needs_cpv.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            assert set(row["groups"].split()) <= known
