"""What people get wrong: a clear French message, the right status, nothing lost or half-written.

What each app tests of its own forms stays in its own file; here are the doors that all share and
the cases that cross them: page and API. Files given to commands are in `test_bad_files.py`.
"""

import json
from html import unescape

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from rest_framework.test import APIClient

from needs.models import Need
from procurement.accounts.models import Role
from suppliers.models import MatchRun
from tenders.models import AwardCriterion, ConsultationDocument, Contribution, Tender
from tests.factories import CommuneFactory, MembershipFactory, OrganisationFactory
from tests.needs.factories import NeedFactory, ProjectFactory
from tests.tenders.factories import (
    AFTER,
    DURING,
    ConsultationFactory,
    InvitationFactory,
    QuestionFactory,
    personal_path,
    team_member,
)
from tests.tenders.tender_factories import CriterionFactory, TenderFactory, officer_of

pytestmark = pytest.mark.django_db
WRONG_SIRET = "130 025 265 00014"
LONG = "Nous lavons des bacs. " * 9_091  # 200,002 characters
HUGE = b"%PDF-1.7" + bytes(30_000_000)


@pytest.fixture
def need():
    CommuneFactory()
    return NeedFactory(organisation=OrganisationFactory(name="Ville de Lille"))


@pytest.fixture
def buyer(client, need):
    client.force_login(MembershipFactory(organisation=need.organisation, role=Role.BUYER).user)
    return client


@pytest.fixture
def api(buyer):
    caller = APIClient()
    caller.force_authenticate(MembershipFactory(organisation=Need.objects.get().organisation).user)
    return caller


@pytest.fixture
def tender():
    return TenderFactory()


@pytest.fixture
def officer(client, tender):
    client.force_login(officer_of(tender))
    return client


@pytest.fixture
def officer_api(tender):
    caller = APIClient()
    caller.force_authenticate(officer_of(tender))
    return caller


@pytest.fixture
def during():
    with time_machine.travel(DURING, tick=False):
        yield


def said(answer) -> str:
    return unescape(answer.content.decode())


# A SIRET


def test_a_site_with_a_wrong_siret_is_refused_and_what_was_typed_stays(buyer, need):
    sent = {"name": "École Jules-Ferry", "commune_name": "Lille", "siret": WRONG_SIRET}
    answer = buyer.post(reverse("needs:site_create", args=[need.pk]), sent)
    assert answer.status_code == 422
    assert WRONG_SIRET in said(answer)
    assert "École Jules-Ferry" in said(answer)
    assert not need.sites.exists()


def test_the_api_refuses_a_site_with_a_wrong_siret(api, need):
    sent = {"need": need.pk, "name": "École", "commune": "59350", "siret": "13002526500014"}
    answer = api.post(reverse("site-list"), sent, format="json")
    assert answer.status_code == 400
    assert "SIRET" in str(answer.json()["siret"])
    assert not need.sites.exists()


# A commune


def test_the_api_names_the_communes_near_an_unknown_one(api, need):
    sent = {"need": need.pk, "name": "École", "commune": "Lile"}
    answer = api.post(reverse("site-list"), sent, format="json")
    assert answer.status_code == 400
    assert "Lille" in str(answer.json()["commune"])
    assert not need.sites.exists()


# A quantity


@pytest.mark.parametrize("quantity", ["-1", "1000000001", "1e400", "beaucoup"])
def test_the_api_refuses_an_impossible_quantity(api, need, quantity):
    sent = {"need": need.pk, "label": "Bacs", "quantity": quantity, "unit": "bac"}
    answer = api.post(reverse("volume-list"), sent, format="json")
    assert answer.status_code == 400
    assert list(answer.json()) == ["quantity"]
    assert not need.volumes.exists()


@pytest.mark.parametrize("quantity", ["0", "1000000000"])
def test_the_api_takes_a_quantity_at_its_limits(api, need, quantity):
    sent = {"need": need.pk, "label": "Bacs", "quantity": quantity, "unit": "bac"}
    assert api.post(reverse("volume-list"), sent, format="json").status_code == 201


@pytest.mark.parametrize("amount", ["-1", "1000000000000"])
def test_the_api_refuses_an_impossible_amount(officer_api, tender, amount):
    answer = patch(officer_api, tender, estimated_value=amount)
    assert answer.status_code == 400
    assert list(answer.json()) == ["estimated_value"]


def patch(caller, tender, **values):
    address = reverse("api-tender-detail", args=[tender.pk])
    return caller.patch(address, {"version": tender.version, **values}, format="json")


# Dates in the wrong order


