"""What a search comes to, told once for its page, for Word and for the API."""

import pytest

from suppliers import conclusions
from suppliers.conclusions import Covering, Wholeness, conclude, covering

NOBODY = {"results": [], "candidates": 0, "excluded": [], "components": [], "groups": []}
DOUBT = "« lavage » n'est dit qu'à demi-mot."


def group(missing=(), **doubts):
    return {"missing": list(missing), **doubts}


def test_a_search_that_found_nobody_says_what_to_do():
    said = conclude(NOBODY)

    assert said.ranking == f"{conclusions.NONE_FOUND} {conclusions.WHAT_TO_DO}"
    assert said.groups == conclusions.NO_PARTS
    assert said.excluded == conclusions.NOBODY_EXCLUDED
    assert (said.components, said.unread, said.coverings) == ("", "", ())


def test_a_search_that_found_somebody_says_no_such_thing():
    said = conclude(
        {**NOBODY, "results": [{}], "excluded": [{"filter": "role"}], "groups": [group()]}
    )

    assert said.ranking == ""
    assert said.groups == conclusions.FREE_FORM
    assert said.excluded == conclusions.NEAR_IN_WORDS


@pytest.mark.parametrize(
    ("found", "state", "doubts"),
    [
        (group(["lavage"], doubts=[DOUBT]), Wholeness.INCOMPLETE, (DOUBT,)),
        (group(doubts=[DOUBT]), Wholeness.TO_CHECK, (DOUBT,)),
        (group(doubts=[]), Wholeness.COMPLETE, ()),
        (group(), Wholeness.COMPLETE, ()),
    ],
    ids=["missing before doubts", "doubts", "whole", "of before doubts were told"],
)
def test_what_is_missing_is_said_before_what_is_in_doubt(found, state, doubts):
    told = covering(found)

    assert (told.state, told.doubts) == (state, doubts)


def test_what_nobody_covers_is_named():
    assert covering(group(["lavage", "collecte"])) == Covering(
        Wholeness.INCOMPLETE, "Personne n'y couvre : lavage, collecte."
    )


def test_who_would_answer_but_for_one_filter_is_counted():
    filters = ["reservation"] * 2 + ["activity"] * 5 + ["territory"]

    told = conclude({**NOBODY, "excluded": [{"filter": name} for name in filters]}).ranking

    assert "2\xa0structures feraient ce travail sur place sans la réserve demandée" in told
    assert "1\xa0structure fait ce métier sans desservir ces lieux." in told
    assert "5" not in told


@pytest.mark.parametrize(
    ("matching", "candidates", "told"),
    [(150, 3, False), (151, 9, True), (151, 10, False)],
)
def test_a_search_that_looked_at_too_few_says_so(matching, candidates, told):
    scope = {"matching": matching, "scored": 150, "elsewhere": 0}

    said = conclude({**NOBODY, "candidates": candidates, "scope": scope}).unlooked

    assert ("1\xa0autre partage un mot" in said) == told
    assert conclude(NOBODY).unlooked == ""


PARTS = [{"name": "collecte"}, {"name": "lavage"}]


@pytest.mark.parametrize(
    ("covers", "told"),
    [
        ([["lavage"]], f"{conclusions.NO_GROUP} Compétences à chercher : collecte."),
        ([], f"{conclusions.NO_GROUP} Compétences à chercher : collecte et lavage."),
        (
            [["collecte", "lavage"], ["lavage"]],
            "Aucun groupement n'est utile : A couvre seul tout le besoin.",
        ),
        (
            [["collecte", "lavage"]] * 4,
            "Aucun groupement n'est utile : A, B, C et 1\xa0autre couvrent chacun seul tout le "
            "besoin.",
        ),
        ([["collecte"], ["lavage"]], conclusions.NO_GROUP),
    ],
)
def test_why_no_group_is_proposed_is_said(covers, told):
    rows = [{"name": name, "covers": parts} for name, parts in zip("ABCD", covers, strict=False)]

    assert conclude({**NOBODY, "components": PARTS, "results": rows}).groups == told


@pytest.mark.parametrize(
    ("count", "told"),
    [(1, "en une seule composante :"), (2, "en 2\xa0composantes :")],
)
def test_components_are_counted(count, told):
    assert conclude({**NOBODY, "components": [{"name": "lavage"}] * count}).components.endswith(
        told
    )


def test_what_no_trade_explains_is_quoted():
    said = conclude({**NOBODY, "unread": ["réparer les vélos", "prêter"]})

    assert "« réparer les vélos », « prêter »" in said.unread
