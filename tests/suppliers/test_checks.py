"""Checks by SIRET: what an answer says, a service that answers badly, a machine without network."""

import io
import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from django.core.management import call_command
from django.urls import reverse

from suppliers import lookup
from suppliers.checks import PublicFacts, Told, read_answer, remarks
from suppliers.lookup import PublicSearch, Unavailable, check
from suppliers.models import Provenance
from tests.factories import MembershipFactory
from tests.suppliers.factories import SupplierFactory, made_up_siret

NOW = datetime(2027, 2, 1, 9, tzinfo=UTC)
SIRET = made_up_siret(200_001)


def result(**said):
    seat = {"siret": SIRET, "etat_administratif": "A", "code_postal": "59000",
            "libelle_commune": "LILLE"}  # fmt: skip
    return {
        "siren": SIRET[:9],
        "nom_raison_sociale": "LA BOUCLE",
        "nature_juridique": "9220",
        "tranche_effectif_salarie": "11",
        "siege": seat,
        "matching_etablissements": [],
        "complements": {"est_ess": True},
    } | said


def facts(**said):
    return read_answer({"results": [result(**said)]}, SIRET)


def told(**said):
    return Told(**{"name": "La Boucle", "kinds": ("ASSOCIATION",), "postal_code": "59000"} | said)


def said(found, record=None):
    return " ".join(remarks(found, record or told())).replace("\u00a0", " ")


def test_an_answer_gives_the_name_the_form_the_flag_and_the_size():
    found = facts()
    assert (found.name, found.legal_form, found.flag, found.size) == (
        "LA BOUCLE", "association déclarée", "oui", "10 à 19 salariés",
    )  # fmt: skip


def test_real_answers_are_read(open_data):
    results = json.loads((open_data / "recherche_entreprises_exemples.json").read_text("utf-8"))
    for one in results["results"]:
        found = read_answer(results, one["siege"]["siret"])
        assert (found.is_known, found.is_seat) == (True, True)
        assert found.name
        assert found.legal_form


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (PublicFacts(is_known=False), "n'est pas dans les données publiques"),
        (facts(etat_administratif="C"), "fermé"),
        (facts(nom_raison_sociale="AUTRE NOM"), "Nom publié : AUTRE NOM."),
        (facts(), "dont le statut fonde l'appartenance"),
        (facts(nature_juridique="5710"), "il ne prouve rien"),
        (facts(nature_juridique="5710", complements={"est_ess": False}), "demandez la pièce"),
        (facts(nature_juridique="8210"), "la forme juridique publiée ne le dit pas"),
    ],
)
def test_what_was_found_is_set_beside_the_record(answer, sentence):
    assert sentence in said(answer)


def test_nothing_is_remarked_of_a_name_written_in_other_capitals():
    assert "Nom publié" not in said(facts())


@pytest.mark.parametrize("answer", [{}, {"results": None}, {"results": ["x"]}, {"results": []}])
def test_an_answer_without_the_unit_says_it_is_unknown(answer):
    assert not read_answer(answer, SIRET).is_known


def public(respond):
    return PublicSearch(httpx.MockTransport(respond))


def test_the_public_search_is_asked_for_the_siret_without_any_key():
    asked = []

    def respond(request):
        asked.append(request)
        return httpx.Response(200, json={"results": [result()]})

    assert public(respond).find(SIRET).name == "LA BOUCLE"
    assert asked[0].url.params["q"] == SIRET
    assert "authorization" not in asked[0].headers


def refuse(request):
    raise httpx.ConnectTimeout("too slow", request=request)


