"""The heat map: words in each cell, and nothing told outside that few answers would give away."""

from decimal import Decimal

import pytest

from tenders.feasibility import SMALLEST_TOLD, Opinion, in_order, row_of


def opinions(*values):
    found = []
    for feasibility, price, weeks in values:
        value = {"feasibility": feasibility, "price": price, "amount": None, "weeks": weeks}
        found.append(Opinion(value))
    return found


def row(*values, id=1):
    return row_of(id, "Taux de perte", "loss-breakage-rate", opinions(*values))


NOW, COST, NO = ("now", None, None), ("cost", "4", "12"), ("no", None, None)


def test_cells_say_how_many_of_how_many():
    found = row(NOW, COST, COST, NO)
    assert [cell.words for cell in found.cells] == ["1 sur 4", "2 sur 4", "1 sur 4"]
    assert [cell.tint for cell in found.cells] == [1, 2, 1]


def test_effects_are_ranges_of_what_was_said():
    found = row(NOW, COST, ("cost", "10", None))
    assert found.price.words == "de 4\xa0% à 10\xa0% (2\xa0réponses)"
    assert found.weeks.words == "12\xa0semaines (1\xa0réponse)"
    assert found.amount.words == ""


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ((), "Personne ne s'est prononcé."),
        ((NOW,), "Tenable dès maintenant par 1\xa0répondant."),
        ((NOW, NOW, NOW), "Tenable dès maintenant par les 3\xa0répondants."),
        ((NOW, COST), "Tenable par tous, avec un coût ou un délai pour 1 sur 2."),
        ((NOW, NOW, NO), "Écarterait 1\xa0répondant sur 3."),
        ((NOW, NO), "Écarterait 1\xa0répondant sur 2\xa0: à revoir."),
        ((NO, NO, NOW), "Écarterait 2\xa0répondants sur 3\xa0: à revoir."),
    ],
)
def test_each_row_reads_as_a_sentence(said, verdict):
    assert row(*said).verdict == verdict


class TestOutside:
    def test_too_few_answers_are_not_told(self):
        told = row(*[NO] * (SMALLEST_TOLD - 1)).told_outside()
        assert told.withheld
        assert told.total == 0
        assert "non" not in [cell.words for cell in told.cells]
        assert "deviner" in told.verdict

    def test_enough_are(self):
        told = row(*[NO] * SMALLEST_TOLD).told_outside()
        assert not told.withheld
        assert told.counts["no"] == SMALLEST_TOLD

    def test_an_effect_that_few_named_is_not_told(self):
        told = row(NOW, COST, COST, NO).told_outside()
        assert told.counts["cost"] == 2
        assert told.price.words == "non publié"
        assert told.amount.words == ""
        assert row(COST, COST, COST).told_outside().price.words


class TestOrder:
    ROWS = (row(NOW, NOW, id=1), row(NO, COST, id=2), row(("cost", "9", "2"), id=3))

    @pytest.mark.parametrize(
        ("sort", "ids"),
        [
            ("projet", [1, 2, 3]),
            ("inconnu", [1, 2, 3]),
            ("refus", [2, 3, 1]),
            ("prix", [3, 2, 1]),
            ("delai", [2, 3, 1]),
            ("reponses", [1, 2, 3]),
        ],
    )
    def test_rows_sort_by_what_is_asked(self, sort, ids):
        assert [found.id for found in in_order(self.ROWS, sort)] == ids

    def test_a_lower_price_is_not_silence(self):
        cheaper, silent = row(("cost", "-2", None), id=1), row(NOW, id=2)
        assert [r.id for r in in_order([silent, cheaper], "prix")] == [1, 2]
        assert cheaper.price.most == Decimal(-2)
