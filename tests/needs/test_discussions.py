"""What the team says to itself about a place of the project, and who reads it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from needs.discussing import places_of
from needs.models import Comment, Discussion
from tests.factories import MembershipFactory, UserFactory
from tests.needs.factories import ContributorFactory, DiscussionFactory, TeammateFactory
from tests.needs.plain import plain
from tests.tenders.tender_factories import CriterionFactory, TenderFactory

pytestmark = pytest.mark.django_db
EVIL = '<script>alert("x")</script>=HYPERLINK("http://mal.example.org")'


def page(name, *args, **query):
    return reverse(f"needs:{name}", args=args, query=query or None)


def words(answer):
    return plain(answer.content.decode())


@pytest.fixture
def commenting(client, project):
    user = TeammateFactory(project=project, right="comment", user__first_name="Dana").user
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture
def reading(client, project):
    client.force_login(TeammateFactory(project=project, right="read").user)
    return client


def start(client, project, place="project", text="Et le lavage ?"):
    return client.post(page("discussions", project.pk), {"place": place, "text": text})


def test_a_thread_stands_at_its_place_under_the_name_of_its_author(commenting, need):
    start(commenting, need.project, place=f"need:{need.pk}")
    thread = Discussion.objects.get()
    assert thread.about == f"Fiche « {need.title} » de Ville de Lille"
    (comment,) = thread.comments.all()
    assert (comment.author, comment.text) == (str(commenting.user), "Et le lavage ?")
    here = words(commenting.get(page("discussions", need.project.pk, place=f"need:{need.pk}")))
    elsewhere = words(commenting.get(page("discussions", need.project.pk, place="diagnosis")))
    assert "Et le lavage ?" in here
    assert "Et le lavage ?" not in elsewhere


def test_the_sheet_says_how_many_are_open(commenting, need):
    for _ in range(2):
        DiscussionFactory(project=need.project, place=f"need:{need.pk}")
    DiscussionFactory(project=need.project, place=f"need:{need.pk}", resolved_at=timezone.now())
    assert "Commentaires (2 ouverts)" in words(commenting.get(need.get_absolute_url()))


def test_clauses_criteria_and_documents_of_a_tender_are_places(project):
    tender = TenderFactory(project=project)
    criterion = CriterionFactory(tender=tender)
    used = tender.clauses.create(clause_id="washing-result", clause_version=1)
    titles = {place.title for place in places_of(project).values()}
    assert f"Clause « {used.named()} »" in titles
    assert f"Critère « {criterion.name} »" in titles
    assert "Pièce « Règlement de la consultation »" in titles


def test_a_thread_outlives_the_clause_it_was_about(commenting, project):
    DiscussionFactory(project=project, place="clause:999", about="Clause « Consigne »")
    html = words(commenting.get(page("discussions", project.pk)))
    assert "Clause « Consigne »" in html
    assert "n'existe plus" in html


def test_a_thread_is_resolved_then_opened_again_by_an_answer(commenting, project):
    thread = DiscussionFactory(project=project)
    commenting.post(page("discussion_settle", thread.pk))
    thread.refresh_from_db()
    assert thread.resolved_by == commenting.user
    commenting.post(page("discussion_reply", thread.pk), {"text": "Pas tout à fait."})
    thread.refresh_from_db()
    assert thread.resolved_at is None
    acts = project.register.order_by("number").values_list("act", flat=True)
    assert list(acts) == ["discussion_resolved", "discussion_reopened"]


def test_resolving_twice_is_said_once(commenting, project):
    thread = DiscussionFactory(project=project)
    for _ in range(2):
        commenting.post(page("discussion_settle", thread.pk))
    assert project.register.count() == 1


def test_an_answer_sent_twice_is_kept_once(commenting, project):
    thread = DiscussionFactory(project=project)
    for _ in range(2):
        commenting.post(page("discussion_reply", thread.pk), {"text": "Oui."})
    assert [comment.text for comment in thread.comments.all()] == ["À revoir.", "Oui."]


@pytest.mark.parametrize(
    ("place", "text", "said"),
    [
        ("project", "", "obligatoire"),
        ("project", "a" * 4001, "4000"),
        ("need:nowhere", "Bonjour", "Sélectionnez un choix valide"),
        ("", "Bonjour", "obligatoire"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(commenting, project, place, text, said):
    answer = start(commenting, project, place=place, text=text)
    assert answer.status_code == 422
    assert said in words(answer)
    assert text in words(answer)
    assert not Discussion.objects.exists()


def test_a_refused_answer_comes_back_with_what_was_typed(commenting, project):
    thread = DiscussionFactory(project=project)
    answer = commenting.post(page("discussion_reply", thread.pk), {"text": "b" * 4001})
    assert answer.status_code == 422
    assert "b" * 4001 in words(answer)
    assert thread.comments.count() == 1


def test_html_in_a_comment_is_shown_as_text(commenting, project):
    start(commenting, project, text=EVIL)
    html = commenting.get(page("discussions", project.pk)).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_the_register_says_where_a_thread_is_and_not_what_it_says(commenting, project):
    start(commenting, project, text="Le fournisseur Dupont est trop cher")
    (entry,) = project.register.all()
    assert entry.act == "discussion_started"
    assert "Dupont" not in str(entry.facts)


def test_who_only_reads_writes_nothing(reading, project):
    thread = DiscussionFactory(project=project)
    assert "Votre réponse" not in words(reading.get(page("discussions", project.pk)))
    assert start(reading, project).status_code == 404
    assert reading.post(page("discussion_reply", thread.pk), {"text": "a"}).status_code == 404
    assert reading.post(page("discussion_settle", thread.pk)).status_code == 404
    assert Comment.objects.count() == 1


def test_who_comments_changes_nothing_else(commenting, project, need):
    for name, pk in (("project_edit", project.pk), ("edit", need.pk)):
        assert commenting.get(page(name, pk)).status_code == 404
    assert commenting.post(page("freeze", project.pk), {"final": "on"}).status_code == 404


def test_a_comment_of_another_project_does_not_exist_here(commenting):
    thread = DiscussionFactory()
    assert commenting.post(page("discussion_reply", thread.pk), {"text": "a"}).status_code == 404


def test_neither_a_supplier_nor_a_contributor_of_a_sheet_reads_them(client, need):
    thread = DiscussionFactory(project=need.project, place=f"need:{need.pk}", comment="Secret")
    contributor = ContributorFactory(need=need, user=UserFactory()).user
    supplier = MembershipFactory(role="supplier").user
    for person in (contributor, supplier):
        client.force_login(person)
        assert client.get(page("discussions", need.project.pk)).status_code == 404
        assert client.post(page("discussion_reply", thread.pk), {"text": "a"}).status_code == 404
    client.force_login(contributor)
    assert "Commentaires" not in words(client.get(need.get_absolute_url()))


def test_the_task_list_counts_what_is_to_settle(client, lead, project):
    client.force_login(lead)
    for n in range(5):
        DiscussionFactory(project=project, about=f"Point {n}", started_at=timezone.now())
    html = words(client.get(project.get_absolute_url()))
    assert html.count("À régler : Point") == 3
    assert "… et d'autres fils ouverts." in html


def test_a_hundred_threads_cost_no_more_queries(
    client, lead, project, django_assert_max_num_queries
):
    now = timezone.now()
    for n in range(100):
        DiscussionFactory(project=project, started_at=now - timedelta(minutes=n))
    client.force_login(lead)
    with django_assert_max_num_queries(16):
        client.get(page("discussions", project.pk))
