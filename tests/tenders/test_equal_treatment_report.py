"""What the sourcing report tells of how everyone was treated."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from needs.models import RegisterEntry
from procurement.word.blocks import Note, Table, texts, walk
from tenders import invitations
from tenders.documents.project_context import gather
from tenders.documents.sourcing import build_alone
from tenders.models import ClauseComment, Decision, Message, MessageKind
from tenders.sourcing import sourcing_record
from tenders.workshops import telling
from tenders.workshops.models import MinutesPoint, close_minutes, publish_minutes, write_point
from tests.tenders.factories import (
    AFTER,
    DURING,
    ConsultationFactory,
    InvitationFactory,
    QuestionFactory,
    send_answers,
    team_member,
)
from tests.tenders.workshops.factories import (
    HELD_UNTIL,
    announced_workshop,
    attended,
    registered,
)


@pytest.fixture
def consultation(db):
    consultation = ConsultationFactory(published_at=None)
    QuestionFactory(consultation=consultation, label="Que savez-vous faire ?")
    with time_machine.travel(DURING, tick=False):
        consultation.publish(by=team_member(consultation), now=DURING)
    return consultation


@pytest.fixture
def guests(consultation):
    guests = [invitations.Guest(n, f"{n}@example.org") for n in ("laverie", "velos")]
    return invitations.invite(consultation, guests, by=team_member(consultation), now=DURING)


def sent(consultation, at=DURING):
    """All messages left at that moment."""
    Message.objects.filter(sent_at=None).update(sent_at=at)
    consultation.invitations.filter(sent_at=None).update(sent_at=at)


def verdicts(consultation):
    return {check.title: check.holds for check in sourcing_record(consultation).checks}


def words(consultation):
    project = consultation.project
    document = build_alone(gather(project, now=DURING), [sourcing_record(consultation)])
    return document, "\n".join(texts(document.blocks))


def test_a_fair_consultation_holds_from_end_to_end(consultation, guests):
    asked = guests[0].ask("Un quai ?", now=DURING)
    asked.publish_answer("Oui.", "Un quai ?", by=team_member(consultation), now=DURING)
    invitations.announce_answer(asked, now=DURING)
    sent(consultation)
    assert all(verdicts(consultation).values())


def test_an_answer_that_one_supplier_did_not_receive_is_written_in_the_report(consultation, guests):
    asked = guests[0].ask("Un quai ?", now=DURING)
    asked.publish_answer("Oui.", "Un quai ?", by=team_member(consultation), now=DURING)
    invitations.tell(
        [guests[0]], MessageKind.ANSWER, about=str(asked.pk), now=DURING, question=asked
    )
    sent(consultation)
    document, said = words(consultation)
    (note,) = [b for b in walk(document.blocks) if isinstance(b, Note) and "pas tenu" in b.title]
    assert "Dit à tous" in note.body[0]
    assert "Non informées\xa0: velos" in said
    assert "**non tenu**" in said


def test_what_changed_since_the_publication_is_seen(consultation, guests):
    sent(consultation)
    type(consultation).objects.update(brief="Autre chose.")
    consultation.refresh_from_db()
    assert "le texte du besoin" in words(consultation)[1]


def test_an_extension_told_to_all_holds(consultation, guests):
    by = team_member(consultation)
    later = consultation.closes_at + timedelta(days=7)
    consultation.extend(later, by=by, now=DURING)
    invitations.announce_extension(consultation, now=DURING)
    sent(consultation)
    assert verdicts(consultation)["Dit à tous\xa0: la prolongation"]


def test_a_supplier_left_out_then_invited_is_no_longer_left_out(consultation):
    by = team_member(consultation)
    one, other = (invitations.Guest(n, f"{n}@example.org") for n in ("laverie", "velos"))
    invitations.invite(consultation, [one], by=by, now=DURING, left_out=["velos"], reason="Loin")
    sent(consultation)
    assert not verdicts(consultation)[
        "Toutes les structures trouvées sont invitées, et l'appel est ouvert à toutes"
    ]
    invitations.invite(consultation, [other], by=by, now=DURING)
    sent(consultation)
    assert all(verdicts(consultation).values())


def test_a_question_is_in_the_report_as_published_and_not_as_asked(consultation, guests):
    asked = guests[0].ask("Notre quai de la laverie, à Loos ?", now=DURING)
    asked.publish_answer("Oui.", "Un quai ?", by=team_member(consultation), now=DURING)
    sent(consultation)
    _, said = words(consultation)
    assert "Un quai ?" in said
    assert "à Loos" not in said


def test_a_thread_is_told_under_neutral_names_and_its_secrets_are_counted(consultation, guests):
    question = consultation.questions.get()
    question.kind, question.clause_text = "clause", "Laver chaque jour."
    question.save()
    say = ClauseComment.objects.say
    say(guests[0], question, "Tous les deux jours suffisent.", is_proposal=True, now=DURING)
    say(guests[1], question, "Procédé Hysope", confidential=True, now=DURING)
    by = team_member(consultation)
    later = DURING + timedelta(minutes=1)
    answer = ClauseComment.objects.answer(question, "Nous en tenons compte.", by=by, now=later)
    sent(consultation)
    assert not verdicts(consultation)[
        "Dit à tous\xa0: la réponse dans le fil de «\xa0Que savez-vous faire ?\xa0»"
    ]
    invitations.announce_thread_answer(answer, now=later)
    sent(consultation)
    assert all(verdicts(consultation).values())
    document, said = words(consultation)
    (table,) = [t for t in walk(document.blocks) if isinstance(t, Table) and "Fil" in t.caption]
    assert [row[0] for row in table.rows][:1] == ["Fournisseur\xa01"]
    assert "laverie" not in str(table.rows)
    assert "Hysope" not in said
    assert "1\xa0commentaire couvert" in said


def test_feasibility_leaves_out_the_secrets(consultation, guests):
    question = consultation.questions.get()
    question.kind, question.clause_text = "clause", "Laver chaque jour."
    question.save()
    send_answers(guests[0], {question: {"feasibility": "now"}})
    cost = {"feasibility": "cost", "price": "12"}
    send_answers(guests[1], {question: cost}, confidential=[question])
    (row,) = sourcing_record(consultation).feasible
    assert row.counts == {"now": 1, "cost": 0, "no": 0}
    assert "12" not in row.price.words


def test_a_secret_is_nowhere_in_the_report(consultation, guests):
    question = consultation.questions.get()
    send_answers(guests[0], {question: "Procédé Hysope"}, confidential=[question])
    sent(consultation)
    _, said = words(consultation)
    assert "Hysope" not in said
    assert "1\xa0réponse comptée et non révélée" in said


def test_what_changed_in_a_clause_is_shown_with_its_reason(consultation, guests):
    question = consultation.questions.get()
    question.clause_text = "Laver chaque jour."
    question.save()
    by = team_member(consultation)
    decision = Decision(
        question=question,
        proposal="Tous les deux jours",
        outcome="adapted",
        reason="La capacité manque.",
        after="Laver tous les deux jours.",
    )
    consultation.decide(decision, by=by, now=AFTER)
    _, said = words(consultation)
    assert "La capacité manque." in said
    assert "**tous les deux jours.**" in said
    assert "« chaque jour. »" in said


def test_a_workshop_is_told_with_its_attendance_and_its_minutes(consultation, guests):
    workshop = announced_workshop(consultation)
    attended(workshop, registered(workshop, guests[0]))
    write_point(workshop, MinutesPoint(kind="proposed", text="Deux lots."))
    by = team_member(consultation)
    until = HELD_UNTIL + timedelta(days=7)
    publish_minutes(workshop, corrections_until=until, by=by, now=HELD_UNTIL)
    close_minutes(workshop, by=by, now=until)
    sent(consultation)
    _, said = words(consultation)
    for expected in ("Un lot ou plusieurs ?", "Structures présentes (1) : laverie", "Deux lots."):
        assert expected in said
    assert all(verdicts(consultation).values())


def test_whoever_was_told_of_a_workshop_days_later_is_named(consultation, guests):
    workshop = announced_workshop(consultation)
    late = InvitationFactory(consultation=consultation, name="La Tardive")
    sent(consultation)
    assert not verdicts(consultation)[
        "L'atelier «\xa0Un lot ou plusieurs ?\xa0» est annoncé à tous le même jour"
    ]
    telling.tell_newcomers(workshop, by=None, now=DURING + timedelta(days=3))
    _, said = words(consultation)
    assert "Informées plus tard" in said
    assert late.name in said


def test_the_head_of_the_register_is_that_of_the_register(consultation, guests):
    sent(consultation)
    last = RegisterEntry.objects.order_by("number").last()
    _, said = words(consultation)
    assert last.seal in said
    RegisterEntry.objects.filter(number=1).update(actor="Autre")
    assert "Chaîne intacte" not in words(consultation)[1]
    assert not verdicts(consultation)["Le registre est intact"]


def test_the_report_is_one_click_away_and_its_export_is_noted(client, consultation, guests):
    sent(consultation)
    with time_machine.travel(DURING, tick=False):
        client.force_login(team_member(consultation))
        answer = client.get(reverse("tenders:sourcing_report", args=[consultation.pk]))
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"
    assert RegisterEntry.objects.filter(act="sourcing_report_exported").exists()


def test_a_draft_has_no_report(client, consultation):
    draft = ConsultationFactory(project=consultation.project, draft=True)
    with time_machine.travel(DURING, tick=False):
        client.force_login(team_member(consultation))
        answer = client.get(reverse("tenders:sourcing_report", args=[draft.pk]))
    assert answer.status_code == 404


def test_a_record_is_gathered_in_as_many_queries_for_many_as_for_few(
    consultation, guests, django_assert_max_num_queries
):
    def grow(count):
        for n in range(count):
            invitation = InvitationFactory(consultation=consultation, sent_at=DURING)
            question = consultation.questions.get()
            send_answers(invitation, {question: "Oui"}, answering="group")
            invitation.ask(f"Un quai ? {n}", now=DURING)

    grow(2)
    with django_assert_max_num_queries(60) as few:
        sourcing_record(consultation)
    grow(8)
    with django_assert_max_num_queries(len(few)):
        sourcing_record(consultation)
