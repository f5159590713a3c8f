"""Suppliers are told of what is open for their own answer, why, and once."""

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from suppliers import gathering, retrieval
from suppliers.models import Alert, AlertKind, Frequency
from tenders.consultation_alerts import announce
from tests.factories import UserFactory
from tests.needs.factories import NeedFactory
from tests.suppliers.alerts.holders import NOW, held
from tests.suppliers.factories import SupplierFactory
from tests.suppliers.pages import filled
from tests.tenders.factories import InvitationFactory

pytestmark = pytest.mark.django_db


def test_a_supplier_is_told_of_an_open_consultation_with_the_reasons_of_a_search(consultation):
    supplier = held()

    (alert,) = announce(consultation, now=NOW)

    assert alert.subscriber.supplier == supplier
    assert alert.path == consultation.get_absolute_url()
    assert any(
        reason.startswith("+") and "Activité : Métier commun" in reason for reason in alert.reasons
    )
    assert alert.score > 0


def test_the_reasons_come_from_the_public_text_alone(consultation):
    held(description="Nous louons des bacs et tenons un registre de pesées.")
    NeedFactory(
        project=consultation.project, text="Budget secret de 86 000 € ; registre de pesées."
    )

    (alert,) = announce(consultation, now=NOW)

    assert "pesées" not in " ".join(alert.reasons)
    assert "86" not in " ".join(alert.reasons)


@pytest.mark.parametrize(
    "unheard",
    [
        lambda: SupplierFactory(serves_lille=True, indexed=True),
        lambda: held(frequency=Frequency.NEVER),
        lambda: held(label="Formation au secourisme", description="Nous formons au secourisme."),
    ],
    ids=["held by nobody", "never", "another trade"],
)
def test_who_is_not_told(consultation, unheard):
    unheard()

    assert announce(consultation, now=NOW) == []


def test_who_is_invited_has_had_a_message_already(consultation):
    InvitationFactory(consultation=consultation, supplier=held())

    assert announce(consultation, now=NOW) == []


def test_a_supplier_is_told_for_its_own_answer_whoever_answers_better(consultation, monkeypatch):
    """A search scores the nearest in words only."""
    for most in ("SCORED", "SCORED_OF_PARTS", "MOST_SCORED"):
        monkeypatch.setattr(gathering, most, 1)
    monkeypatch.setattr(retrieval, "OUTSIDERS", 0)
    best = held(description="Location de contenants et de bacs réemployables pour cantines.")
    last = held(label="Location de matériel et de contenants")

    told = announce(consultation, now=NOW)

    assert {alert.subscriber.supplier for alert in told} == {best, last}


def test_who_does_one_part_of_a_need_is_told_which(consultation):
    consultation.title = "Collecte, lavage et réparation de vélos"
    consultation.brief = (
        "Nous voulons collecter les biodéchets de nos écoles, laver les bacs réemployables, "
        "entretenir les espaces verts et faire réparer les vélos de service."
    )
    consultation.save()
    gardener = held(label="Entretien d'espaces verts", description="Tonte et taille de haies.")

    (alert,) = announce(consultation, now=NOW)

    assert alert.subscriber.supplier == gardener
    assert alert.reasons[0].startswith("Répond à une partie du besoin : ")
    assert "espaces verts" in alert.reasons[0]


def test_telling_costs_the_same_number_of_queries_for_any_number_of_suppliers(
    consultation,
):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            announce(consultation, now=NOW)
        Alert.objects.all().delete()
        return len(seen)

    held()
    one = queries()
    held()
    held()

    assert queries() <= one


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("frequency", "told"), [(Frequency.IMMEDIATE, True), (Frequency.DAILY, False)]
)
def test_a_record_that_comes_to_answer_is_told_at_once_to_who_asked_for_it(
    client, consultation, frequency, told
):
    supplier = held(frequency, label="Peinture", description="Nous peignons.")
    client.force_login(supplier.organisation.members.get())
    activity = {"label": "Location de contenants réemployables", "cpv": "39222100"}

    client.post(f"/fournisseurs/{supplier.pk}/modifier/", filled(activity))

    assert Alert.objects.filter(kind=AlertKind.CONSULTATION).exists() == told
    call_command("send_alerts")
    assert Alert.objects.filter(kind=AlertKind.CONSULTATION).count() == 1


def test_the_same_consultation_is_told_once(consultation):
    held()
    announce(consultation, now=NOW)

    assert announce(consultation, now=NOW) == []
    assert Alert.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_publishing_tells_at_once_who_asked_for_it(consultation):
    held(frequency=Frequency.IMMEDIATE)
    consultation.published_at = None
    consultation.save()
    consultation.questions.create(position=1, kind="text", label="Que savez-vous faire ?")

    consultation.publish(by=UserFactory(), now=timezone.now())

    (sent,) = mail.outbox
    assert sent.subject == "1 consultation répond à votre fiche"


def test_a_draft_is_told_to_nobody(consultation):
    held()
    consultation.published_at = None
    consultation.save()

    call_command("send_alerts")

    assert not Alert.objects.exists()