def test_a_consultation_that_closes_before_it_opens_is_refused_and_stays_typed(client, during):
    consultation = ConsultationFactory(draft=True)
    client.force_login(team_member(consultation))
    sent = {
        "title": "Laver des bacs",
        "brief": "Nous cherchons.",
        "opens_at": "2027-03-10T08:00",
        "closes_at": "2027-03-09T08:00",
        "version": consultation.version,
    }
    answer = client.post(reverse("tenders:consultation_edit", args=[consultation.pk]), sent)
    assert answer.status_code == 422
    assert "La clôture doit suivre l'ouverture." in said(answer)
    assert "Laver des bacs" in said(answer)
    consultation.refresh_from_db()
    assert consultation.title != "Laver des bacs"


@pytest.mark.parametrize(
    ("due", "status"), [("2027-02-15T23:30:00+01:00", 400), ("2027-02-16T00:30:00+01:00", 200)]
)
def test_the_api_refuses_offers_due_before_the_day_after_the_launch(
    officer_api, tender, due, status
):
    answer = patch(officer_api, tender, launch_on="2027-02-15", offers_due_at=due)
    assert answer.status_code == status
    if status == 400:
        assert answer.json() == {
            "offers_due_at": ["La remise des offres doit suivre le lancement."]
        }


@pytest.mark.parametrize(("day", "status"), [("2019-12-31", 400), ("2020-01-01", 200)])
def test_a_launch_before_the_law_that_balise_knows_is_refused(officer_api, tender, day, status):
    answer = patch(officer_api, tender, launch_on=day)
    assert answer.status_code == status
    if status == 400:
        assert "à partir du 1er\xa0janvier\xa02020" in answer.json()["launch_on"][0]


def test_the_check_of_a_date_before_the_known_law_is_refused(officer_api):
    answer = officer_api.post(reverse("api-check-tender"), {"as_of": "1990-01-01"}, format="json")
    assert answer.status_code == 400
    assert "Balise ne connaît" in answer.json()["detail"]


# Weights


def test_criteria_that_do_not_make_100_change_no_criterion(officer, tender):
    price = CriterionFactory(tender=tender, weight=60)
    other = CriterionFactory(tender=tender, name="Environnement", kind="environment", weight=40)
    answer = officer.post(reverse("tenders:criteria", args=[tender.pk]), weights(price, other, 41))
    assert answer.status_code == 422
    assert "leur somme doit faire 100\xa0%" in said(answer).replace(" %", "\xa0%")
    assert AwardCriterion.objects.get(pk=price.pk).name == "Prix"


def weights(price, other, weight, name="Prix unitaire"):
    sent = {"criteria-TOTAL_FORMS": 2, "criteria-INITIAL_FORMS": 2, "version": price.tender.version}
    for row, (criterion, values) in enumerate(
        [(price, {"name": name}), (other, {"weight": weight})]
    ):
        known = {"id": criterion.pk, "position": row + 1, "name": criterion.name}
        known |= {"kind": criterion.kind, "weight": criterion.weight, "max_pages": 1}
        sent |= {f"criteria-{row}-{key}": value for key, value in (known | values).items()}
    return sent


@pytest.mark.parametrize("change", [-1, 1])
def test_a_search_whose_weights_do_not_make_100_is_not_launched(client, change):
    project = ProjectFactory()
    client.force_login(MembershipFactory(organisation=project.lead).user)
    address = reverse("suppliers:matches", args=[project.pk])
    form = client.get(address).context["form"]
    sent = {name: field.initial for name, field in form.fields.items()}
    sent["activity"] += change
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert "100" in said(answer)
    assert not MatchRun.objects.exists()


# A link


@pytest.mark.parametrize(
    "page",
    ["contribute", "contribute_review", "contribute_ask", "contribute_texts", "contribute_link"],
)
def test_a_link_tampered_with_opens_nothing(client, during, page):
    path = personal_path(InvitationFactory())
    token = path.rstrip("/").rpartition("/")[2]
    answer = client.get(reverse(f"tenders:{page}", args=[f"{token[:-1]}_"]))
    assert answer.status_code == 403
    assert "lien" in said(answer)


# An answer too late


def test_an_answer_after_the_deadline_is_refused_and_not_kept(client):
    question = QuestionFactory()
    path = personal_path(InvitationFactory(consultation=question.consultation))
    with time_machine.travel(AFTER, tick=False):
        answer = client.post(path, {"version": 1})
    assert answer.status_code == 409
    assert not Contribution.objects.filter(submitted_at__isnull=False).exists()


# Too large


def test_a_document_of_30_mb_is_refused_and_nothing_is_kept(client, during):
    consultation = ConsultationFactory(draft=True)
    client.force_login(team_member(consultation))
    answer = client.post(
        reverse("tenders:consultation_add_document", args=[consultation.pk]),
        {"title": "Plan du site", "file": SimpleUploadedFile("plan.pdf", HUGE)},
    )
    assert answer.status_code == 413
    assert "dépasse 10\xa0Mo" in said(answer)
    assert "Plan du site" in said(answer)
    assert not ConsultationDocument.objects.exists()


