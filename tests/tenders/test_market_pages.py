"""The same on the pages, in the API and the documents, and what they never tell."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tenders import documents
from tenders.market import market_of
from tenders.proportionality import Tally
from tests.factories import CommuneFactory
from tests.suppliers.factories import SupplierFactory
from tests.tenders.factories import ConsultationFactory
from tests.tenders.market_factories import (
    CLAUSE,
    LEVELLED,
    WASHING,
    answered,
    declares,
    rows_of,
    run_that_found,
    use,
    washers,
)
from tests.tenders.paths import path
from tests.tenders.tender_factories import CriterionFactory, LotFactory

pytestmark = pytest.mark.django_db


def test_without_a_search_the_page_says_what_to_do_first(officer, tender):
    text = officer.get(path("proportionality", tender.pk)).text

    assert "Aucune recherche de fournisseurs" in text
    assert reverse("suppliers:matches", args=[tender.project_id]) in text


def test_declarations_of_the_suppliers_found_are_counted(officer, tender):
    able, unable, silent = found = [SupplierFactory() for _ in range(3)]
    run_that_found(tender.project, found)
    use(tender)
    declares(able, CLAUSE, "yes")
    declares(unable, CLAUSE, "no")
    declares(SupplierFactory(), CLAUSE, "no")  # not found by the search

    assert rows_of(tender)[f"clause-{CLAUSE}"].tally == Tally(yes=1, no=1, unknown=1)
    text = officer.get(path("proportionality", tender.pk)).text.replace("\u00a0", " ")
    assert "Cette exigence laisse entre 1 et 2 fournisseurs sur 3" in text


def test_the_names_of_declarants_are_on_no_page_and_in_no_document(officer, tender):
    found = [SupplierFactory(name=f"Atelier caché {n}") for n in range(3)]
    run_that_found(tender.project, found)
    use(tender, LEVELLED, level="exemplary")
    ConsultationFactory(project=tender.project)
    for supplier in found:
        declares(supplier, LEVELLED, "no", level="exemplary")

    told = officer.get(path("proportionality", tender.pk)).text
    told += officer.get(path("checks", tender.pk)).text
    told += officer.get(reverse("api-tender-proportionality", args=[tender.pk])).text
    told += documents.preview(tender, "sourcing")

    assert "exemplaire" in told
    assert "Atelier caché" not in told


@pytest.mark.parametrize(("secret", "named"), [(False, True), (True, False)])
def test_the_team_reads_who_answered_it_unless_it_is_a_business_secret(
    officer, tender, secret, named
):
    supplier = SupplierFactory(name="Atelier qui répond")
    run_that_found(tender.project, [supplier])
    use(tender)
    answered(tender, supplier, "no", secret=secret)

    text = officer.get(path("proportionality", tender.pk)).text

    assert ("Atelier qui répond" in text) is named
    assert rows_of(tender)[f"clause-{CLAUSE}"].tally == Tally(no=1)


def test_a_criterion_of_the_library_is_counted_and_one_s_own_is_said_unmeasured(officer, tender):
    run_that_found(tender.project, [SupplierFactory()])
    CriterionFactory(tender=tender, kind="social", clause_id="award-insertion", weight=15)
    CriterionFactory(tender=tender, kind="quality", name="Notre critère", weight=20)

    text = officer.get(path("proportionality", tender.pk)).text

    assert "Aucun des 1" in text.replace("\u00a0", " ")
    assert "Notre critère" in text.split("Non mesurés")[1]


@pytest.mark.parametrize(("order", "first"), [("reste", "z"), ("dossier", "a")])
def test_requirements_are_sorted_as_asked(officer, tender, order, first):
    supplier = SupplierFactory()
    run_that_found(tender.project, [supplier])
    ids = {"a": "container-closure", "z": CLAUSE}
    for clause_id in ids.values():
        use(tender, clause_id)
    declares(supplier, CLAUSE, "no")

    text = officer.get(path("proportionality", tender.pk, tri=order)).text
    places = {key: text.index(f'id="clause-{clause_id}"') for key, clause_id in ids.items()}

    assert min(places, key=places.get) == first


@pytest.mark.parametrize("query", [{"tri": "autre"}, {"lot": "99"}, {"lot": "x"}])
def test_an_order_or_a_lot_that_does_not_exist_is_not_found(officer, tender, query):
    run_that_found(tender.project, [SupplierFactory()])

    assert officer.get(path("proportionality", tender.pk, **query)).status_code == 404


@pytest.mark.parametrize(("able", "warned"), [(2, True), (3, False)])
def test_the_checks_page_warns_when_fewer_than_three_remain(officer, tender, able, warned):
    found = [SupplierFactory() for _ in range(4)]
    run_that_found(tender.project, found)
    use(tender)
    for place, supplier in enumerate(found):
        declares(supplier, CLAUSE, "yes" if place < able else "no")

    text = officer.get(path("checks", tender.pk)).text.replace("\u00a0", " ")

    assert ("laisse 2 fournisseurs sur 4" in text) is warned
    assert ("Chaque lot garde au moins trois fournisseurs sûrs" in text) is not warned


def test_the_lots_page_says_who_could_answer_a_reserved_lot(officer, tender):
    CommuneFactory()
    found = washers(1000, 1000, 1000, kinds=("EI",))
    run_that_found(tender.project, found, quantities=[WASHING], places=["59350"])
    LotFactory(tender=tender, reserved="insertion", components=["lavage"])

    text = officer.get(path("lots", tender.pk)).text.replace("\u00a0", " ")

    assert "3 structures éligibles, dont 3 capables du volume entier à moins de 50 km" in text
    assert "réserver laisse une concurrence réelle (L2113-13, au 15 février 2027)" in text
    assert "convention d&#x27;insertion en cours" in text


def test_a_lots_form_that_is_refused_still_shows_the_eligible(officer, tender):
    run_that_found(tender.project, [SupplierFactory(ess_kinds=["EI"])])
    LotFactory(tender=tender)
    sent = {"lots-TOTAL_FORMS": "x", "lots-INITIAL_FORMS": "0", "version": tender.version}

    answer = officer.post(path("lots", tender.pk), sent)

    assert answer.status_code == 422
    assert "1 structure éligible" in answer.text.replace("\u00a0", " ")


def test_the_api_answers_like_the_pages(officer, tender):
    supplier = SupplierFactory(ess_kinds=["EI"])
    run_that_found(tender.project, [supplier])
    use(tender)
    declares(supplier, CLAUSE, "yes")
    LotFactory(tender=tender, reserved="insertion")

    meter = officer.get(reverse("api-tender-proportionality", args=[tender.pk])).json()
    reserves = officer.get(reverse("api-tender-reserves", args=[tender.pk])).json()

    [lot] = meter["lots"]
    found = {row["id"]: row for row in lot["requirements"]}
    assert found[f"clause-{CLAUSE}"]["at_least"] == 1
    assert lot["sentence"] == market_of(tender).meters[0].sentence
    assert {"reserved_lot_without_competition"} <= {f["rule"] for f in meter["findings"]}
    [chosen] = [ground for ground in reserves[0]["grounds"] if ground["chosen"]]
    assert (chosen["article"], len(chosen["eligible"])) == ("L2113-13", 1)


def test_the_sourcing_report_ends_on_what_the_requirements_leave(tender):
    supplier = SupplierFactory()
    run_that_found(tender.project, [supplier])
    use(tender)
    declares(supplier, CLAUSE, "conditions")

    text = documents.preview(tender, "sourcing")

    assert "Les exigences face aux fournisseurs trouvés" in text
    assert "Toutes les exigences ensemble" in text


def test_the_sourcing_report_says_nothing_of_a_market_never_searched(tender):
    assert "Les exigences face" not in documents.preview(tender, "sourcing")


@pytest.mark.parametrize("name", ["proportionality", "checks", "lots"])
def test_twelve_suppliers_and_requirements_cost_no_more_queries_than_two(officer, tender, name):
    def grow(count):
        found = [SupplierFactory(ess_kinds=["EI"]) for _ in range(count)]
        run_that_found(tender.project, found, quantities=[WASHING], groups=[found])
        for supplier in found:
            declares(supplier, CLAUSE)
            answered(tender, supplier, "now")
        LotFactory(tender=tender)

    def count():
        with CaptureQueriesContext(connection) as seen:
            assert officer.get(path(name, tender.pk)).status_code == 200
        return len(seen)

    use(tender)
    grow(2)
    count()
    few = count()
    grow(12)
    use(tender, "container-closure")
    assert count() <= few
