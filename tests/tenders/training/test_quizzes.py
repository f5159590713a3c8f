"""Quizzes: every question walked at several dates, drawn by seed, marked, explained."""

import re
from datetime import date

import pytest
from django.urls import reverse

from procurement.legal import law
from tenders.booklets import shelf
from tenders.training.booklets import PARTS, titles_of
from tenders.training.quizzes import (
    DRAWN,
    FROM_ONE_MODULE,
    draw,
    known_articles,
    mark,
    of_slug,
    quizzes,
    sources,
    to_read_again,
)

TODAY = date(2026, 11, 30)
# Today, and the days when values already known to come enter into force.
DAYS = [TODAY, date(2027, 1, 1), date(2028, 1, 2)]
ALL = [(role, question) for role, quiz in quizzes().items() for question in quiz.questions]
IDS = [f"{role}-{question.id}" for role, question in ALL]
# A figure written by hand where the law's own would do: « 60 000 », « 12,5 % », « 30 jours ».
FIGURE = re.compile(r"\d{2,3}[ \u202f\u00a0]\d{3}|\d+ ?(€|jours|mois\b)")
# What no dated value holds, each a rule of its own that the articles cited state.
OTHER_FIGURES = {"plastic": "2 000"}


@pytest.mark.parametrize(("role", "least"), [("supplier", 30), ("buyer", 30), ("elected", 12)])
def test_there_are_enough_questions_for_a_role(role, least):
    assert len(quizzes()[role].questions) >= least


@pytest.mark.parametrize("role", PARTS)
def test_every_part_of_the_booklet_has_a_question_and_no_identifier_is_twice(role):
    questions = quizzes()[role].questions
    assert {question.module for question in questions} == set(PARTS[role])
    assert len({question.id for question in questions}) == len(questions)


def test_a_part_of_a_booklet_is_called_as_the_booklet_calls_it():
    modules = shelf().modules
    named = {id: title for role in PARTS for id, title in titles_of(role).items()}
    assert {id: modules[id].title for id in named} == named


@pytest.mark.parametrize(("role", "question"), ALL, ids=IDS)
class TestQuestion:
    def test_it_has_three_to_five_choices_of_which_one_is_right_and_one_is_wrong(
        self, role, question
    ):
        rights = [choice.right for choice in question.choices]
        assert 3 <= len(rights) <= 5
        assert any(rights)
        assert not all(rights)

    def test_it_names_its_source_its_articles_and_the_day_it_was_read(self, role, question):
        assert question.source in sources()
        assert question.articles
        assert question.checked <= TODAY
        assert all(ground.title for ground in question.grounds)

    def test_its_articles_are_in_force_today(self, role, question):
        assert all(ground.in_force(TODAY) for ground in question.grounds)

    def test_it_explains_in_sentences(self, role, question):
        assert question.text.endswith("?")
        assert question.correction.endswith((".", "»"))
        assert len(question.correction) > 60

    def test_its_figures_of_the_law_are_known_by_the_law(self, role, question):
        assert {id for id, _ in question.figures} <= law().values.keys()
        assert question.when.keys() <= law().values.keys()

    def test_it_writes_no_figure_that_the_law_knows(self, role, question):
        written = [question.text, question.correction, *(c.text for c in question.choices)]
        found = [m[0] for text in written for m in FIGURE.finditer(text)]
        allowed = OTHER_FIGURES.get(question.id, "")
        assert [figure for figure in found if figure != allowed] == []

    @pytest.mark.parametrize("day", DAYS)
    def test_its_choices_stay_apart_whatever_the_day(self, role, question, day):
        if not all(law().knows(id, day) for id in {*question.when, *dict(question.figures)}):
            pytest.skip("Le droit de ce jour-là ne connaît pas encore ce sujet.")
        if not question.holds(law(), day):
            pytest.skip("La question ne se pose pas ce jour-là.")
        texts = [_filled(choice.text, day) for choice in question.choices]
        assert len(set(texts)) == len(texts)


def _filled(text, day):
    from tenders.training.quizzes import _filled

    return _filled(text, day, law())


def test_an_article_that_only_corrections_cite_is_cited():
    from tenders.clauses.library import articles

    cited = {article for _, question in ALL for article in question.articles}
    assert known_articles().keys() - articles().keys() <= cited


