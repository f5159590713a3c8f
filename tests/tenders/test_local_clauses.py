"""Clauses of one's own: written, forked, read again by a second person, published, used."""

from datetime import UTC, datetime
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.forms import ChoiceField
from django.urls import reverse

from needs.models import ProjectMember
from procurement.accounts.models import OrganisationKind, Role
from tenders.clauses import State, library
from tenders.clauses.writing import as_content
from tenders.models import ClauseVersion, LocalClause, StaleClause, TenderClause
from tenders.models.local_clause import possible_readers
from tenders.shelf import shared_shelf, shelf_of
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory
from tests.needs.factories import ProjectFactory
from tests.tenders.tender_factories import TenderFactory, officer_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
SOURCE = "return-logistics"


@pytest.fixture
def town():
    return OrganisationFactory(name="Ville d'Essai")


@pytest.fixture
def author(town):
    user = UserFactory(first_name="Anne", last_name="Autrice")
    MembershipFactory(user=user, organisation=town, role=Role.OFFICER)
    return user


@pytest.fixture
def reader(town):
    user = UserFactory(first_name="Luc", last_name="Lecteur")
    MembershipFactory(user=user, organisation=town, role=Role.BUYER)
    return user


@pytest.fixture
def stranger():
    return MembershipFactory(role=Role.OFFICER).user


@pytest.fixture
def draft(town, author):
    return fork(town, author)


def fork(town, author, source=SOURCE):
    return LocalClause.objects.fork(library().get(source), town, by=author, now=NOW)


def content(**changed):
    return {**as_content(library().get(SOURCE)), **changed}


def publish(version, author, reader):
    version.ask_reading(reader, by=author, now=NOW)
    version.move("approve", by=reader, now=NOW)
    version.move("publish", by=author, now=NOW)
    return version


def address(name, version, *more):
    return reverse(f"tenders:{name}", args=[version.clause.slug, *more])


def page(response):
    return unescape(response.content.decode())


# The model


def test_a_fork_says_the_same_and_remembers_where_it_comes_from(draft):
    own, source = draft.as_clause(), library().get(SOURCE)

    assert (own.text, own.follow_up, own.legal_basis) == (
        source.text,
        source.follow_up,
        source.legal_basis,
    )
    assert (own.origin.forked_from, own.origin.forked_version) == (SOURCE, 1)
    assert own.state == State.DRAFT
    assert own.origin.owner == "Ville d'Essai"


def test_two_clauses_of_one_title_get_two_addresses(town, author):
    first, second = fork(town, author), fork(town, author)

    assert first.clause.slug != second.clause.slug
    assert first.clause.slug.startswith("ville-dessai-")


def test_a_draft_changes_in_place_until_somebody_relies_on_it(draft, author):
    changed = draft.clause.revise(
        content(title="Reprise quotidienne"), by=author, now=NOW, what="Titre.", read=draft.mark
    )

    assert (changed.pk, changed.number) == (draft.pk, 1)
    assert changed.as_clause().title == "Reprise quotidienne"


def test_a_version_that_a_tender_uses_never_changes(draft, author):
    tender = TenderFactory()
    tender.add_clauses([draft.clause.slug], shelf_of(author))

    following = draft.clause.revise(
        content(title="Autre"), by=author, now=NOW, what="Titre.", read=draft.mark
    )

    assert following.number == 2
    assert tender.clauses.get().source().title == library().get(SOURCE).title
    assert [c.version for c in following.as_clause().history] == [1, 2]


def test_a_published_version_never_changes(draft, author, reader):
    publish(draft, author, reader)

    following = draft.clause.revise(
        content(text="Reprise {frequency} fois."),
        by=author,
        now=NOW,
        what="Texte.",
        read=draft.mark,
    )

    draft.refresh_from_db()
    assert (following.number, following.state) == (2, "draft")
    assert draft.as_clause().text == library().get(SOURCE).text


def test_the_second_to_save_is_told_and_overwrites_nothing(draft, author):
    draft.clause.revise(content(title="A"), by=author, now=NOW, what="A.", read=draft.mark)

    with pytest.raises(StaleClause):
        draft.clause.revise(content(title="B"), by=author, now=NOW, what="B.", read=draft.mark)

    assert ClauseVersion.objects.get().content["title"] == "A"


