"""Every address of Balise × every role. An address without a stated rule fails the suite."""

from collections.abc import Iterator

import pytest
import time_machine
from django.apps import apps
from django.core.cache import cache
from django.db import transaction
from django.test import override_settings
from django.urls import URLPattern, get_resolver, reverse

from tenders.answering.models import Insider, SafeguardEntry
from tests.access.api import API, API_WRITERS, PRIVATE_LISTS
from tests.access.pages import PAGE_WRITERS, PAGES
from tests.access.rules import ALL, SIGNED_IN
from tests.access.world import one_project
from tests.tenders.factories import DURING

pytestmark = pytest.mark.django_db
LOGIN, IN, UNKNOWN_VISITOR, NOT_FOUND, NOT_ALLOWED = "login", "in", 401, 404, 405
REFUSALS = (LOGIN, UNKNOWN_VISITOR, 403, NOT_FOUND)
# Addresses of libraries, which their own tests and `tests/procurement/test_accounts.py` cover.
OF_LIBRARIES = ("account_", "admin:")
RULES = PAGES | API
OF_BALISE = (
    "accounts",
    "needs",
    "suppliers",
    "tenders",
    "answering",
    "dossiers",
    "training",
    "workshops",
)
# A refusal is what these keep: who had access, and what the safeguard ruled.
REMEMBERED = (Insider, SafeguardEntry)


def patterns(resolver=None, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every named address of the project with its pattern, the API's `.json` twins left out."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            if "format" not in str(pattern.pattern):
                yield f"{namespace}{pattern.name}", pattern
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from patterns(pattern, inner)


def address(name, world):
    return reverse(name, args=[world[key] for key in RULES[name].objects])


def outcome(response):
    """Refused, sent to sign in, or let in; another redirection is a way in too."""
    if response.streaming:  # a file that is sent stays open until it is read
        b"".join(response.streaming_content)
    if response.status_code == 302:
        return LOGIN if response["Location"].startswith("/comptes/login/") else IN
    return IN if response.status_code == 200 else response.status_code


def expected(name, role):
    rule = RULES[name]
    if role == "anonymous" and role not in rule.roles:
        return UNKNOWN_VISITOR if name in API else LOGIN
    if rule.post_only:
        return NOT_ALLOWED
    return IN if role in rule.roles else rule.refusal


def everything():
    """All the rows of Balise's own tables."""
    return {
        model._meta.label: sorted(map(repr, model._base_manager.values_list()))
        for label in OF_BALISE
        for model in apps.get_app_config(label).get_models()
        if model not in REMEMBERED
    }


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Where the project keeps what people gave it."""
    return tmp_path_factory.mktemp("files")


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, files):
    """Made once for the module, and taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(MEDIA_ROOT=files), time_machine.travel(DURING, tick=False):
            made = one_project()
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def visitor(client, world, files, settings):
    """The client, signed in as the person of that role.

    The consultation is open, and the links that suppliers received still hold.
    """

    def enter(role):
        if person := world["people"][role]:
            client.force_login(person)
        return client

    settings.MEDIA_ROOT = files
    cache.clear()  # the API counts its callers there
    with time_machine.travel(DURING, tick=False):
        yield enter


def test_every_address_has_its_rule():
    named = {name for name, _ in patterns() if not name.startswith(OF_LIBRARIES)}
    assert named == set(RULES)


@pytest.mark.parametrize("role", ALL)
def test_each_role_opens_what_it_may_and_nothing_else(visitor, world, role):
    client = visitor(role)
    found = {name: outcome(client.get(address(name, world))) for name in RULES}
    assert found == {name: expected(name, role) for name in RULES}


@pytest.mark.parametrize("role", ALL)
def test_what_a_role_may_not_do_is_refused_and_changes_nothing(visitor, world, role):
    client = visitor(role)
    before = everything()
    for name in RULES:
        if role not in PAGE_WRITERS.get(name, RULES[name].roles):
            assert outcome(client.post(address(name, world))) in (*REFUSALS, NOT_ALLOWED), name
    assert everything() == before


@pytest.mark.parametrize("role", ALL)
def test_the_api_refuses_the_changes_of_those_who_only_read(visitor, world, role):
    client = visitor(role)
    before = everything()
    for name in API:
        if role not in API_WRITERS.get(name, ()):
            for send in (client.put, client.patch, client.delete):
                answer = send(address(name, world), {}, content_type="application/json")
                assert outcome(answer) in (*REFUSALS, NOT_ALLOWED), name
    assert everything() == before


@pytest.mark.parametrize("role", SIGNED_IN)
def test_a_list_of_the_api_holds_only_what_its_reader_may_open(visitor, world, role):
    client = visitor(role)
    seen = {name: bool(client.get(address(name, world)).json()["count"]) for name in PRIVATE_LISTS}
    assert seen == {name: role in readers for name, readers in PRIVATE_LISTS.items()}


def test_a_supplier_lists_its_own_answer_and_not_that_of_a_competitor(visitor, world):
    answers = visitor("competitor").get(reverse("contribution-list")).json()["results"]
    assert [answer["id"] for answer in answers] != [world["submission"]]
    assert len(answers) == 1


@pytest.mark.parametrize("role", ["stranger", "competitor", "supplier"])
def test_nothing_is_added_to_what_belongs_to_others(visitor, world, role):
    additions = {
        "need-list": {"project": world["project"], "organisation": 1, "title": "A", "text": "b"},
        "site-list": {"need": world["need"], "name": "École", "commune": "59350"},
        "volume-list": {"need": world["need"], "label": "Bac", "quantity": 1, "unit": "bac"},
        "match-list": {"project": world["project"]},
        "supplier-import-list": {
            "source": "Moi",
            "records": [{"name": "Pirate", "siret": "13002526500013"}],
        },
        "invitation-list": {
            "consultation": world["consultation"],
            "guests": [{"name": "A", "email": "a@example.org"}],
        },
        "api-tender-list": {
            "project": world["project"],
            "reference": "autre",
            "title": "Lavage",
            "launch_on": "2027-02-15",
        },
    }
    client = visitor(role)
    before = everything()
    for name, values in additions.items():
        answer = client.post(reverse(name), values, content_type="application/json")
        assert answer.status_code in (400, 403, 404), name
    assert everything() == before


@pytest.mark.parametrize("role", ALL)
def test_no_role_of_a_project_opens_the_administration(visitor, role):
    answer = visitor(role).get(reverse("admin:index"))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/admin/login/")
