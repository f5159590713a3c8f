"""What a supplier answered to a consultation: a word on the clause, offered to its record."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from suppliers.models import Declaration
from tenders.models import Draft, Given, QuestionKind
from tenders.proportionality import Ability
from tenders.statements import statements_for, statements_of
from tests.suppliers.factories import SupplierFactory
from tests.tenders.declarations.pages import CLAUSE, LEVELLED, answer, page
from tests.tenders.factories import (
    DURING,
    ContributionFactory,
    InvitationFactory,
    QuestionFactory,
    send_answers,
)
from tests.tenders.market_factories import declares

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("feasibility", "ability"),
    [("now", Ability.YES), ("cost", Ability.CONDITIONS), ("no", Ability.NO)],
)
def test_an_answer_to_a_consultation_counts_as_a_word_on_the_clause(
    asked, supplier, feasibility, ability
):
    answer(asked, supplier, feasibility)

    [own_word] = statements_of(supplier)
    assert (own_word.clause_id, own_word.statement.ability) == (CLAUSE, ability)
    assert own_word.statement.on == DURING
    assert "répondu à" in own_word.statement.origin


@pytest.mark.parametrize(("day", "wins"), [(19, "answer"), (21, "declaration")])
def test_the_latest_of_declaration_and_answer_wins(own, asked, supplier, day, wins):
    declares(supplier, CLAUSE, "yes", at=datetime(2027, 1, day, tzinfo=UTC))
    answer(asked, supplier, "no")

    text = own.get(page(supplier)).text
    word = {"answer": "<td>Non</td>", "declaration": "<td>Oui</td>"}[wins]

    assert word in text


def test_an_answer_may_be_read_by_the_team_unless_it_is_a_business_secret(asked, supplier):
    rival = SupplierFactory()
    answer(asked, supplier, "now")
    answer(asked, rival, "no", confidential=[asked])

    found = statements_for(asked.consultation.project, [supplier.pk, rival.pk])

    assert [s.open for s in found[str(supplier.pk), CLAUSE]] == [True]
    assert [s.open for s in found[str(rival.pk), CLAUSE]] == [False]


def test_a_declaration_is_never_open(asked, supplier):
    declares(supplier, CLAUSE)

    found = statements_for(asked.consultation.project, [supplier.pk])

    assert [s.open for s in found[str(supplier.pk), CLAUSE]] == [False]


def test_an_answer_to_another_project_is_not_told_to_this_one(asked, supplier):
    elsewhere = QuestionFactory(kind=QuestionKind.CLAUSE, clause_id=CLAUSE, clause_version=1)
    answer(elsewhere, supplier, "no")

    assert statements_for(asked.consultation.project, [supplier.pk]) == {}


def test_a_draft_that_was_not_sent_says_nothing(asked, supplier):
    invitation = InvitationFactory(consultation=asked.consultation, supplier=supplier)
    value = {"feasibility": "no", "price": None, "comment": ""}
    draft = Draft("alone", "", {asked.pk: Given(value)})
    ContributionFactory(invitation=invitation).save_draft(draft, version=1, now=DURING)

    assert statements_of(supplier) == []


class TestAnswersOfferedToTheRecord:
    """What was answered to a buyer becomes a declaration only when its supplier ticks it."""

    def address(self, supplier):
        return reverse("tenders:declare_answers", args=[supplier.pk])

    def test_nothing_is_declared_without_a_tick(self, own, asked, supplier):
        answer(asked, supplier, "now")
        assert "Résultat" in own.get(self.address(supplier)).text
        assert own.post(self.address(supplier), {}).status_code == 422
        assert not Declaration.objects.exists()

    def test_what_is_ticked_is_declared_at_the_version_that_was_answered(
        self, own, asked, supplier
    ):
        answer(asked, supplier, "no")
        own.post(self.address(supplier), {"answers": [f"{CLAUSE}@"]})
        declared = Declaration.objects.get()
        assert (declared.clause_id, declared.clause_version, declared.ability) == (CLAUSE, 1, "no")
        assert "déjà tout ce que vous avez répondu" in own.get(self.address(supplier)).text

    def test_the_words_of_a_secret_stay_with_the_buyer(self, own, asked, supplier):
        invitation = InvitationFactory(consultation=asked.consultation, supplier=supplier)
        value = {"feasibility": "cost", "price": None, "comment": "Notre tunnel."}
        send_answers(invitation, {asked: value}, now=DURING, confidential=[asked])
        assert "Notre tunnel." not in own.get(self.address(supplier)).text
        own.post(self.address(supplier), {"answers": [f"{CLAUSE}@"]})
        assert Declaration.objects.get().note == ""

    def test_the_other_levels_keep_what_was_said(self, own, supplier):
        declares(supplier, LEVELLED, "yes", level="basic", at=DURING)
        asked = QuestionFactory(
            kind=QuestionKind.CLAUSE,
            clause_id=LEVELLED,
            clause_version=1,
            clause_level="significant",
        )
        answer(asked, supplier, "no")
        own.post(self.address(supplier), {"answers": [f"{LEVELLED}@significant"]})
        said = {d.level: d.ability for d in Declaration.objects.all()}
        assert said == {"basic": "yes", "significant": "no"}

    @pytest.mark.parametrize(("day", "offered"), [(19, True), (21, False)])
    def test_a_later_declaration_is_not_put_in_question(self, own, asked, supplier, day, offered):
        declares(supplier, CLAUSE, "yes", at=datetime(2027, 1, day, tzinfo=UTC))
        answer(asked, supplier, "no")
        assert (f"{CLAUSE}@" in own.get(self.address(supplier)).text) is offered

    def test_the_answer_of_another_is_not_its_to_declare(self, own, asked, supplier):
        rival = SupplierFactory()
        answer(asked, rival, "no")
        assert own.post(self.address(supplier), {"answers": [f"{CLAUSE}@"]}).status_code == 422
        assert own.get(self.address(rival)).status_code == 404