class TestDraw:
    def quiz(self):
        return quizzes()["supplier"]

    def drawn(self, seed, day=TODAY):
        return draw(self.quiz(), seed, at=day, law=law())

    @pytest.mark.parametrize("role", PARTS)
    def test_ten_questions_come_each_once(self, role):
        for seed in range(50):
            drawn = draw(quizzes()[role], seed, at=TODAY, law=law())
            assert len({one.question.id for one in drawn}) == DRAWN

    def test_the_same_seed_gives_the_same_questions_in_the_same_order(self):
        assert self.drawn(7) == self.drawn(7)
        assert self.drawn(7) != self.drawn(8)

    def test_every_question_comes_one_day_or_another(self):
        seen = {one.question.id for seed in range(200) for one in self.drawn(seed)}
        assert seen == {q.id for q in self.quiz().questions if q.holds(law(), TODAY)}

    def test_a_draw_goes_through_many_parts_of_the_booklet(self):
        for seed in range(50):
            modules = [one.question.module for one in self.drawn(seed)]
            assert max(map(modules.count, modules)) <= FROM_ONE_MODULE

    def test_a_question_on_a_duty_is_not_asked_before_it_exists(self):
        before = {q for seed in range(200) for q in self._ids(seed, date(2026, 5, 1))}
        assert "price-alone" not in before
        assert "below-dispense" in before

    def _ids(self, seed, day):
        return [one.question.id for one in self.drawn(seed, day)]

    def test_a_wrong_choice_that_the_law_made_right_is_not_asked_twice(self):
        """Before April 2026 the former threshold, a wrong choice today, was the right one."""
        day = date(2026, 1, 15)
        [choices] = {
            tuple(sorted((choice.text, choice.right) for choice in one.choices))
            for seed in range(100)
            for one in self.drawn(seed, day)
            if one.question.id == "below-dispense"
        }
        assert len({text for text, _ in choices}) == len(choices) == 3
        [right] = [text for text, is_right in choices if is_right]
        assert right == _filled("{dispense_supplies_services}", day)

    def test_a_figure_is_that_of_the_day(self):
        works = {day: _filled("{dispense_works}", day) for day in (TODAY, date(2027, 1, 1))}
        assert works[TODAY] != works[date(2027, 1, 1)]


class TestMarks:
    def asked(self):
        return draw(quizzes()["buyer"], 7, at=TODAY, law=law())

    def right(self, one):
        return [str(n) for n, choice in enumerate(one.choices) if choice.right]

    def test_all_the_right_choices_and_no_other_make_a_right_answer(self):
        asked = self.asked()
        marked = mark(asked, {one.name: self.right(one) for one in asked})
        assert all(one.is_right for one in marked)
        assert to_read_again(marked) == []

    def test_a_part_of_several_right_choices_is_not_enough(self):
        several = next(
            one
            for seed in range(50)
            for one in draw(quizzes()["buyer"], seed, at=TODAY, law=law())
            if one.question.is_multiple
        )
        [marked] = mark([several], {several.name: self.right(several)[:1]})
        assert not marked.is_right

    @pytest.mark.parametrize("sent", [["99"], ["-1"], ["²"], ["x"], []])
    def test_a_choice_that_is_none_counts_for_nothing(self, sent):
        [one, *_] = mark(self.asked(), {"q1": sent})
        assert one.chosen == frozenset()
        assert not one.is_right

    def test_what_was_missed_sends_back_to_the_booklet(self):
        marked = mark(self.asked(), {})
        assert to_read_again(marked)[0] in titles_of("buyer").values()


@pytest.mark.django_db
class TestPages:
    def test_each_quiz_is_offered(self, client):
        page = client.get(reverse("training:quizzes")).content.decode()
        assert all(quiz.title in page.replace("&#x27;", "'") for quiz in quizzes().values())

    def test_without_a_draw_one_is_chosen_and_written_in_the_address(self, client):
        answer = client.get(reverse("training:quiz", args=["fournisseur"]))
        assert re.search(r"\?tirage=\d+$", answer["Location"])

    @pytest.mark.parametrize("seed", ["", "abc", "123456", "²"])
    def test_a_draw_that_is_none_is_replaced(self, client, seed):
        answer = client.get(reverse("training:quiz", args=["fournisseur"]), {"tirage": seed})
        assert answer.status_code == 302

    def test_an_unknown_quiz_is_not_found(self, client):
        assert client.get(reverse("training:quiz", args=["autre"])).status_code == 404

    def test_the_corrections_cite_the_article_the_value_and_the_booklet(self, client):
        address = reverse("training:quiz", args=["acheteur"]) + "?tirage=7"
        page = client.post(address, {"q1": "0"}).content.decode()
        assert "R2124-1" in page
        assert "depuis le" in page
        assert "Livret de l’acheteur : « " in page.replace("\u00a0", " ")
        assert "bonne réponse" in page

    def test_every_question_can_be_shown_and_corrected(self, client):
        seen = set()
        for seed in range(40):
            address = f"{reverse('training:quiz', args=['fournisseur'])}?tirage={seed}"
            assert client.post(address).status_code == 200
            quiz = of_slug("fournisseur")
            seen |= {one.question.id for one in draw(quiz, seed, at=TODAY, law=law())}
        assert len(seen) == len(quizzes()["supplier"].questions)

    def test_nothing_is_kept_of_the_person(self, client, django_assert_num_queries):
        address = reverse("training:quiz", args=["fournisseur"]) + "?tirage=7"
        answer = client.post(address, {"q1": "0"})
        assert "sessionid" not in answer.cookies
