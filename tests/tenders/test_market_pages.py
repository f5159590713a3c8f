"""The tender in front of the suppliers found: pages, API, documents, and what they never tell."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from needs.models import RegisterEntry
from tenders import documents
from tenders.market import market_of
from tenders.models import QuestionKind, TenderClause
from tenders.proportionality import Tally
from tests.factories import CommuneFactory
from tests.needs.factories import NeedFactory
from tests.suppliers.factories import ActivityFactory, SupplierFactory
from tests.tenders.factories import (
    DURING,
    ConsultationFactory,
    InvitationFactory,
    QuestionFactory,
    send_answers,
)
from tests.tenders.market_factories import declares, run_that_found
from tests.tenders.tender_factories import CriterionFactory, LotFactory, TenderFactory, officer_of

pytestmark = pytest.mark.django_db

CLAUSE = "washing-result"
LEVELLED = "container-durability-cycles"
WASHING = {"value": 1000.0, "unit": "contenant", "period": "an", "component": "lavage"}


@pytest.fixture
def tender():
    return TenderFactory()


@pytest.fixture
def officer(client, tender):
    client.force_login(officer_of(tender))
    return client


def use(tender, clause_id=CLAUSE, version=1, **more):
    return TenderClause.objects.create(
        tender=tender, clause_id=clause_id, clause_version=version, **more
    )


def washers(*yearly, kinds=("SCIC",), **more):
    """Suppliers that each wash so many containers a year."""
    found = [SupplierFactory(ess_kinds=list(kinds), **more) for _ in yearly]
    for supplier, value in zip(found, yearly, strict=True):
        if value is not None:
            ActivityFactory(
                supplier=supplier,
                label="Lavage",
                capacity_value=value,
                capacity_unit="contenant",
                capacity_period="an",
            ).supplier.reindex()
    return found


def page(name, tender, **query):
    return reverse(f"tenders:{name}", args=[tender.pk], query=query or None)


def rows_of(tender, lot=0):
    return {row.requirement.id: row for row in market_of(tender).meters[lot].rows}


def test_without_a_search_the_page_says_what_to_do_first(officer, tender):
    text = officer.get(page("proportionality", tender)).text

    assert "Aucune recherche de fournisseurs" in text
    assert reverse("suppliers:matches", args=[tender.project_id]) in text


def test_without_a_search_nothing_is_warned(tender):
    use(tender)

    assert market_of(tender).findings() == ()


def test_declarations_of_the_suppliers_found_are_counted(officer, tender):
    able, unable, silent = found = [SupplierFactory() for _ in range(3)]
    run_that_found(tender.project, found)
    use(tender)
    declares(able, CLAUSE, "yes")
    declares(unable, CLAUSE, "no")
    declares(SupplierFactory(), CLAUSE, "no")  # not found by the search

    assert rows_of(tender)[f"clause-{CLAUSE}"].tally == Tally(yes=1, no=1, unknown=1)
    text = officer.get(page("proportionality", tender)).text.replace("\u00a0", " ")
    assert "Cette exigence laisse entre 1 et 2 fournisseurs sur 3" in text


def test_the_names_of_declarants_are_on_no_page_and_in_no_document(officer, tender):
    found = [SupplierFactory(name=f"Atelier caché {n}") for n in range(3)]
    run_that_found(tender.project, found)
    use(tender, LEVELLED, level="exemplary")
    ConsultationFactory(project=tender.project)
    for supplier in found:
        declares(supplier, LEVELLED, "no", level="exemplary")

    told = officer.get(page("proportionality", tender)).text
    told += officer.get(page("checks", tender)).text
    told += officer.get(reverse("api-tender-proportionality", args=[tender.pk])).text
    told += documents.preview(tender, "sourcing")

    assert "exemplaire" in told
    assert "Atelier caché" not in told


def answered(tender, supplier, feasibility, *, secret=False):
    question = QuestionFactory(
        consultation__project=tender.project,
        kind=QuestionKind.CLAUSE,
        clause_id=CLAUSE,
        clause_version=1,
    )
    invitation = InvitationFactory(consultation=question.consultation, supplier=supplier)
    value = {"feasibility": feasibility, "price": None, "comment": ""}
    send_answers(
        invitation, {question: value}, now=DURING, confidential=[question] if secret else ()
    )


@pytest.mark.parametrize(("secret", "named"), [(False, True), (True, False)])
def test_the_team_reads_who_answered_it_unless_it_is_a_business_secret(
    officer, tender, secret, named
):
    supplier = SupplierFactory(name="Atelier qui répond")
    run_that_found(tender.project, [supplier])
    use(tender)
    answered(tender, supplier, "no", secret=secret)

    text = officer.get(page("proportionality", tender)).text

    assert ("Atelier qui répond" in text) is named
    assert rows_of(tender)[f"clause-{CLAUSE}"].tally == Tally(no=1)


def test_a_level_asked_that_nobody_declares_stays_unknown(tender):
    supplier = SupplierFactory()
    run_that_found(tender.project, [supplier])
    use(tender, LEVELLED, level="exemplary")
    declares(supplier, LEVELLED, "yes", level="significant")

    row = rows_of(tender)[f"clause-{LEVELLED}"]

    assert row.tally == Tally(unknown=1)
    assert [rung.tally.yes for rung in row.rungs] == [1, 1, 0]


def test_a_declaration_of_another_version_is_not_counted(tender):
    supplier = SupplierFactory()
    run_that_found(tender.project, [supplier])
    use(tender)
    declares(supplier, CLAUSE, "no", version=2)

    row = rows_of(tender)[f"clause-{CLAUSE}"]
    assert row.tally == Tally(unknown=1)
    assert "à confirmer" in row.sentence


def test_a_clause_that_eases_access_is_no_requirement(tender):
    run_that_found(tender.project, [SupplierFactory()])
    use(tender, "turnover-not-required")

    assert rows_of(tender) == {}


def test_a_lot_is_measured_on_the_suppliers_of_its_components(tender):
    washer, carrier = SupplierFactory(), SupplierFactory()
    run_that_found(
        tender.project, [washer, carrier], covers={washer: ["Lavage"], carrier: ["collecte"]}
    )
    LotFactory(tender=tender, components=["lavage"])
    LotFactory(tender=tender, components=[])

    washing, whole = market_of(tender).meters

    assert list(washing.suppliers) == [str(washer.pk)]
    assert set(whole.suppliers) == {str(washer.pk), str(carrier.pk)}


def test_an_old_search_that_kept_no_component_puts_nobody_aside(tender):
    run_that_found(tender.project, [SupplierFactory()])
    LotFactory(tender=tender, components=["lavage"])

    assert len(market_of(tender).meters[0].suppliers) == 1


def test_the_volume_of_the_lot_is_compared_with_capacities(tender):
    found = washers(1000, 999, 499, None)
    run_that_found(tender.project, found, quantities=[WASHING], groups=[found[1:3]])
    LotFactory(tender=tender, components=["lavage"], amount=None)

    row = rows_of(tender)["volume"]

    assert row.tally == Tally(yes=1, no=2, unknown=1)
    assert [rung.tally.no for rung in row.rungs] == [1, 2]
    assert row.groups == Tally(yes=1)


@pytest.mark.parametrize(("capacity", "can"), [(90_000, "conditions"), (89_999, "no")])
def test_a_turnover_asked_is_compared_with_what_a_supplier_can_do_in_a_year(tender, capacity, can):
    tender.settings = {"turnover_required_ratio": 1.5}
    tender.save()
    LotFactory(tender=tender, amount=Decimal(60_000))
    run_that_found(tender.project, [SupplierFactory(max_yearly_eur=capacity)])

    assert getattr(rows_of(tender)["turnover"].tally, can) == 1


def test_an_unknown_yearly_capacity_is_no_refusal_before_a_turnover(tender):
    tender.settings = {"turnover_required_ratio": 1}
    tender.save()
    run_that_found(tender.project, [SupplierFactory()])

    assert rows_of(tender)["turnover"].tally == Tally(unknown=1)


def test_a_reserved_lot_counts_the_families_and_says_what_opening_it_gives(tender):
    found = [SupplierFactory(ess_kinds=kinds) for kinds in (["EA"], ["SCOP"], [])]
    run_that_found(tender.project, found)
    LotFactory(tender=tender, reserved="handicap")

    row = rows_of(tender)["reservation"]

    assert row.tally == Tally(yes=1, no=1, unknown=1)
    assert row.rungs[0].tally.yes == 3


def test_a_group_form_imposed_weighs_on_groups_only(tender):
    found = [SupplierFactory(), SupplierFactory()]
    tender.settings = {"group_form_required": "solidaire_apres_attribution"}
    tender.save()
    run_that_found(tender.project, found, groups=[found])

    row = rows_of(tender)["group_form"]
    assert (row.tally, row.groups) == (Tally(yes=2), Tally(conditions=1))


@pytest.mark.parametrize(("fte", "can"), [(1, "yes"), (Decimal("0.9"), "conditions")])
def test_insertion_hours_are_compared_with_the_staff_of_an_insertion_structure(tender, fte, can):
    run_that_found(tender.project, [SupplierFactory(ess_kinds=["EI"], fte=fte)])
    tender.duration_months = 12
    tender.save()
    use(tender, "insertion-hours", values={"hours": "1607"})

    assert getattr(rows_of(tender)["clause-insertion-hours"].tally, can) == 1


def test_insertion_hours_say_nothing_of_other_suppliers(tender):
    run_that_found(tender.project, [SupplierFactory(ess_kinds=["SCOP"], fte=50)])
    use(tender, "insertion-hours", values={"hours": "1607"})

    assert rows_of(tender)["clause-insertion-hours"].tally == Tally(unknown=1)


@pytest.mark.parametrize(
    ("typed_hours", "known"), [("1 607", 1), ("beaucoup", 0), ("12", 0), ("", 0)]
)
def test_hours_that_cannot_be_read_compare_with_nothing(tender, typed_hours, known):
    run_that_found(tender.project, [SupplierFactory(ess_kinds=["EI"], fte=2)])
    use(tender, "insertion-hours", values={"hours": typed_hours})

    assert rows_of(tender)["clause-insertion-hours"].tally.yes == known


def test_hours_are_drawn_from_the_facts_when_nobody_typed_them(tender):
    tender.project.sector = "general"
    tender.project.save()
    need = NeedFactory(project=tender.project)
    need.answer({"social_goal": "central", "social_hours": 99})
    tender.duration_months = 12
    tender.save()
    run_that_found(tender.project, [SupplierFactory(ess_kinds=["EI"], fte=2)])
    use(tender, "insertion-hours")

    row = rows_of(tender)["clause-insertion-hours"]
    assert row.tally.yes == 1
    assert "99 heures par an" in row.requirement.remark


def test_a_criterion_of_the_library_is_counted_and_one_s_own_is_said_unmeasured(officer, tender):
    run_that_found(tender.project, [SupplierFactory()])
    CriterionFactory(tender=tender, kind="social", clause_id="award-insertion", weight=15)
    CriterionFactory(tender=tender, kind="quality", name="Notre critère", weight=20)

    text = officer.get(page("proportionality", tender)).text

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

    text = officer.get(page("proportionality", tender, tri=order)).text
    places = {key: text.index(f'id="clause-{clause_id}"') for key, clause_id in ids.items()}

    assert min(places, key=places.get) == first


@pytest.mark.parametrize("query", [{"tri": "autre"}, {"lot": "99"}, {"lot": "x"}])
def test_an_order_or_a_lot_that_does_not_exist_is_not_found(officer, tender, query):
    run_that_found(tender.project, [SupplierFactory()])

    assert officer.get(page("proportionality", tender, **query)).status_code == 404


@pytest.mark.parametrize(("able", "warned"), [(2, True), (3, False)])
def test_the_checks_page_warns_when_fewer_than_three_remain(officer, tender, able, warned):
    found = [SupplierFactory() for _ in range(4)]
    run_that_found(tender.project, found)
    use(tender)
    for place, supplier in enumerate(found):
        declares(supplier, CLAUSE, "yes" if place < able else "no")

    text = officer.get(page("checks", tender)).text.replace("\u00a0", " ")

    assert ("laisse 2 fournisseurs sur 4" in text) is warned
    assert ("Chaque lot garde au moins trois fournisseurs sûrs" in text) is not warned


def test_the_lots_page_says_who_could_answer_a_reserved_lot(officer, tender):
    CommuneFactory()
    found = washers(1000, 1000, 1000, kinds=("EI",))
    run_that_found(tender.project, found, quantities=[WASHING], places=["59350"])
    LotFactory(tender=tender, reserved="insertion", components=["lavage"])

    text = officer.get(page("lots", tender)).text.replace("\u00a0", " ")

    assert "3 structures éligibles, dont 3 capables du volume entier à moins de 50 km" in text
    assert "réserver laisse une concurrence réelle (L2113-13, au 15 février 2027)" in text
    assert "convention d&#x27;insertion en cours" in text


def test_a_lots_form_that_is_refused_still_shows_the_eligible(officer, tender):
    run_that_found(tender.project, [SupplierFactory(ess_kinds=["EI"])])
    LotFactory(tender=tender)
    sent = {"lots-TOTAL_FORMS": "x", "lots-INITIAL_FORMS": "0", "version": tender.version}

    answer = officer.post(page("lots", tender), sent)

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
            assert officer.get(page(name, tender)).status_code == 200
        return len(seen)

    use(tender)
    grow(2)
    count()
    few = count()
    grow(12)
    use(tender, "container-closure")
    assert count() <= few


@pytest.fixture
def judged(tender):
    """A tender judged on price and quality."""
    CriterionFactory(tender=tender, weight=60)
    quality = CriterionFactory(
        tender=tender, name="Valeur technique", kind="quality", weight=40, position=2
    )
    return quality


def typed(quality, *offers, **more):
    data = {"formula": "proportional", "top": "5"} | more
    for rank, (price, mark) in enumerate(offers):
        data |= {f"name_{rank}": f"Offre {rank}", f"price_{rank}": price}
        data |= {f"mark_{rank}_{quality.pk}": mark}
    return data


def test_a_tender_without_criteria_is_sent_to_write_some(officer, tender):
    assert page("criteria", tender) in officer.get(page("simulation", tender)).text


def test_the_simulator_opens_on_drawn_offers_with_the_tender_s_weights(officer, tender, judged):
    text = officer.get(page("simulation", tender)).text

    assert "Offre D" in text
    assert "60 % annoncés" in text.replace("\u00a0", " ")


def test_the_same_number_draws_the_same_offers(officer, tender, judged):
    first, again, other = (
        officer.get(page("simulation", tender, seed=seed, count=3, top=5)).text
        for seed in (12, 12, 13)
    )

    def prices(text):
        return [line for line in text.splitlines() if 'name="price_' in line]

    assert prices(first) == prices(again) != prices(other)
    assert len(prices(first)) == 3


def test_typed_offers_are_marked_and_ranked(officer, tender, judged):
    answer = officer.post(page("simulation", tender), typed(judged, ("100000", 3), ("120000", 5)))

    ranked = answer.context["simulation"].ranked
    assert answer.status_code == 200
    assert [m.offer.name for m in ranked] == ["Offre 1", "Offre 0"]
    assert "10 points de « Valeur technique » valent 20 % de prix." in answer.text.replace(
        "\u00a0", " "
    )


def test_an_unlawful_formula_is_told_with_its_case(officer, tender, judged):
    text = officer.post(
        page("simulation", tender),
        typed(judged, ("80000", 3), ("120000", 5), formula="estimate"),
    ).text

    assert "Val d&#x27;Oise Habitat" in text
    assert "Une offre moins chère reçoit une moins bonne note" in text


@pytest.mark.parametrize(
    ("price", "mark", "said"),
    [
        ("0", "3", "Un prix vaut au moins 1 €."),
        ("cent", "3", "Saisissez un nombre."),
        ("100", "6", "Cette note dépasse 5"),
        ("100", "-1", "Une note ne descend pas sous zéro."),
        ("100", "", "Ce champ est obligatoire."),
        ("1e12", "3", "milliard"),
    ],
)
def test_a_wrong_figure_is_told_at_its_place_and_nothing_typed_is_lost(
    officer, tender, judged, price, mark, said
):
    answer = officer.post(page("simulation", tender), typed(judged, (price, mark), ("150", 4)))

    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="150"' in answer.text
    assert "simulation" not in answer.context


@pytest.mark.parametrize("query", [{"seed": "0"}, {"seed": "x"}, {"count": "99"}, {"top": "7"}])
def test_a_drawing_that_cannot_be_read_takes_the_usual_values(officer, tender, judged, query):
    answer = officer.get(page("simulation", tender, **query))

    assert answer.status_code == 200
    assert len(answer.context["simulation"].offers) == 4


def test_french_decimals_are_understood(officer, tender, judged):
    answer = officer.post(page("simulation", tender), typed(judged, ("100,5", "3,5"), ("150", 4)))

    assert answer.context["simulation"].offers[0].price == 100.5


def test_htmx_receives_the_part_that_the_page_holds(officer, tender, judged):
    fragment = officer.get(page("simulation", tender), headers={"HX-Request": "true"}).text

    assert fragment.strip().startswith('<div id="simulation">')
    assert "<h1>" not in fragment


def test_nothing_of_a_simulation_is_kept(officer, tender, judged):
    officer.post(page("simulation", tender), typed(judged, ("100", 3), ("150", 4)))

    tender.refresh_from_db()
    assert tender.version == 1
    assert not RegisterEntry.objects.filter(project=tender.project).exists()


def test_the_api_simulates_typed_offers_and_drawn_ones(officer, tender, judged):
    address = reverse("api-tender-simulate", args=[tender.pk])
    offers = [
        {"name": "A", "price": 100000, "marks": {str(judged.pk): 3}},
        {"name": "B", "price": 120000, "marks": {str(judged.pk): 5}},
    ]

    marked = officer.post(address, {"offers": offers}, content_type="application/json").json()
    drawn = officer.post(address, {"seed": 3}, content_type="application/json").json()

    assert [offer["rank"] for offer in marked["offers"]] == [2, 1]
    assert len(drawn["offers"]) == 4
    assert all(row["sentence"] for row in drawn["criteria"])


@pytest.mark.parametrize(
    "sent",
    [
        {"offers": [{"name": "A", "price": 1}]},
        {"offers": [{"name": "A", "price": 0}, {"name": "B", "price": 2}]},
        {"offers": [{"name": "A", "price": "nan"}, {"name": "B", "price": 2}]},
        {"offers": [{"name": "A", "price": 1, "marks": {"1": 6}}, {"name": "B", "price": 2}]},
        {"offers": "A"},
        {"formula": "autre"},
        {"count": 99},
    ],
)
def test_the_api_refuses_what_cannot_be_simulated(officer, tender, judged, sent):
    answer = officer.post(
        reverse("api-tender-simulate", args=[tender.pk]), sent, content_type="application/json"
    )

    assert answer.status_code == 400
