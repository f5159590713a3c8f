"""The form of a clause: everything kept, mistakes said, nothing lost."""

import pytest
from django.forms import ChoiceField
from django.urls import reverse

from tenders.clauses import library
from tenders.models import ClauseVersion
from tests.tenders.local_clauses.writing import NOW, SOURCE, address, content, fork, page

pytestmark = pytest.mark.django_db


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
