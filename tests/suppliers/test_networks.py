"""Networks: members invited from a list, consents that only members give, acts with both names."""

import io
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError
from django.utils import timezone
from openpyxl import Workbook
from rest_framework.test import APIClient

from needs.models import RegisterEntry
from procurement.accounts.models import OrganisationKind, Role
from suppliers.member_lists import read_sheets, read_text
from suppliers.models import MemberStatus, NetworkMember, Supplier
from tenders import invitations
from tenders.models import Submission
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory
from tests.suppliers.factories import ActivityFactory, SupplierFactory, made_up_siret
from tests.suppliers.pages import filled, words
from tests.tenders.factories import InvitationFactory, QuestionFactory

SIRET = made_up_siret(12_345_678)


@pytest.mark.parametrize(
    ("line", "siret", "email"),
    [
        (SIRET, SIRET, ""),
        (f"{SIRET[:3]} {SIRET[3:6]} {SIRET[6:9]} {SIRET[9:]}", SIRET, ""),
        (f"contact@atelier.fr;{SIRET}", SIRET, "contact@atelier.fr"),
        ("Contact@Atelier.fr", "", "contact@atelier.fr"),
    ],
)
def test_a_line_gives_a_siret_an_address_or_both(line, siret, email):
    (read,) = read_text(line)

    assert (read.siret, read.email, read.reason) == (siret, email, "")


@pytest.mark.parametrize(
    ("line", "reason"),
    [("12345678901234", "clé de contrôle"), ("bonjour 12", "Ni SIRET ni adresse")],
)
def test_a_line_that_cannot_be_read_says_why(line, reason):
    (read,) = read_text(line)

    assert reason in read.reason


def test_a_header_and_blank_lines_are_passed_over():
    assert [line.siret for line in read_text(f"SIRET;courriel\n\n{SIRET};\n")] == [SIRET]


pytestmark = pytest.mark.django_db


@pytest.fixture
def network():
    return OrganisationFactory(name="Réseau d'essai", kind=OrganisationKind.NETWORK)


@pytest.fixture
def facilitator(network):
    return MembershipFactory(organisation=network, role=Role.FACILITATOR).user


@pytest.fixture
def supplier():
    owner = MembershipFactory(role=Role.SUPPLIER)
    return SupplierFactory(
        name="La Laverie", siret=SIRET, organisation=owner.organisation, contact_email="a@b.fr"
    )


@pytest.fixture
def owner(supplier):
    return supplier.organisation.members.get()


def member_of(network, supplier, **values):
    values = {"status": MemberStatus.ACCEPTED, "asked_at": timezone.now(), **values}
    return NetworkMember.objects.create(network=network, supplier=supplier, **values)


def invite(client, network, typed="", file=None):
    data = {"typed": typed} | ({"file": file} if file else {})
    return client.post(f"/fournisseurs/reseaux/{network.pk}/", data)


def test_a_list_invites_who_is_known_and_gives_the_others_back(
    client, network, facilitator, supplier
):
    client.force_login(facilitator)
    SupplierFactory(contact_email="deux@atelier.fr")
    unknown = made_up_siret(999)

    page = words(invite(client, network, f"{SIRET}\n{unknown}\ndeux@atelier.fr\nrien"))

    assert network.network_members.filter(status=MemberStatus.INVITED).count() == 2
    assert [message.to for message in mail.outbox] == [["a@b.fr"], ["deux@atelier.fr"]]
    assert "2 lignes ne sont pas prises" in page
    assert "Ce SIRET n'est pas dans le registre" in page
    assert f"{unknown}\nrien" in page.replace("\r", "")


def test_a_spreadsheet_does_as_well(client, network, facilitator, supplier):
    client.force_login(facilitator)
    book = Workbook()
    for row in (["Structure", "SIRET"], ["La Laverie", int(SIRET)]):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    file.name = "membres.xlsx"

    invite(client, network, file=file)

    assert network.network_members.get().supplier == supplier


def test_the_same_structure_is_not_invited_twice(client, network, facilitator, supplier):
    client.force_login(facilitator)
    invite(client, network, SIRET)

    page = words(invite(client, network, f"{SIRET}\n{SIRET}"))

    assert "figure déjà parmi vos membres" in page
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("typed", ["", "\n  \n"])
def test_an_empty_list_is_refused(client, network, facilitator, typed):
    client.force_login(facilitator)

    assert invite(client, network, typed).status_code == 422


