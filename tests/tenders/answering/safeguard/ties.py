"""What the tests of the safeguard share."""

from needs.models import RegisterEntry
from procurement.accounts.models import Membership, Role
from tenders.answering.ties import ruling_on
from tests.tenders.answering.factories import NOW
from tests.tenders.factories import ConsultationFactory, InvitationFactory


def kinds(person, prepared):
    return {tie.kind for tie in ruling_on(person, prepared, now=NOW).ties}


def join(person, organisation, role=Role.BUYER):
    return Membership.objects.create(user=person, organisation=organisation, role=role)


def invite(project, supplier=None, **values):
    consultation = project.consultations.first() or ConsultationFactory(project=project)
    return InvitationFactory(consultation=consultation, supplier=supplier, **values)


def registered(project, by):
    return RegisterEntry.objects.note(project, "diagnosis_frozen", by=by, now=NOW, sheets=1)