@pytest.mark.parametrize(
    ("respond", "sentence"),
    [
        (lambda request: httpx.Response(429), "trop de demandes"),
        (lambda request: httpx.Response(503), "par une erreur (503)"),
        (lambda request: httpx.Response(200, text="<html>"), "ne répond pas"),
        (lambda request: httpx.Response(200, json=[1]), "autre chose que ce qui est attendu"),
        (refuse, "ne répond pas"),
    ],
)
@pytest.mark.django_db
def test_a_service_that_answers_badly_changes_nothing(respond, sentence):
    supplier = SupplierFactory(is_fictitious=False, siret=SIRET)
    check(supplier, by=public(lambda r: httpx.Response(200, json={"results": [result()]})), now=NOW)

    with pytest.raises(Unavailable, match=sentence.replace("(", r"\(").replace(")", r"\)")):
        check(supplier, by=public(respond), now=NOW + timedelta(days=1))

    kept = Provenance.objects.get()
    assert (kept.checked_at, kept.found["name"]) == (NOW, "LA BOUCLE")


@pytest.mark.parametrize(("later", "times"), [(timedelta(minutes=59), 1), (timedelta(hours=1), 2)])
@pytest.mark.django_db
def test_the_same_question_is_not_asked_twice_within_an_hour(later, times):
    supplier, asked = SupplierFactory(is_fictitious=False), []

    def respond(request):
        asked.append(request)
        return httpx.Response(200, json={"results": []})

    for moment in (NOW, NOW + later):
        check(supplier, by=public(respond), now=moment)
    assert len(asked) == times


@pytest.mark.django_db
def test_a_check_writes_nothing_in_the_record_itself():
    supplier = SupplierFactory(is_fictitious=False, siret=SIRET, name="Tout autre")
    check(supplier, by=public(lambda r: httpx.Response(200, json={"results": [result()]})), now=NOW)
    supplier.refresh_from_db()
    assert supplier.name == "Tout autre"


@pytest.mark.django_db
def test_a_made_up_record_is_asked_to_nobody():
    with pytest.raises(Unavailable, match="fictive"):
        check(SupplierFactory(), by=public(refuse), now=NOW)


class Found:
    def find(self, siret):
        return facts()


@pytest.mark.django_db
def test_the_page_shows_what_was_found_and_when(client, monkeypatch):
    monkeypatch.setattr(lookup, "import_string", lambda name: Found)
    supplier = SupplierFactory(is_fictitious=False, siret=SIRET)
    client.force_login(MembershipFactory().user)

    page = client.post(reverse("suppliers:verify", args=[supplier.pk]), follow=True)

    assert "association déclarée" in page.content.decode().lower()
    assert "10 à 19 salariés" in page.content.decode()


@pytest.mark.django_db
def test_without_the_network_the_page_says_so_and_the_api_too(client, settings):
    settings.COMPANY_LOOKUP = "suppliers.lookup.Offline"
    supplier = SupplierFactory(is_fictitious=False)
    client.force_login(MembershipFactory().user)

    page = client.post(reverse("suppliers:verify", args=[supplier.pk]), follow=True)
    answer = client.post(reverse("supplier-check", args=[supplier.pk]))

    assert "n'interroge aucun service" in page.content.decode().replace("&#x27;", "'")
    assert answer.status_code == 503


@pytest.mark.django_db
def test_the_command_checks_those_that_were_never_checked_first(monkeypatch):
    monkeypatch.setattr(lookup, "import_string", lambda name: Found)
    monkeypatch.setattr("suppliers.management.commands.check_suppliers.PAUSE", 0)
    old = SupplierFactory(is_fictitious=False)
    Provenance.objects.create(supplier=old, checked_at=NOW - timedelta(days=400))
    new = SupplierFactory(is_fictitious=False, siret=SIRET)
    SupplierFactory()  # made up

    call_command("check_suppliers", limit=1, stdout=io.StringIO(), stderr=io.StringIO())

    assert Provenance.objects.get(supplier=new).found["name"] == "LA BOUCLE"
    assert Provenance.objects.get(supplier=old).found == {}


@pytest.mark.django_db
def test_the_command_stops_when_nobody_answers(settings):
    settings.COMPANY_LOOKUP = "suppliers.lookup.Offline"
    for _ in range(5):
        SupplierFactory(is_fictitious=False)
    said = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("check_suppliers", stdout=io.StringIO(), stderr=said)
    assert said.getvalue().count("coupée") == 3