def test_a_file_that_cannot_be_read_is_said(client, network, facilitator):
    client.force_login(facilitator)
    file = io.BytesIO(b"MZ")
    file.name = "membres.exe"

    assert "Envoyez un fichier XLSX ou CSV" in words(invite(client, network, file=file))


def answer(client, member, **consent):
    prefix = str(member.pk)
    data = {f"{prefix}-{name}": "on" for name in consent} if "leave" not in consent else consent
    return client.post(f"/fournisseurs/{member.supplier_id}/reseaux/{member.pk}/", data)


def test_a_member_confirms_and_says_what_the_network_may_do(client, network, supplier, owner):
    member = member_of(network, supplier, status=MemberStatus.INVITED)
    client.force_login(owner)

    answer(client, member, may_edit=True)

    member.refresh_from_db()
    assert (member.status, member.may_edit, member.may_answer) == ("accepted", True, False)
    assert supplier.acts.first().sentence == (
        "La structure laisse « Réseau d'essai » faire pour elle : compléter la fiche."
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [(MemberStatus.INVITED, MemberStatus.REFUSED), (MemberStatus.ACCEPTED, MemberStatus.LEFT)],
)
def test_leaving_takes_every_consent_back(client, network, supplier, owner, before, after):
    trust = before == MemberStatus.ACCEPTED
    member = member_of(network, supplier, status=before, may_edit=trust, may_answer=trust)
    client.force_login(owner)

    answer(client, member, leave="")

    member.refresh_from_db()
    assert (member.status, member.may_edit, member.may_answer) == (after, False, False)


def test_a_network_vouches_with_a_proof_and_gains_no_right(client, network, facilitator, supplier):
    member = member_of(network, supplier, status=MemberStatus.INVITED)
    client.force_login(facilitator)
    page = f"/fournisseurs/reseaux/{network.pk}/{member.pk}/"

    client.post(page, {"attest": "", "reason": ""})
    assert NetworkMember.objects.get().status == MemberStatus.INVITED
    client.post(page, {"attest": "", "reason": "liste publiée"})

    assert NetworkMember.objects.get().status == MemberStatus.ATTESTED
    assert not Supplier.objects.writable_by(facilitator).exists()


def test_no_right_is_kept_without_the_member_having_accepted(network, supplier):
    with pytest.raises(IntegrityError):
        member_of(network, supplier, status=MemberStatus.ATTESTED, may_edit=True)


@pytest.mark.parametrize(("may_edit", "status"), [(True, 302), (False, 404)])
def test_a_network_completes_a_record_only_when_allowed(
    client, network, facilitator, supplier, may_edit, status
):
    member_of(network, supplier, may_edit=may_edit)
    client.force_login(facilitator)

    sent = client.post(f"/fournisseurs/{supplier.pk}/modifier/", filled({"label": "Lavage"}))

    assert sent.status_code == status
    told = [act.sentence for act in supplier.acts.all()]
    assert told == (
        ["La fiche est modifiée, par Réseau d'essai pour La Laverie."] if may_edit else []
    )


@pytest.mark.parametrize(("may_edit", "status"), [(True, 200), (False, 403)])
def test_a_network_completes_a_record_by_the_api_under_the_same_consent(
    network, facilitator, supplier, may_edit, status
):
    member_of(network, supplier, may_edit=may_edit)
    api = APIClient()
    api.force_authenticate(facilitator)

    sent = api.patch(f"/api/v1/suppliers/{supplier.pk}/", {"description": "Neuf"}, format="json")

    assert sent.status_code == status
    assert [act.on_behalf for act in supplier.acts.all()] == ([network] if may_edit else [])


@pytest.mark.parametrize(
    "path", ["reseaux/", "alertes/", "clauses/"], ids=["consents", "alerts", "declarations"]
)
def test_what_only_the_structure_decides_stays_its_own(
    client, network, facilitator, supplier, path
):
    member_of(network, supplier, may_edit=True, may_answer=True)
    client.force_login(facilitator)

    assert client.get(f"/fournisseurs/{supplier.pk}/{path}").status_code == 404


def test_a_facilitator_of_another_network_does_nothing(client, network, supplier):
    member_of(network, supplier, may_edit=True)
    other = OrganisationFactory(kind=OrganisationKind.NETWORK)
    client.force_login(MembershipFactory(organisation=other, role=Role.FACILITATOR).user)

    assert client.get(f"/fournisseurs/{supplier.pk}/modifier/").status_code == 404
    assert client.get(f"/fournisseurs/reseaux/{network.pk}/").status_code == 404


