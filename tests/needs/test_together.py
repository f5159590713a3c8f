"""Two people on one sheet: every order in which they may save, by button and while typing."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from procurement.accounts.models import Role
from tests.factories import MembershipFactory, UserFactory
from tests.needs.factories import SiteFactory, VolumeFactory
from tests.needs.plain import plain

pytestmark = pytest.mark.django_db

VOLUME = {
    "label": "Repas servis",
    "component": "repas servis",
    "quantity": "1250",
    "unit": "repas",
    "period": "jour",
    "open_days": "5",
    "open_weeks": "36",
}
TYPING = {"HX-Request": "true"}


class Person:
    """Somebody with a page open: what the form read stays until they open it anew."""

    def __init__(self, user):
        self.user = user
        self.client = Client()
        self.client.force_login(user)

    def open(self, address):
        self.address = address
        form = self.client.get(address).context["form"]
        self.hidden = {n: form[n].value() for n in ("seen", "version") if n in form.fields}
        return self

    def press(self, **typed):
        answer = self.client.post(self.address, {**self.hidden, **typed})
        if answer.status_code == 409:  # the page of the conflict has hidden fields of its own
            form = answer.context["form"]
            self.hidden = {name: form[name].value() for name in self.hidden}
        return answer

    def type(self, **typed):
        answer = self.client.post(self.address, {**self.hidden, **typed}, headers=TYPING)
        self.hidden |= answer.context.get("hidden") or {}
        return answer


@pytest.fixture
def ana(buyer):
    return Person(buyer)


@pytest.fixture
def bob(lille):
    user = UserFactory(first_name="Bob", last_name="Martin")
    return Person(MembershipFactory(organisation=lille, role=Role.OFFICER, user=user).user)


def section(need, name="storage"):
    return reverse("needs:section", args=[need.pk, name])


def answers(need):
    need.refresh_from_db()
    return need.answers


@pytest.mark.parametrize("mode", ["press", "type"])
@pytest.mark.parametrize("other", ["press", "type"])
def test_answers_to_different_questions_of_one_section_are_put_together(
    need, ana, bob, mode, other
):
    ana.open(section(need))
    bob.open(section(need))
    assert getattr(ana, mode)(storage_clean_m2="40").status_code in (200, 302)
    assert getattr(bob, other)(storage_dirty_m2="12").status_code in (200, 302)
    assert answers(need) == {"storage_clean_m2": 40, "storage_dirty_m2": 12}


@pytest.mark.parametrize("mode", ["press", "type"])
@pytest.mark.parametrize("other", ["press", "type"])
def test_one_question_answered_otherwise_by_two_is_shown_and_not_overwritten(
    need, ana, bob, mode, other
):
    ana.open(section(need))
    bob.open(section(need))
    getattr(bob, other)(storage_clean_m2="40")
    answer = getattr(ana, mode)(storage_clean_m2="12", storage_dirty_m2="5")
    said = plain(answer.content.decode())
    assert answer.status_code == 409
    assert "40 m² (enregistré) ; 12 m² (" in said
    assert "Bob Martin, à " in said
    assert answers(need) == {"storage_clean_m2": 40, "storage_dirty_m2": 5}


def test_a_conflict_met_while_typing_is_settled_by_the_button_and_then_by_choice(need, ana, bob):
    ana.open(section(need))
    bob.open(section(need)).press(storage_clean_m2="40")
    assert ana.type(storage_clean_m2="12").status_code == 409
    assert ana.type(storage_clean_m2="13").status_code == 409
    assert ana.press(storage_clean_m2="13").status_code == 409
    assert answers(need) == {"storage_clean_m2": 40}
    assert ana.press(storage_clean_m2="13").status_code == 302
    assert answers(need) == {"storage_clean_m2": 13}


def test_a_page_left_open_does_not_erase_an_answer_given_since(need, ana, bob):
    ana.open(section(need))
    bob.open(section(need)).press(storage_dirty_m2="12")
    ana.type(storage_clean_m2="4", storage_dirty_m2="")
    ana.type(storage_clean_m2="40", storage_dirty_m2="")
    ana.press(storage_clean_m2="40", storage_dirty_m2="")
    assert answers(need) == {"storage_clean_m2": 40, "storage_dirty_m2": 12}


def test_two_who_give_the_same_answer_agree(need, ana, bob):
    ana.open(section(need))
    bob.open(section(need)).press(storage_clean_m2="40")
    assert ana.press(storage_clean_m2="40").status_code == 302


def test_an_answer_whose_question_another_closed_meanwhile_is_kept(need, ana, bob):
    need.answer({"wash_equipment": ["tunnel"]})
    ana.open(section(need, "washing"))
    bob.open(section(need, "washing")).press(wash_equipment=["none"])
    ana.press(wash_equipment=["tunnel"], wash_capacity_per_day="300", drying="")
    assert answers(need) == {"wash_equipment": ["none"], "wash_capacity_per_day": 300}


@pytest.mark.parametrize("seen", ["", "{", "[]", '"x"', "null"])
def test_a_form_that_forgot_what_it_read_shows_every_difference(need, ana, seen):
    need.answer({"storage_clean_m2": 40})
    ana.open(section(need)).hidden["seen"] = seen
    assert ana.press(storage_clean_m2="12").status_code == 409
    assert answers(need) == {"storage_clean_m2": 40}


@pytest.fixture
def volume(need):
    return VolumeFactory(need=need, quantity=100)


def at(volume):
    return reverse("needs:volume", args=[volume.need_id, volume.pk])


@pytest.mark.parametrize("mode", ["press", "type"])
@pytest.mark.parametrize("other", ["press", "type"])
def test_one_volume_changed_by_two_is_shown_and_not_overwritten(volume, ana, bob, mode, other):
    ana.open(at(volume))
    bob.open(at(volume))
    getattr(bob, other)(**VOLUME | {"quantity": "120"})
    answer = getattr(ana, mode)(**VOLUME | {"quantity": "150"})
    said = plain(answer.content.decode())
    assert answer.status_code == 409
    assert "120 (enregistré) ; 150 (" in said
    assert "Bob Martin, à " in said
    volume.refresh_from_db()
    assert volume.quantity == 120


@pytest.mark.parametrize("mode", ["press", "type"])
@pytest.mark.parametrize("other", ["press", "type"])
def test_two_fields_of_one_volume_changed_by_two_are_put_together(volume, ana, bob, mode, other):
    ana.open(at(volume))
    bob.open(at(volume))
    page = VOLUME | {"quantity": "100"}
    assert getattr(bob, other)(**page | {"quantity": "120"}).status_code in (200, 302)
    for label in ("Repas du midi", "Repas de midi")[mode == "press" :]:
        assert getattr(ana, mode)(**page | {"label": label}).status_code in (200, 302)
    volume.refresh_from_db()
    assert (volume.label, volume.quantity) == ("Repas de midi", 120)


def test_saving_again_after_the_page_of_the_conflict_is_a_choice(volume, ana, bob):
    ana.open(at(volume))
    bob.open(at(volume)).press(**VOLUME | {"quantity": "120"})
    assert ana.press(**VOLUME | {"quantity": "150"}).status_code == 409
    assert ana.press(**VOLUME | {"quantity": "150"}).status_code == 302
    volume.refresh_from_db()
    assert volume.quantity == 150


def test_one_who_types_then_presses_is_not_in_conflict_with_oneself(volume, ana):
    ana.open(at(volume))
    assert ana.type(**VOLUME | {"quantity": "1"}).status_code == 200
    assert ana.type(**VOLUME | {"quantity": "15"}).status_code == 200
    assert ana.press(**VOLUME | {"quantity": "150"}).status_code == 302
    volume.refresh_from_db()
    assert volume.quantity == 150


def test_a_volume_removed_while_it_was_typed_can_be_put_back(volume, need, ana, bob):
    ana.open(at(volume))
    bob.client.post(reverse("needs:volume_remove", args=[need.pk, volume.pk]), {"version": 1})
    assert ana.type(**VOLUME).status_code == 409
    answer = ana.press(**VOLUME)
    assert answer.status_code == 409
    assert "retirée pendant que vous écriviez" in answer.content.decode()
    assert answer.context["action"] == reverse("needs:volume_create", args=[need.pk])
    ana.address = answer.context["action"]
    ana.press(**VOLUME)
    assert need.volumes.get().quantity == 1250


@pytest.mark.parametrize("kind", ["site", "volume"])
def test_a_row_changed_meanwhile_is_not_removed_unseen(need, ana, kind):
    row = SiteFactory(need=need) if kind == "site" else VolumeFactory(need=need)
    row.save_from(1)
    answer = ana.client.post(
        reverse(f"needs:{kind}_remove", args=[need.pk, row.pk]), {"version": 1}
    )
    assert answer.url == reverse(f"needs:{kind}", args=[need.pk, row.pk])
    assert type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("mode", ["press", "type"])
def test_one_site_changed_by_two_is_shown_and_not_overwritten(need, ana, bob, mode):
    site = SiteFactory(need=need, name="École Ferry")
    address = reverse("needs:site", args=[need.pk, site.pk])
    typed = {"name": "École Ferry", "kind": "école", "commune_name": "Lille", "siret": ""}
    ana.open(address)
    bob.open(address).press(**typed | {"name": "Groupe scolaire Ferry"})
    answer = getattr(ana, mode)(**typed | {"name": "Maternelle Ferry"})
    assert answer.status_code == 409
    assert "Groupe scolaire Ferry (enregistré) ; Maternelle Ferry (" in plain(
        answer.content.decode()
    )
    site.refresh_from_db()
    assert site.name == "Groupe scolaire Ferry"


def text_page(need):
    return reverse("needs:edit", args=[need.pk])


@pytest.mark.parametrize("mode", ["press", "type"])
@pytest.mark.parametrize("other", ["press", "type"])
def test_one_text_written_by_two_is_shown_and_not_overwritten(need, ana, bob, mode, other):
    ana.open(text_page(need))
    bob.open(text_page(need))
    getattr(bob, other)(title=need.title, text="Le texte de Bob.")
    answer = getattr(ana, mode)(title=need.title, text="Le texte d'Ana.")
    assert answer.status_code == 409
    assert "Bob Martin, à " in answer.content.decode()
    need.refresh_from_db()
    assert need.text == "Le texte de Bob."


def test_a_text_is_saved_as_it_is_typed_and_says_when(need, ana):
    ana.open(text_page(need))
    for text in ("Nous", "Nous servons 85", "Nous servons 85 repas par jour à Lille."):
        answer = ana.type(title=need.title, text=text)
        assert f"Enregistré à {timezone.localtime():%H:}" in answer.content.decode()
    need.refresh_from_db()
    assert need.text == "Nous servons 85 repas par jour à Lille."
    assert "85 repas par jour" in [fact.text for fact in need.facts.all()]
    assert [entry.act for entry in need.project.register.all()] == ["text_changed"]


def test_what_cannot_be_kept_yet_says_why_while_typing(volume, ana):
    answer = ana.open(at(volume)).type(**VOLUME | {"quantity": "beaucoup"})
    assert answer.status_code == 422
    assert "Pas encore enregistré. Quantité : Écrivez un nombre" in plain(answer.content.decode())
    volume.refresh_from_db()
    assert volume.quantity == 100


def test_totals_and_gaps_follow_a_new_volume_as_it_is_typed_without_keeping_it(need, ana):
    SiteFactory(need=need, name="École Ferry")
    ana.open(reverse("needs:volume_create", args=[need.pk]))
    said = plain(ana.type(**VOLUME).content.decode())
    assert "Cette ligne : 225 000 repas par an." in said
    assert "Repas servis : 225 000 repas par an" in said
    assert "1 site sans volume (École Ferry)" in said
    assert not need.volumes.exists()


def test_totals_follow_a_kept_volume_as_it_is_typed(volume, ana):
    said = plain(ana.open(at(volume)).type(**VOLUME | {"quantity": "10"}).content.decode())
    assert "Enregistré à" in said
    assert "Repas servis : 1 800 repas par an" in said
    assert 'hx-swap-oob="true"' in said


def test_without_scripts_the_button_shows_the_same_totals(volume, ana):
    ana.open(at(volume)).press(**VOLUME | {"quantity": "10"})
    page = plain(ana.client.get(at(volume)).content.decode())
    assert "Repas servis : 1 800 repas par an" in page


def test_the_fragment_of_the_totals_is_that_of_the_page(volume, ana):
    ana.open(at(volume)).type(**VOLUME)
    fragment = ana.type(**VOLUME).content.decode()
    page = ana.client.get(at(volume)).content.decode()
    start = fragment.index('<h2 id="live-title">')
    assert " ".join(fragment[start:].split()).partition("</section>")[0] in " ".join(page.split())


def test_a_volume_saved_as_it_was_takes_no_validation_back(volume, need, ana):
    need.validate(by=ana.user, now=timezone.now())
    typed = VOLUME | {"quantity": "100"}
    ana.open(at(volume)).press(**typed)
    need.refresh_from_db()
    assert need.validated_at


def test_a_sheet_changed_since_it_was_opened_is_not_validated_unseen(need, ana, bob):
    seen = need.updated_at.isoformat()
    bob.open(reverse("needs:volume_create", args=[need.pk])).press(**VOLUME)
    address = reverse("needs:validate", args=[need.pk])
    answer = ana.client.post(address, {"seen": seen})
    assert answer.status_code == 409
    assert "relisez-la, puis validez" in answer.content.decode()
    need.refresh_from_db()
    assert need.validated_at is None
    ana.client.post(address, {"seen": need.updated_at.isoformat()})
    need.refresh_from_db()
    assert need.validated_at


def test_a_project_changed_by_two_is_shown_and_not_overwritten(project, lead):
    person = Person(lead).open(reverse("needs:project_edit", args=[project.pk]))
    typed = {"summary": "", "sector": "general", "launch_on": "", "facilitator": ""}
    other = type(project).objects.get(pk=project.pk)
    other.title = "Le titre d'un autre"
    other.save_from(1)
    answer = person.press(title="Le mien", **typed)
    assert answer.status_code == 409
    assert "Le titre d'un autre (enregistré) ; Le mien (" in plain(answer.content.decode()).replace(
        "&#x27;", "'"
    )
    assert person.press(title="Le mien", **typed).status_code == 302
    project.refresh_from_db()
    assert (project.title, project.version) == ("Le mien", 3)


def test_hidden_answers_are_json_that_a_browser_sends_back(need, ana):
    need.answer({"storage_clean_m2": "12.5"})
    ana.open(section(need))
    assert json.loads(ana.hidden["seen"])["storage_clean_m2"] == "12.5"