def test_a_clause_is_read_again_by_a_different_person(draft, author):
    with pytest.raises(ValidationError, match="une autre personne"):
        draft.ask_reading(author, by=author, now=NOW)


def test_somebody_who_wrote_the_version_cannot_approve_it(draft, author, reader):
    draft.ask_reading(reader, by=author, now=NOW)
    changed = draft.clause.revise(
        content(title="À deux"), by=reader, now=NOW, what="Titre.", read=draft.mark
    )

    with pytest.raises(ValidationError, match="Luc Lecteur a écrit"):
        changed.move("approve", by=reader, now=NOW)


def test_the_second_reader_is_named_even_once_the_account_is_gone(draft, author, reader):
    publish(draft, author, reader)
    reader.delete()

    assert ClauseVersion.objects.get().as_clause().origin.second_reader == "Luc Lecteur"


@pytest.mark.parametrize("act", ["publish", "retire"])
def test_a_draft_is_neither_published_nor_retired(draft, author, act):
    with pytest.raises(StaleClause):
        draft.move(act, by=author, now=NOW, remark="Parce que.")

    assert ClauseVersion.objects.get().state == "draft"


@pytest.mark.parametrize("act", ["send_back", "retire"])
def test_a_refusal_says_why(draft, author, reader, act):
    if act == "retire":
        publish(draft, author, reader)

    with pytest.raises(ValidationError, match="Dites pourquoi"):
        draft.move(act, by=reader, now=NOW)


def test_what_was_changed_after_the_reading_cannot_be_approved(draft, author, reader):
    draft.ask_reading(reader, by=author, now=NOW)
    read = ClauseVersion.objects.get()
    draft.clause.revise(content(title="Plus tard"), by=author, now=NOW, what="T.", read=draft.mark)

    with pytest.raises(StaleClause):
        read.move("approve", by=reader, now=NOW)


def test_every_step_is_kept_with_its_author_and_its_day(draft, author, reader):
    publish(draft, author, reader)

    assert [(act.label, act.actor) for act in draft.acts.all()] == [
        ("écrite", "Anne Autrice"),
        ("relecture demandée", "Anne Autrice"),
        ("relue", "Luc Lecteur"),
        ("publiée", "Anne Autrice"),
    ]


# Who sees what


def test_a_draft_is_for_its_authority_and_a_published_clause_for_all(
    draft, author, reader, stranger
):
    slug = draft.clause.slug
    assert shelf_of(author).get(slug)
    assert shelf_of(reader).get(slug)
    assert shelf_of(stranger).get(slug) is None
    assert shared_shelf().get(slug) is None

    publish(draft, author, reader)

    assert shelf_of(stranger).get(slug).origin.owner == "Ville d'Essai"
    assert shared_shelf().get(slug)


def test_a_supplier_of_the_same_body_sees_no_draft(town, draft):
    supplier = MembershipFactory(organisation=town, role=Role.SUPPLIER).user

    assert shelf_of(supplier).get(draft.clause.slug) is None


def test_the_named_second_reader_sees_the_draft_of_another_authority(draft, author, stranger):
    draft.ask_reading(stranger, by=author, now=NOW)

    assert shelf_of(stranger).get(draft.clause.slug)


def test_readers_are_colleagues_and_the_partners_of_a_project(
    town, author, reader, draft, stranger
):
    network = OrganisationFactory(name="Réseau", kind=OrganisationKind.NETWORK)
    facilitator = MembershipFactory(organisation=network, role=Role.FACILITATOR).user
    partner = MembershipFactory(role=Role.BUYER)
    project = ProjectFactory(lead=town, facilitator=network)
    ProjectMember.objects.create(project=project, organisation=partner.organisation)

    found = set(possible_readers(draft.clause, besides=author))

    assert found == {reader, facilitator, partner.user}


def test_the_team_of_a_tender_reads_the_draft_that_it_uses(draft, author, stranger):
    tender = TenderFactory()
    colleague = officer_of(tender)
    assert shelf_of(colleague).get(draft.clause.slug) is None

    tender.add_clauses([draft.clause.slug], shelf_of(author))

    assert shelf_of(colleague).get(draft.clause.slug)
    assert shelf_of(stranger).get(draft.clause.slug) is None


