"""Labels and certificates: recognised, counted while they hold, reminded before they end."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.utils import timezone

from procurement.accounts.models import Role
from procurement.language.objectives import LABELS
from suppliers import expiries
from suppliers.answer import Answer
from suppliers.ess import parse_kind
from suppliers.filters import SupplierFilter
from suppliers.gathering import facts_of
from suppliers.labels import labels, recognise, validity
from suppliers.models import Certificate, Supplier
from suppliers.scoring import sustainability
from tests.factories import MembershipFactory, UserFactory
from tests.suppliers.factories import SupplierFactory
from tests.suppliers.pages import words
from tests.suppliers.test_matching import need
from tests.suppliers.test_matching import supplier as facts

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("AB", "ab"),
        ("Ecocert En Cuisine niveau 2", "ecocert_en_cuisine"),
        ("Imprim'Vert", "imprim_vert"),
        ("Écolabel européen (lessives)", "ecolabel_ue"),
        ("Cabinet d'abattage", None),
    ],
)
def test_a_label_is_recognised_as_people_write_it(text, found):
    label = recognise(text)

    assert (label.id if label else None) == found


def test_labels_speak_for_known_objectives_only():
    assert {o for label in labels().values() for o in label.objectives} <= set(LABELS)


def test_what_makes_a_family_of_the_ess_is_no_label_of_the_list():
    assert not [a for label in labels().values() for a in label.aliases if parse_kind(a)]


@pytest.mark.parametrize(
    ("end", "holds", "soon"),
    [
        (TODAY, True, True),
        (TODAY - timedelta(1), False, False),
        (TODAY + timedelta(60), True, True),
        (TODAY + timedelta(61), True, False),
        (None, True, False),
    ],
)
def test_a_label_holds_until_its_last_day(end, holds, soon):
    found = validity(end, at=TODAY)

    assert (found.holds, found.ends_soon) == (holds, soon)


def reading_of(**values):
    demand, supplier = need(objectives=("bio",)), facts(1, "Nous cuisinons.", **values)
    return sustainability(demand, supplier, Answer(demand, supplier))


def test_a_valid_label_counts_for_the_objective_it_speaks_for():
    assert reading_of(labels=("AB",)).share == 1.0
    assert "Label déclaré : AB" in reading_of(labels=("AB",)).reason


def test_an_expired_label_does_not_count_and_it_is_said():
    lapsed = reading_of(expired_labels=(("AB", date(2026, 3, 1)),))

    assert lapsed.share == 0.0
    assert "a expiré le 1er\u00a0mars\u00a02026 : il ne compte pas" in lapsed.reason


@pytest.fixture
def holder(client, db):
    """Somebody of the structure that holds the record."""
    member = MembershipFactory(role=Role.SUPPLIER)
    supplier = SupplierFactory(name="La Laverie", organisation=member.organisation)
    client.force_login(member.user)
    return supplier


def certify(supplier, **values):
    values = {"name": "AB", "expires_on": TODAY + timedelta(days=30), **values}
    return Certificate.objects.create(supplier=supplier, **values)


@pytest.mark.parametrize(("days", "counted"), [(0, True), (1, False)])
def test_facts_leave_out_what_has_lapsed_that_day(holder, days, counted):
    end = certify(holder).expires_on

    (found,) = facts_of(Supplier.objects.all(), at=end + timedelta(days))

    assert ("AB" in found.labels) is counted
    assert bool(found.expired_labels) is not counted


def send(client, supplier, **values):
    data = {"label": "", "name": "", "issuer": "", "proof_url": "", "issued_on": "",
            "expires_on": "", **values}  # fmt: skip
    return client.post(f"/fournisseurs/{supplier.pk}/labels/", data)


def test_a_label_of_the_list_is_kept_with_its_name_issuer_and_proof(client, holder):
    file = SimpleUploadedFile("agrément 2026.pdf", b"%PDF-1.7 preuve")

    send(client, holder, label="rsei", expires_on="2028-01-31", proof=file)

    kept = holder.certificates.get()
    assert (kept.name, kept.issuer) == ("RSEi", "AFNOR Certification")
    assert kept.expires_on == date(2028, 1, 31)
    assert "agrément" not in kept.proof.name
    got = client.get(f"/fournisseurs/{holder.pk}/labels/{kept.pk}/preuve/")
    assert b"".join(got.streaming_content) == b"%PDF-1.7 preuve"


def test_a_new_proof_replaces_the_old_file(client, holder):
    send(client, holder, name="AB", proof=SimpleUploadedFile("a.pdf", b"%PDF-1.7 un"))
    kept = holder.certificates.get()
    before = Path(kept.proof.path)

    page = f"/fournisseurs/{holder.pk}/labels/{kept.pk}/"
    client.post(page, {"name": "AB", "proof": SimpleUploadedFile("b.pdf", b"%PDF-1.7 deux")})

    kept.refresh_from_db()
    assert kept.proof_name == "b.pdf"
    assert Path(kept.proof.path).read_bytes() == b"%PDF-1.7 deux"
    assert not before.exists()


def test_a_free_label_is_kept_under_its_own_name(client, holder):
    send(client, holder, name="Cuisine des collines")

    assert holder.certificates.get().name == "Cuisine des collines"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "Choisissez un label de la liste"),
        ({"name": "AB", "issued_on": "2026-02-01", "expires_on": "2026-01-31"}, "précède"),
        ({"name": "AB", "expires_on": "bientôt"}, "date valide"),
        ({"label": "inconnu"}, "choix valide"),
        ({"name": "AB", "proof": SimpleUploadedFile("a.pdf", b"MZ virus")}, "n'est pas celui"),
        ({"name": "AB", "proof": SimpleUploadedFile("a.exe", b"MZ")}, "ne sont pas acceptés"),
    ],
)
def test_a_wrong_label_is_refused_in_french(client, holder, values, message):
    answer = send(client, holder, **values)

    assert answer.status_code == 422
    assert message in words(answer)
    assert not holder.certificates.exists()


@pytest.mark.parametrize(("days", "kept"), [(0, True), (1, False)])
def test_a_label_is_declared_once_it_is_delivered(client, holder, days, kept):
    delivered = timezone.localdate() + timedelta(days)

    answer = send(client, holder, name="AB", issued_on=delivered.isoformat())

    assert holder.certificates.exists() is kept
    assert ("Cette date est à venir" in words(answer)) is not kept


def test_a_mention_gives_way_to_the_same_label_with_its_date(client, holder):
    holder.labels = ["AB", "Qualiopi"]
    holder.save()

    send(client, holder, name="AB", expires_on="2030-01-01")

    assert Supplier.objects.get(pk=holder.pk).labels == ["Qualiopi"]


def test_a_mention_that_gave_way_is_not_found_once_the_label_has_lapsed(client, holder):
    holder.labels = ["AB"]
    holder.save()
    holder.reindex()

    send(client, holder, name="AB", expires_on="2020-01-01")

    found = SupplierFilter({"label": "AB"}, Supplier.objects.all()).qs
    assert holder not in found


def test_the_record_says_what_has_expired(client, holder):
    certify(holder, expires_on=timezone.localdate() - timedelta(1))

    assert "il ne compte plus dans les recherches" in words(
        client.get(f"/fournisseurs/{holder.pk}/")
    )


def test_a_proof_is_for_signed_in_people_and_of_its_own_record(client, holder):
    send(client, holder, name="AB", proof=SimpleUploadedFile("a.pdf", b"%PDF-1.7"))
    kept = holder.certificates.get()
    other = SupplierFactory()
    client.force_login(UserFactory())

    assert client.get(f"/fournisseurs/{other.pk}/labels/{kept.pk}/preuve/").status_code == 404
    client.logout()
    assert client.get(f"/fournisseurs/{holder.pk}/labels/{kept.pk}/preuve/").status_code == 302


def test_removing_a_label_removes_its_file_and_is_noted(client, holder):
    send(client, holder, name="AB", proof=SimpleUploadedFile("a.pdf", b"%PDF-1.7"))
    kept = holder.certificates.get()
    path = kept.proof.path

    client.post(f"/fournisseurs/{holder.pk}/labels/{kept.pk}/retirer/")

    assert not holder.certificates.exists()
    assert not Path(path).exists()
    assert holder.acts.first().sentence == "Le label « AB » est retiré."


@pytest.mark.parametrize(("days", "told"), [(-1, 0), (0, 1), (60, 1), (61, 0)])
def test_holders_are_told_within_sixty_days_of_the_end(holder, days, told):
    certify(holder, expires_on=TODAY + timedelta(days))

    assert expiries.remind(at=TODAY) == told


def test_nobody_is_told_twice_unless_the_date_changes(holder):
    kept = certify(holder)
    expiries.remind(at=TODAY)

    assert expiries.remind(at=TODAY) == 0
    kept.expires_on += timedelta(10)
    kept.save(update_fields=["expires_on"])
    assert expiries.remind(at=TODAY) == 1


def test_a_record_that_nobody_holds_is_not_written_to(db):
    certify(SupplierFactory(contact_email="contact@example.org"))

    assert expiries.remind(at=TODAY) == 0


def test_a_message_that_could_not_leave_is_sent_the_next_day(holder, settings):
    certify(holder)
    settings.EMAIL_BACKEND = "tests.suppliers.test_labels.Down"

    assert expiries.remind(at=TODAY) == 0

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert expiries.remind(at=TODAY) == 1


class Down(BaseEmailBackend):
    """A mail server that does not answer."""

    def send_messages(self, messages):
        raise ConnectionRefusedError


def test_the_command_writes_one_message_about_all_labels(holder):
    certify(holder)
    certify(holder, name="Qualiopi")

    with time_machine.travel(TODAY, tick=False):
        call_command("remind_expiries")

    (sent,) = mail.outbox
    assert sent.subject == f"2 labels arrivent à expiration : {holder.name}"
    assert "Qualiopi, valable jusqu'au 30\u00a0décembre\u00a02026" in sent.body


def test_the_reminder_is_an_alert_that_one_click_stops(holder, client):
    certify(holder)
    expiries.remind(at=TODAY)
    (sent,) = mail.outbox
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = sent.extra_headers["List-Unsubscribe"].strip("<>")
    client.post("/" + stop.split("/", 3)[3], {"List-Unsubscribe": "One-Click"})
    certify(holder, name="Qualiopi")
    assert expiries.remind(at=TODAY) == 0