def test_the_list_says_what_is_missing_and_leaves_as_a_table(
    client, network, facilitator, supplier
):
    member_of(network, supplier)
    client.force_login(facilitator)

    page = words(client.get(f"/fournisseurs/reseaux/{network.pk}/"))
    table = client.get(f"/fournisseurs/reseaux/{network.pk}/export.csv")

    assert "La zone que vous desservez" in page
    assert "vos activités" in b"".join(table.streaming_content).decode()


def test_the_list_costs_the_same_for_one_member_or_five(
    client, network, facilitator, django_assert_max_num_queries
):
    client.force_login(facilitator)
    for _ in range(5):
        member_of(network, ActivityFactory().supplier)

    with django_assert_max_num_queries(12):
        client.get(f"/fournisseurs/reseaux/{network.pk}/")


@pytest.fixture
def invitation(supplier):
    question = QuestionFactory(kind="text")
    consultation = question.consultation
    consultation.opens_at = timezone.now()
    consultation.closes_at = timezone.now() + timedelta(days=9)
    consultation.published_at = timezone.now()
    consultation.save()
    return InvitationFactory(consultation=consultation, supplier=supplier, name=supplier.name)


def test_a_network_answers_for_a_member_and_both_names_are_kept(
    client, network, facilitator, supplier, invitation
):
    member = member_of(network, supplier, may_answer=True)
    client.force_login(facilitator)
    listed = words(client.get(f"/consultations/reseau/{network.pk}/"))

    opened = client.get(
        f"/consultations/invitations/{invitation.pk}/repondre-pour/{member.pk}/"
    ).url
    page = words(client.get(opened))
    client.post(opened, {"version": 1, "review": "", "answering": "alone"})
    sent = client.post(f"{opened}relire/", {"version": 2})

    assert "Répondre pour La Laverie" in listed
    assert "au nom du réseau Réseau d'essai pour La Laverie" in page
    assert sent.status_code == 302
    assert Submission.objects.get().contribution.invitation == invitation
    entry = RegisterEntry.objects.get(act="contribution_sent")
    assert entry.actor == "Réseau d'essai pour La Laverie"
    assert supplier.acts.first().sentence.endswith("par Réseau d'essai pour La Laverie.")


def test_the_link_of_a_network_dies_with_the_consent(
    client, network, facilitator, supplier, invitation
):
    member = member_of(network, supplier, may_answer=True)
    client.force_login(facilitator)
    path = f"/consultations/invitations/{invitation.pk}/repondre-pour/{member.pk}/"
    opened = client.get(path).url

    member.accept(may_edit=True, may_answer=False, by=facilitator, now=timezone.now())

    assert client.get(opened).status_code == 410
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("who", ["visitor", "stranger"])
def test_the_link_of_a_network_opens_for_its_own_people_only(
    client, network, supplier, invitation, who
):
    member = member_of(network, supplier, may_answer=True)
    if who == "stranger":
        client.force_login(UserFactory())

    opened = client.get(f"/repondre/{invitations.delegated_token(invitation, member)}/")
    by_api = client.get(
        f"/api/v1/contribution-links/{invitations.delegated_token(invitation, member)}/"
    )

    assert opened.status_code in (403, 404)
    assert by_api.status_code >= 400


def test_the_state_of_an_answer_is_not_told_without_consent(
    client, network, facilitator, supplier, invitation
):
    member_of(network, supplier)
    client.force_login(facilitator)

    page = words(client.get(f"/consultations/reseau/{network.pk}/"))

    assert "connue de la structure seule" in page
    assert "Répondre pour" not in page


def test_a_telephone_is_not_taken_for_the_siret():
    (read,) = read_text(f"Le Fil ; 03 20 12 34 56 ; {SIRET} ; contact@le-fil.example.org")

    assert (read.siret, read.email, read.reason) == (SIRET, "contact@le-fil.example.org", "")


def test_the_sheet_that_names_members_is_read_wherever_it_is():
    notice = [(1, ["Annuaire du réseau"]), (2, ["Ne pas diffuser"])]
    members = [(1, ["Nom", "SIRET"]), (2, ["Le Fil", SIRET])]

    assert [line.siret for line in read_sheets([notice, members])] == [SIRET]
    assert read_sheets([]) == []