def test_a_published_version_stays_in_use_while_the_next_one_is_written(
    draft, author, reader, stranger
):
    publish(draft, author, reader)
    draft.clause.revise(content(title="V2"), by=author, now=NOW, what="V2.", read=draft.mark)

    assert shelf_of(author).get(draft.clause.slug).version == 1
    assert shelf_of(author).get(draft.clause.slug, 2).title == "V2"
    assert shelf_of(stranger).get(draft.clause.slug, 2) is None


# In a tender


def test_a_retired_clause_stays_in_its_tenders_and_enters_no_other(draft, author, reader):
    publish(draft, author, reader)
    old, new = TenderFactory(), TenderFactory()
    old.add_clauses([draft.clause.slug], shelf_of(author))
    draft.move("retire", by=author, now=NOW, remark="Remplacée.")

    assert new.add_clauses([draft.clause.slug], shelf_of(author)) == []
    assert old.clauses.get().source().title == library().get(SOURCE).title


def test_an_incomplete_draft_does_not_enter_a_tender(town, author):
    version = LocalClause.objects.write(
        town, content(follow_up={**content()["follow_up"], "control": ""}), by=author, now=NOW
    )

    assert TenderFactory().add_clauses([version.clause.slug], shelf_of(author)) == []


def test_a_local_award_clause_becomes_a_criterion_that_remembers_its_version(town, author):
    version = fork(town, author, "award-reuse-performance")
    tender = TenderFactory()

    tender.add_clauses([version.clause.slug], shelf_of(author))

    criterion = tender.criteria.get()
    assert (criterion.clause_version, criterion.local) == (1, version)
    assert criterion.taken_clause().award == library().get("award-reuse-performance").award


def test_twelve_local_clauses_of_a_tender_cost_no_more_queries_than_one(
    town, author, django_assert_num_queries
):
    tender = TenderFactory()
    slugs = [fork(town, author).clause.slug for _ in range(12)]
    tender.add_clauses(slugs, shelf_of(author))

    with django_assert_num_queries(1):
        assert len({used.source().id for used in TenderClause.objects.all()}) == 12


def test_the_library_costs_the_same_queries_for_many_local_clauses(
    client, town, author, django_assert_max_num_queries
):
    client.force_login(author)
    for _ in range(8):
        fork(town, author)

    with django_assert_max_num_queries(8):
        client.get(reverse("tenders:clauses"))


def test_a_draft_that_nobody_relies_on_is_thrown_away(client, draft, author):
    client.force_login(author)

    client.post(address("clause_discard", draft), {"version": draft.mark})

    assert not LocalClause.objects.exists()


def test_throwing_a_draft_away_leaves_the_version_before_it(client, draft, author, reader):
    publish(draft, author, reader)
    second = draft.clause.revise(
        content(title="V2"), by=author, now=NOW, what="V2.", read=draft.mark
    )
    client.force_login(author)

    client.post(address("clause_discard", draft), {"version": second.mark})
    client.post(address("clause_discard", draft), {"version": draft.mark})

    assert ClauseVersion.objects.get().number == 1


def test_a_draft_that_a_tender_uses_is_kept(client, draft, author):
    TenderFactory().add_clauses([draft.clause.slug], shelf_of(author))
    client.force_login(author)

    answer = client.post(address("clause_discard", draft), {"version": draft.mark}, follow=True)

    assert "il est conservé" in page(answer)
    assert ClauseVersion.objects.exists()


# The pages


def posted(form_page):
    """What a browser would send back of the form of a page, unchanged."""
    form, rows = form_page.context["form"], form_page.context["rows"]
    data = {"version": form_page.context["version"]}
    for bound in form:
        data[bound.html_name] = sent(bound)
    for table in rows.tables:
        for bound in table.management_form:
            data[bound.html_name] = bound.value()
        for row in table:
            for bound in row:
                data[bound.html_name] = sent(bound)
    return {name: value for name, value in data.items() if value is not False}


def sent(bound):
    """A list that nobody touched sends its first choice."""
    if bound.value() is not None:
        return bound.value()
    choices = getattr(bound.field, "choices", None)
    return choices[0][0] if choices and type(bound.field) is ChoiceField else ""


def test_the_form_of_a_fork_sent_back_unchanged_changes_nothing(client, draft, author):
    client.force_login(author)
    shown = client.get(address("clause_edit", draft))

    answer = client.post(address("clause_edit", draft), posted(shown) | {"what": "Relue."})

    assert answer.status_code == 302, answer.context["form"].errors
    saved = ClauseVersion.objects.get().as_clause()
    source = library().get(SOURCE)
    for part in ("text", "variables", "proofs", "follow_up", "legal_basis", "themes", "needs"):
        assert getattr(saved, part) == getattr(source, part), part


