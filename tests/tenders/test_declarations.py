"""What a supplier declares clause by clause: written by it alone, counted without its name."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from procurement.accounts.models import OrganisationKind, Role
from suppliers.models import Declaration
from tenders.clauses import library
from tenders.models import Draft, Given, LocalClause, QuestionKind
from tenders.proportionality import Ability
from tenders.statements import statements_for, statements_of
from tests.factories import MembershipFactory, OrganisationFactory
from tests.suppliers.factories import SupplierFactory
from tests.tenders.factories import (
    DURING,
    ContributionFactory,
    InvitationFactory,
    QuestionFactory,
    send_answers,
)
from tests.tenders.market_factories import declares

pytestmark = pytest.mark.django_db

CLAUSE = "washing-result"  # without levels
LEVELLED = "container-durability-cycles"
GIVING = "turnover-not-required"  # asks nothing of suppliers


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(DURING, tick=False):
        yield


@pytest.fixture
def supplier():
    member = MembershipFactory(role=Role.SUPPLIER)
    return SupplierFactory(name="La Laverie", organisation=member.organisation)


@pytest.fixture
def own(client, supplier):
    client.force_login(supplier.organisation.members.get())
    return client


@pytest.fixture
def buyer(client):
    client.force_login(MembershipFactory(role=Role.BUYER).user)
    return client


def page(supplier, clause_id=None):
    if clause_id:
        return reverse("tenders:declare", args=[supplier.pk, clause_id])
    return reverse("tenders:declarations", args=[supplier.pk])


def said(supplier):
    rows = Declaration.objects.filter(supplier=supplier)
    return {(d.clause_id, d.level): (d.ability, d.note) for d in rows}


def test_a_supplier_says_that_it_can_meet_a_clause_at_its_present_version(own, supplier):
    answer = own.post(page(supplier, CLAUSE), {"ability_": "yes", "note_": ""})

    assert answer.status_code == 302
    [declaration] = Declaration.objects.all()
    assert (declaration.ability, declaration.clause_version) == (
        "yes",
        library().get(CLAUSE).version,
    )
    assert (declaration.declared_at, declaration.declared_by) == (
        DURING,
        supplier.organisation.members.get(),
    )


def test_each_level_has_its_own_answer(own, supplier):
    own.post(
        page(supplier, LEVELLED),
        {
            "ability_basic": "yes",
            "ability_significant": "conditions",
            "note_significant": "Pour l'inox.",
            "ability_exemplary": "no",
        },
    )

    assert said(supplier) == {
        (LEVELLED, "basic"): ("yes", ""),
        (LEVELLED, "significant"): ("conditions", "Pour l'inox."),
        (LEVELLED, "exemplary"): ("no", ""),
    }


def test_conditions_must_be_told(own, supplier):
    answer = own.post(page(supplier, CLAUSE), {"ability_": "conditions", "note_": ""})

    assert answer.status_code == 422
    assert "Dites à quelles conditions." in answer.text
    assert said(supplier) == {}


def test_who_cannot_the_less_cannot_say_that_it_can_the_more(own, supplier):
    answer = own.post(page(supplier, LEVELLED), {"ability_basic": "no", "ability_exemplary": "yes"})

    assert answer.status_code == 422
    assert "moins exigeant" in answer.text
    assert said(supplier) == {}


def test_a_skipped_level_does_not_hide_the_contradiction(own, supplier):
    data = {"ability_basic": "no", "ability_significant": "", "ability_exemplary": "yes"}

    assert own.post(page(supplier, LEVELLED), data).status_code == 422


def test_a_new_answer_replaces_the_former_and_silence_takes_it_back(own, supplier):
    declares(supplier, CLAUSE, "no")

    own.post(page(supplier, CLAUSE), {"ability_": "yes"})
    assert said(supplier) == {(CLAUSE, ""): ("yes", "")}
    own.post(page(supplier, CLAUSE), {"ability_": ""})
    assert said(supplier) == {}


def test_an_ability_that_does_not_exist_is_refused(own, supplier):
    assert own.post(page(supplier, CLAUSE), {"ability_": "peut-être"}).status_code == 422


@pytest.mark.parametrize("clause_id", [GIVING, "no-such-clause"])
def test_a_clause_that_asks_nothing_of_suppliers_has_no_page(own, supplier, clause_id):
    assert own.get(page(supplier, clause_id)).status_code == 404


def test_a_newer_version_asks_for_confirmation_with_what_was_said(own, supplier):
    declares(supplier, CLAUSE, "conditions", note="La nuit.", version=99)

    listing = own.get(page(supplier)).text
    form = own.get(page(supplier, CLAUSE)).text

    assert "À confirmer" in listing
    assert "Vous aviez dit : avec conditions" in listing.replace("\u00a0", " ")
    assert 'value="La nuit."' in form


def test_confirming_moves_the_declaration_to_the_present_version(own, supplier):
    declares(supplier, CLAUSE, "yes", version=99)

    own.post(page(supplier, CLAUSE), {"ability_": "yes"})

    assert "À confirmer" not in own.get(page(supplier)).text


def test_the_list_is_filtered_by_words(own, supplier):
    text = own.get(page(supplier), {"text": "fermeture étanche"}).text

    assert "Fermeture étanche et lavable" in text
    assert "Heures d’insertion" not in text


def test_nobody_else_reads_or_writes_them(client, supplier):
    declares(supplier, CLAUSE)
    for role in (Role.SUPPLIER, Role.BUYER):
        client.force_login(MembershipFactory(role=role).user)
        assert client.get(page(supplier)).status_code == 404
        assert client.post(page(supplier, CLAUSE), {"ability_": "no"}).status_code == 404
        assert client.get(reverse("declaration-list")).json()["results"] == []
    assert said(supplier) == {(CLAUSE, ""): ("yes", "")}


def test_a_supplier_reads_its_own_through_the_api(own, supplier):
    declares(supplier, CLAUSE, "no")
    declares(SupplierFactory(), CLAUSE, "yes")

    [row] = own.get(reverse("declaration-list")).json()["results"]

    assert (row["clause_id"], row["ability"]) == (CLAUSE, "no")


def test_a_supplier_declares_through_the_api_level_by_level(own, supplier):
    sent = {
        "supplier": str(supplier.pk),
        "clause_id": LEVELLED,
        "said": [{"level": "basic", "ability": "yes"}, {"level": "exemplary", "ability": "no"}],
    }

    answer = own.post(reverse("declaration-list"), sent, content_type="application/json")

    assert answer.status_code == 201
    assert said(supplier) == {(LEVELLED, "basic"): ("yes", ""), (LEVELLED, "exemplary"): ("no", "")}


@pytest.mark.parametrize(
    "wrong",
    [
        {"said": [{"level": "basic", "ability": "conditions"}]},
        {"said": [{"level": "sublime", "ability": "yes"}]},
        {"said": [{"level": "basic", "ability": "peut-être"}]},
        {"said": [{"level": "basic", "ability": "no"}, {"level": "exemplary", "ability": "yes"}]},
        {"said": "oui"},
        {"clause_id": GIVING},
        {"clause_id": "no-such-clause"},
        {"supplier": "somebody-else"},
    ],
)
def test_the_api_refuses_what_the_page_refuses(own, supplier, wrong):
    rival = SupplierFactory()
    sent = {"supplier": str(supplier.pk), "clause_id": LEVELLED, "said": []} | wrong
    if sent["supplier"] == "somebody-else":
        sent["supplier"] = str(rival.pk)

    answer = own.post(reverse("declaration-list"), sent, content_type="application/json")

    assert answer.status_code == 400
    assert not Declaration.objects.exists()


@pytest.mark.parametrize(("declared", "shown"), [(2, False), (3, True)])
def test_buyers_read_totals_on_the_clause_page_from_three_on(buyer, declared, shown):
    suppliers = [SupplierFactory(name=f"Atelier caché {n}") for n in range(declared)]
    for supplier in suppliers:
        declares(supplier, CLAUSE)

    text = buyer.get(reverse("tenders:clause", args=[CLAUSE])).text

    assert ("Ce qu'en disent les fournisseurs" in text) is shown
    assert "Atelier caché" not in text


def test_competitors_and_visitors_read_no_total(client, own, supplier):
    for _ in range(4):
        declares(SupplierFactory(), CLAUSE)
    address = reverse("tenders:clause", args=[CLAUSE])

    assert "Ce qu'en disent" not in own.get(address).text
    client.logout()
    assert "Ce qu'en disent" not in client.get(address).text


def test_the_clause_page_leads_a_supplier_to_its_answer(own, supplier):
    assert page(supplier, CLAUSE) in own.get(reverse("tenders:clause", args=[CLAUSE])).text


def test_the_totals_are_of_the_version_shown(buyer):
    for _ in range(3):
        declares(SupplierFactory(), CLAUSE, version=99)

    assert "Ce qu'en disent" not in buyer.get(reverse("tenders:clause", args=[CLAUSE])).text


@pytest.fixture
def asked():
    return QuestionFactory(
        kind=QuestionKind.CLAUSE, clause_id=CLAUSE, clause_version=1, label="Résultat du lavage"
    )


def answer(question, supplier, feasibility, **more):
    invitation = InvitationFactory(consultation=question.consultation, supplier=supplier)
    value = {"feasibility": feasibility, "price": None, "comment": ""}
    return send_answers(invitation, {question: value}, now=DURING, **more)


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


def test_the_list_asks_the_same_queries_for_ten_declarations_as_for_one(
    own, supplier, django_assert_max_num_queries
):
    ids = [c.id for c in library().clauses if c.theme != "sme_access"][:10]
    declares(supplier, ids[0])
    own.get(page(supplier))
    for clause_id in ids[1:]:
        declares(supplier, clause_id)

    with django_assert_max_num_queries(9):
        own.get(page(supplier))


def published_fork():
    """An authority's clause that a second person approved and that is open to all."""
    town = OrganisationFactory(kind=OrganisationKind.COMMUNE)
    author, reader = (MembershipFactory(organisation=town, role=Role.OFFICER).user for _ in "ab")
    version = LocalClause.objects.fork(library().get(CLAUSE), town, by=author, now=DURING)
    version.ask_reading(reader, by=author, now=DURING)
    version.move("approve", by=reader, now=DURING)
    version.move("publish", by=author, now=DURING)
    return version.clause.slug


def test_a_supplier_declares_on_a_clause_that_an_authority_published(own, supplier):
    slug = published_fork()

    assert own.post(page(supplier, slug), {"ability_": "yes", "note_": ""}).status_code == 302
    assert said(supplier)[slug, ""] == ("yes", "")


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