def test_the_api_refuses_a_body_of_30_mb(api):
    body = json.dumps({"text": "a" * 30_000_000})
    answer = api.post(reverse("analyse-list"), body, content_type="application/json")
    assert answer.status_code == 413
    assert answer.json()["detail"] == "Cette demande dépasse 5\xa0Mo. Envoyez-la en plusieurs fois."


def test_a_form_of_30_mb_is_refused_in_french(buyer, need):
    answer = buyer.post(reverse("needs:edit", args=[need.pk]), {"text": "a" * 30_000_000})
    assert answer.status_code == 413
    assert "trop" in said(answer)


def test_the_api_refuses_a_json_of_endless_depth(api):
    answer = api.post(reverse("analyse-list"), "[" * 100_000, content_type="application/json")
    assert answer.status_code == 400
    assert "emboîte" in answer.json()["detail"]


def test_a_text_of_200_000_characters_comes_back_to_be_shortened(buyer, need):
    sent = {"title": "Laver", "text": LONG, "organisation": need.organisation_id, "version": 1}
    answer = buyer.post(reverse("needs:edit", args=[need.pk]), sent)
    assert answer.status_code == 422
    assert "Balise en lit" in said(answer)
    assert LONG.strip() in said(answer)
    need.refresh_from_db()
    assert need.text != LONG


# Emoji and HTML


@pytest.mark.parametrize("text", ["🎉 Fête", "<script>alert(1)</script>", "a & b « c »"])
def test_what_is_typed_is_kept_to_the_letter_and_shown_as_text(buyer, need, text):
    sent = {"title": text, "text": "340 chaises", "organisation": need.organisation_id}
    buyer.post(reverse("needs:edit", args=[need.pk]), {**sent, "version": need.version})
    need.refresh_from_db()
    assert need.title == text
    page = buyer.get(need.get_absolute_url())
    assert text in said(page)
    assert "<script>alert" not in page.content.decode()


def test_a_null_character_is_refused(api, need):
    sent = {"need": need.pk, "label": "a\x00b", "quantity": 1, "unit": "bac"}
    assert api.post(reverse("volume-list"), sent, format="json").status_code == 400


# Two people


@pytest.mark.parametrize("page", ["edit", "procedure", "lots", "criteria"])
def test_the_second_of_two_people_on_a_tender_is_told_on_every_page(officer, tender, page):
    price = CriterionFactory(tender=tender, weight=60)
    other = CriterionFactory(tender=tender, name="Environnement", kind="environment", weight=40)
    sent = {
        "edit": {"title": "Lavage", "launch_on": "2027-02-15", "buyer_kind": "collectivite"}
        | {"nature": "services", "renewals": "0"},
        "procedure": {"procedure": "mapa"},
        "lots": {"lots-TOTAL_FORMS": 0, "lots-INITIAL_FORMS": 0},
        "criteria": weights(price, other, 40),
    }[page] | {"version": tender.version}
    address = reverse(f"tenders:{page}", args=[tender.pk])
    assert officer.post(address, sent).status_code == 302

    refused = officer.post(address, sent)

    assert refused.status_code == 409
    assert "Quelqu'un a modifié ce marché" in said(refused)
    again = sent | {"version": refused.context["version"]}
    assert officer.post(address, again).status_code == 302


def test_a_mistake_does_not_make_a_stale_page_fresh(officer, tender):
    address = reverse("tenders:edit", args=[tender.pk])
    Tender.objects.filter(pk=tender.pk).update(version=2)
    answer = officer.post(address, {"title": "", "version": 1})
    assert answer.status_code == 422
    assert answer.context["version"] == 1


def test_the_api_tells_the_second_of_two_people_on_a_tender(officer_api, tender):
    assert patch(officer_api, tender, title="Le premier").status_code == 200
    assert patch(officer_api, tender, title="Le second").status_code == 409
    assert Tender.objects.get().title == "Le premier"


def test_settings_of_a_tender_are_read_by_the_api(officer_api, tender):
    assert patch(officer_api, tender, settings={"framework": True}).status_code == 200
    assert patch(officer_api, tender, settings=["framework"]).status_code == 400


# Malformed identifiers


@pytest.mark.parametrize("key", ["x", "-1", "9" * 5000, "%00"])
@pytest.mark.parametrize("name", ["need", "supplier", "match", "api-tender", "site", "invitation"])
def test_a_malformed_identifier_is_not_found(api, name, key):
    address = reverse(f"{name}-detail", args=["key"]).replace("key", key)
    assert api.get(address).status_code == 404
    assert api.patch(address, {}, format="json").status_code in (404, 405)


def test_a_version_beyond_all_numbers_is_not_found(client):
    address = reverse("tenders:clause", args=["washing-result"])
    assert client.get(address, {"version": "9" * 5000}).status_code == 404