@pytest.mark.parametrize(
    "source",
    ["award-reuse-performance", "loss-breakage-rate", "container-unique-marking", "reserved-ess"],
)
def test_the_form_keeps_every_kind_of_clause(client, town, author, source):
    version = fork(town, author, source)
    client.force_login(author)
    shown = client.get(address("clause_edit", version))

    answer = client.post(address("clause_edit", version), posted(shown) | {"what": "Relue."})

    assert answer.status_code == 302, (answer.context["form"].errors, answer.context["rows"])
    kept, shipped = ClauseVersion.objects.get().as_clause(), library().get(source)
    for part in ("award", "levels", "variables", "verification", "applies_when", "families"):
        assert getattr(kept, part) == getattr(shipped, part), part


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"text": "Sous {jours} jours."}, "pas déclarées"),
        ({"why": "mot " * 121}, "120 au plus"),
        ({"needs": "never-written"}, "Aucune clause ne porte cet identifiant"),
        ({"families": "mobilier"}, "début d'un code CPV"),
        ({"what": ""}, "obligatoire"),
        ({"legal": ["R9999-9"]}, "R9999-9"),
        ({"basic": "Un seul niveau."}, "trois niveaux"),
        ({"variables-0-default": "beaucoup"}, "n'est pas un nombre"),
        ({"variables-0-name": "Nom Faux"}, "minuscules sans accent"),
        ({"variables-1-name": "frequency"}, "le même nom"),
    ],
)
def test_what_is_wrong_is_said_in_french_and_nothing_is_lost(client, draft, author, change, said):
    client.force_login(author)
    shown = client.get(address("clause_edit", draft))
    sent = posted(shown) | {"what": "Essai.", "attention": "Mes mots à moi."} | change

    answer = client.post(address("clause_edit", draft), sent)

    assert answer.status_code == 422
    assert said in page(answer)
    assert "Mes mots à moi." in page(answer)
    assert ClauseVersion.objects.get().content == draft.content


def test_two_authors_at_once_both_keep_their_words(client, draft, author):
    client.force_login(author)
    shown = client.get(address("clause_edit", draft))
    draft.clause.revise(content(title="Avant"), by=author, now=NOW, what="A.", read=draft.mark)

    answer = client.post(
        address("clause_edit", draft), posted(shown) | {"what": "B.", "title": "Après"}
    )

    assert answer.status_code == 409
    assert "Après" in page(answer)
    assert ClauseVersion.objects.get().content["title"] == "Avant"


def test_a_clause_is_written_from_nothing(client, town, author):
    client.force_login(author)
    answer = client.post(
        reverse("tenders:clause_create"),
        {"organisation": town.pk, "title": "Bacs prêtés", "place": "performance", "theme": "food"},
    )

    version = ClauseVersion.objects.get()
    assert answer.url == address("clause_edit", version)
    assert client.get(answer.url).status_code == 200
    assert "Il manque" in page(client.get(address("clause_follow", version)))


def test_the_path_from_draft_to_publication_goes_through_the_pages(
    client, draft, author, reader, stranger
):
    follow = address("clause_follow", draft)

    def act(person, name, **more):
        client.force_login(person)
        mark = ClauseVersion.objects.get().mark
        return client.post(follow, {"act": name, "version": mark, **more})

    assert act(author, "publish").status_code == 404
    assert act(author, "ask_reading", reader=stranger.pk).status_code == 422
    assert act(author, "ask_reading", reader=reader.pk).status_code == 302
    assert act(author, "approve").status_code == 404
    assert act(reader, "send_back").status_code == 422
    assert act(reader, "send_back", remark="Précisez le délai.").status_code == 302
    assert "Précisez le délai." in page(client.get(follow))
    assert act(author, "ask_reading", reader=reader.pk).status_code == 302
    client.force_login(reader)
    assert draft.content["title"] in page(client.get(reverse("tenders:clauses_mine")))
    assert act(reader, "approve").status_code == 302
    assert act(author, "publish").status_code == 302

    client.logout()
    shown = page(client.get(address("clause", draft)))
    assert "relue par Luc Lecteur" in shown
    assert "publiée" in shown


