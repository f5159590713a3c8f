"""What a supplier declares clause by clause: written by it alone, counted without its name."""

import pytest
from django.urls import reverse

from procurement.accounts.models import OrganisationKind, Role
from suppliers.models import Declaration
from tenders.clauses import library
from tenders.models import LocalClause
from tests.factories import MembershipFactory, OrganisationFactory
from tests.suppliers.factories import SupplierFactory
from tests.tenders.declarations.pages import CLAUSE, GIVING, LEVELLED, page, said
from tests.tenders.factories import (
    DURING,
)
from tests.tenders.market_factories import declares

pytestmark = pytest.mark.django_db


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