def test_the_second_reader_finds_the_request_on_the_dashboard(client, draft, author, reader):
    draft.ask_reading(reader, by=author, now=NOW)

    client.force_login(reader)
    assert draft.content["title"] in page(client.get(reverse("dashboard")))
    client.force_login(author)
    assert "Clauses à relire" not in page(client.get(reverse("dashboard")))


def test_a_blocking_wording_is_shown_and_published_only_with_a_reason(client, town, author, reader):
    version = LocalClause.objects.write(
        town,
        content(
            text="Le titulaire est implanté à moins de 20 km de la commune. {frequency} {delay}"
        ),
        by=author,
        now=NOW,
    )
    version.ask_reading(reader, by=author, now=NOW)
    version.move("approve", by=reader, now=NOW)
    client.force_login(author)
    follow = address("clause_follow", version)
    assert "bloquant" in page(client.get(follow))

    refused = client.post(follow, {"act": "publish", "version": version.mark})

    assert refused.status_code == 422
    assert "point bloquant" in page(refused)
    sent = {"act": "publish", "version": version.mark, "remark": "Fausse alerte : …"}
    assert client.post(follow, sent).status_code == 302


def test_a_stranger_neither_reads_nor_changes_a_draft(client, draft, stranger):
    client.force_login(stranger)

    for name in ("clause", "clause_edit", "clause_follow"):
        assert client.get(address(name, draft)).status_code == 404
    assert client.get(address("clause_version", draft, 1)).status_code == 404
    assert client.post(address("clause_fork", draft), {"organisation": 1}).status_code == 404


def test_one_forks_only_for_ones_own_authority(client, author, stranger, town):
    client.force_login(stranger)
    to_fork = reverse("tenders:clause_fork", args=[SOURCE])

    assert client.post(to_fork, {"organisation": town.pk}).status_code == 404
    assert not LocalClause.objects.exists()


def test_forks_and_tenders_are_counted_without_names(client, draft, author):
    tender = TenderFactory(title="Marché discret")
    tender.add_clauses([SOURCE])
    tender.add_clauses([SOURCE])

    shown = page(client.get(reverse("tenders:clause", args=[SOURCE])))

    assert "1\xa0marché l'utilise" in shown
    assert "1\xa0clause en est reprise" in shown
    assert "Marché discret" not in shown


def test_versions_have_permanent_addresses_and_their_differences(client, draft, author, reader):
    publish(draft, author, reader)
    second = draft.clause.revise(
        content(title="Reprise quotidienne"), by=author, now=NOW, what="Titre.", read=draft.mark
    )
    publish(second, author, reader)
    client.logout()

    assert library().get(SOURCE).title in page(client.get(address("clause_version", draft, 1)))
    assert "Reprise quotidienne" in page(client.get(address("clause", draft)))
    compared = page(client.get(address("clause_differences", draft, 2)))
    assert "<del>" in compared
    assert "quotidienne" in compared
    origin = page(client.get(address("clause_differences", draft, 2) + "?avec=origine"))
    assert "Titre" in origin


def test_the_library_tells_shipped_own_and_network_apart(client, draft, author, reader, stranger):
    publish(draft, author, reader)
    link = f'"{address("clause", draft)}"'

    def shown(person, source):
        client.force_login(person)
        return link in page(client.get(reverse("tenders:clauses"), {"source": source}))

    assert shown(author, "local")
    assert not shown(author, "network")
    assert shown(stranger, "network")
    assert not shown(stranger, "shipped")


def test_clauses_ticked_in_the_library_go_into_the_tender_with_their_level(client):
    tender = TenderFactory()
    client.force_login(officer_of(tender))

    answer = client.post(
        reverse("tenders:clauses_take"),
        {"tender": tender.pk, "clause": ["loss-breakage-rate"], "level": "exemplary"},
        follow=True,
    )

    assert tender.clauses.get().level == "exemplary"
    assert "ne se tient pas sans" in page(answer)


@pytest.mark.parametrize("sent", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_a_tender_that_one_may_not_change_takes_nothing(client, sent):
    tender = TenderFactory()
    client.force_login(MembershipFactory(role=Role.OFFICER).user)

    for asked in (sent, tender.pk):
        client.post(reverse("tenders:clauses_take"), {"tender": asked, "clause": [SOURCE]})

    assert not TenderClause.objects.exists()


def test_the_page_of_a_clause_shows_it_with_ones_own_figures(client):
    to_try = reverse("tenders:clause_version", args=["loss-breakage-rate", 1])

    shown = page(client.get(to_try, {"v_rate": "6", "launch": "2030-01-01"}))

    assert shown.count("6\xa0%</mark>") == 3
    assert "Fondement au 1er\xa0janvier\xa02030" in shown
    assert page(client.get(to_try, {"v_rate": "99"})).count("donnez entre") >= 1


def test_the_api_gives_local_clauses_to_those_who_may_read_them(client, draft, author, stranger):
    to_read = f"/api/v1/clauses/{draft.clause.slug}/"
    client.force_login(author)
    assert client.get(to_read).json()["origin"]["owner"] == "Ville d'Essai"
    client.force_login(stranger)
    assert client.get(to_read).status_code == 404


def test_the_api_leads_a_clause_from_its_fork_to_its_publication(client, town, author, reader):
    def send(person, path, method=client.post, **body):
        client.force_login(person)
        return method(f"/api/v1/local-clauses/{path}", body, content_type="application/json")

    made = send(author, "", organisation=town.pk, clause=SOURCE).json()
    one = f"{made['id']}/"
    changed = {**made["content"], "title": "Reprise par la voie d'eau"}
    body = {"content": changed, "what": "Titre.", "mark": made["mark"]}
    saved = send(author, one, client.put, **body).json()
    assert saved["content"]["title"] == "Reprise par la voie d'eau"
    assert send(author, one, client.put, **body).status_code == 409
    assert saved["moves"] == ["ask_reading"]

    def move(person, act, **more):
        mark = ClauseVersion.objects.get().mark
        return send(person, f"{one}move/", act=act, mark=mark, **more)

    assert move(author, "publish").status_code == 404
    assert move(author, "ask_reading", reader=author.pk).status_code == 400
    assert move(author, "ask_reading", reader=reader.pk).json()["is_asked"]
    assert move(reader, "send_back").status_code == 400
    assert move(reader, "approve").json()["state"] == "reviewed"
    assert move(author, "publish").json()["state"] == "published"


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "Sous {jours} jours."},
        {"title": ""},
        {"variables": []},
        {"proofs": "aucune"},
        {"needs": ["never-written"]},
        {"legal": ["R9999-9"]},
        {"levels": {"basic": 3}},
        {"follow_up": None},
        {"variables": {"Nom faux": {"type": "integer"}}},
        {"applies_when": [3]},
    ],
)
def test_the_api_refuses_what_the_page_refuses(client, draft, author, wrong):
    client.force_login(author)

    answer = client.put(
        f"/api/v1/local-clauses/{draft.clause.slug}/",
        {"content": {**draft.content, **wrong}, "what": "Essai.", "mark": draft.mark},
        content_type="application/json",
    )

    assert answer.status_code == 400, answer.json()
    assert ClauseVersion.objects.get().content == draft.content


def test_alerts_list_the_tenders_of_the_person_only(client, draft, author, reader, stranger):
    publish(draft, author, reader)
    tender = TenderFactory(title="Collecte des bacs")
    tender.add_clauses([draft.clause.slug], shelf_of(author))
    second = draft.clause.revise(
        content(title="V2"), by=author, now=NOW, what="Délai ramené à un jour.", read=draft.mark
    )
    publish(second, author, reader)
    alerts = reverse("tenders:clause_alerts")

    client.force_login(officer_of(tender))
    shown = page(client.get(alerts))
    assert "Collecte des bacs" in shown
    assert "Délai ramené à un jour." in shown
    assert "Délai ramené" in page(client.get(reverse("tenders:checks", args=[tender.pk])))
    found = client.get(f"/api/v1/tenders/{tender.pk}/clause-alerts/").json()
    assert "clause_newer_version" in [finding["rule"] for finding in found]
    client.force_login(stranger)
    assert "Collecte des bacs" not in page(client.get(alerts))


def test_alerts_cost_the_same_queries_for_many_tenders(
    client, draft, author, django_assert_max_num_queries
):
    project = ProjectFactory()
    client.force_login(MembershipFactory(organisation=project.lead, role=Role.OFFICER).user)
    for _ in range(6):
        TenderFactory(project=project).add_clauses([draft.clause.slug, SOURCE], shelf_of(author))

    with django_assert_max_num_queries(8):
        client.get(reverse("tenders:clause_alerts"))
