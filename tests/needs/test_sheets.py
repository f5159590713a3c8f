import pytest
from django.urls import reverse
from django.utils import timezone

from needs.models import Need, RegisterEntry, StaleVersion
from tests.needs.factories import FactFactory, NeedFactory
from tests.needs.plain import plain

pytestmark = pytest.mark.django_db
TEXT = "Nous servons 1 250 repas par jour à Lille."


def posted(need, **more):
    return {"title": need.title, "service": "", "text": need.text, "version": need.version, **more}


def read(need, text):
    """The sheet with this text, read by Balise."""
    need.text = text
    need.save()
    need.read_again()
    return need


def acts(project):
    return list(RegisterEntry.objects.filter(project=project).values_list("act", flat=True))


def test_a_new_need_is_read_and_shown(client, buyer, lille):
    client.force_login(buyer)
    answer = client.post(
        reverse("needs:create"),
        {"title": "Contenants", "organisation": lille.pk, "text": TEXT},
        follow=True,
    )
    html = answer.content.decode()
    assert "1 250 repas par jour</a></mark>" in html
    assert Need.objects.get().created_by == buyer


def test_a_need_in_a_project_makes_its_authority_a_member(client, project, lead):
    client.force_login(lead)
    data = {"title": "Siège", "organisation": project.lead.pk, "project": project.pk, "text": ""}
    client.post(reverse("needs:create"), data)
    assert acts(project) == ["member_joined", "need_created"]


def test_a_need_cannot_be_written_for_another_authority(client, buyer, project):
    client.force_login(buyer)
    answer = client.post(
        reverse("needs:create"), {"title": "T", "organisation": project.lead.pk, "text": TEXT}
    )
    assert "organisation" in answer.context["form"].errors
    assert not Need.objects.exists()


@pytest.mark.parametrize(("length", "kept"), [(50_000, True), (50_001, False), (200_000, False)])
def test_a_text_beyond_the_limit_is_refused_and_not_lost(client, buyer, lille, length, kept):
    client.force_login(buyer)
    text = "mot " * (length // 4) + "x" * (length % 4)
    text = text.strip().ljust(length, "x")
    answer = client.post(
        reverse("needs:create"), {"title": "T", "organisation": lille.pk, "text": text}
    )
    assert Need.objects.exists() is kept
    if not kept:
        html = plain(answer.content.decode())
        assert f"{length // 1000} {length % 1000:03d} caractères ; Balise en lit 50 000" in html
        assert text[:400] in html


def test_emoji_and_html_are_only_text(client, buyer, need):
    read(need, "Des <b>bacs</b> 🙂. Nous servons 1 250 repas par jour <script>alert(1)</script>")
    client.force_login(buyer)
    html = client.get(need.get_absolute_url()).content.decode()
    assert "&lt;b&gt;bacs&lt;/b&gt; 🙂" in html
    assert "<script>alert" not in html
    assert "1 250 repas par jour</a></mark>" in html


def test_line_ends_of_a_browser_do_not_shift_what_is_underlined(client, buyer, lille):
    client.force_login(buyer)
    text = "Bonjour.\r\n\r\nNous servons 1 250 repas par jour.\r\n"
    client.post(reverse("needs:create"), {"title": "T", "organisation": lille.pk, "text": text})
    fact = Need.objects.get().facts.get(kind="quantity")
    assert Need.objects.get().text[fact.start : fact.end] == fact.text


def test_an_edit_keeps_the_decisions_on_what_is_still_there(client, buyer, need):
    read(need, TEXT)
    kept = need.facts.get(kind="quantity")
    need.facts.filter(pk=kept.pk).update(status="confirmed")
    client.force_login(buyer)
    edited = posted(need, text="À la rentrée. " + TEXT.replace("Lille", "Roubaix"))
    client.post(reverse("needs:edit", args=[need.pk]), edited)
    kept.refresh_from_db()
    need.refresh_from_db()
    assert kept.status == "confirmed"
    assert need.text[kept.start : kept.end] == kept.text
    assert [f.text for f in need.facts.filter(kind="place")] == ["Roubaix"]
    assert acts(need.project) == ["text_changed"]


def test_two_people_on_one_sheet_both_keep_their_text(client, buyer, need):
    opened = posted(need, text="Ma version : 12 repas par jour.")
    need.revise(version=1, by=buyer, now=need.updated_at, text="L'autre version.")
    client.force_login(buyer)
    answer = client.post(reverse("needs:edit", args=[need.pk]), opened)
    html = plain(answer.content.decode())
    assert answer.status_code == 409
    assert "Ma version : 12 repas par jour." in html
    assert "L'autre version." in html
    need.refresh_from_db()
    assert need.text == "L'autre version."


def test_the_conflict_page_lets_one_version_win_knowingly(client, buyer, need):
    opened = posted(need, text="Ma version.")
    need.revise(version=1, by=buyer, now=need.updated_at, text="L'autre version.")
    client.force_login(buyer)
    address = reverse("needs:edit", args=[need.pk])
    form = client.post(address, opened).context["form"]
    client.post(address, {**opened, "version": form["version"].value()})
    need.refresh_from_db()
    assert (need.text, need.version) == ("Ma version.", 3)


def test_a_stale_version_carries_the_sheet_as_it_is(need, buyer):
    need.revise(version=1, by=buyer, now=need.updated_at, title="Nouveau titre")
    with pytest.raises(StaleVersion) as stale:
        need.revise(version=1, by=buyer, now=need.updated_at, title="Trop tard")
    assert stale.value.current.title == "Nouveau titre"


def test_overlapping_items_are_both_underlined(client, buyer, need):
    need.facts.all().delete()
    FactFactory(need=need, start=0, end=11)
    FactFactory(need=need, start=5, end=20, kind="objective", text="x", data={"id": "bio"})
    client.force_login(buyer)
    html = client.get(need.get_absolute_url()).content.decode()
    assert '<mark class="quantity objective">' in html


def test_what_a_sheet_lacks_is_said_where_it_is_validated(client, buyer, need):
    client.force_login(buyer)
    page = client.get(need.get_absolute_url()).content.decode()
    before, _, after = page.partition("Valider la fiche</h2>")
    assert "aucun volume saisi" in after


def test_validating_is_noted_and_a_change_takes_it_back(client, buyer, need):
    client.force_login(buyer)
    seen = need.updated_at.isoformat()
    client.post(reverse("needs:validate", args=[need.pk]), {"seen": seen})
    need.refresh_from_db()
    assert need.validated_at
    assert acts(need.project) == ["responsible_named", "need_validated"]
    client.post(reverse("needs:edit", args=[need.pk]), posted(need, title="Autre titre"))
    need.refresh_from_db()
    assert need.validated_at is None


def test_the_list_shows_my_needs_and_not_those_of_others(client, buyer, need):
    NeedFactory(title="Besoin d'un autre")
    client.force_login(buyer)
    html = client.get(reverse("needs:index")).content.decode()
    assert need.title in html
    assert "Besoin d'un autre" not in html


def test_the_list_of_needs_takes_a_constant_number_of_queries(
    client, buyer, lille, django_assert_max_num_queries
):
    NeedFactory.create_batch(30, organisation=lille)
    client.force_login(buyer)
    with django_assert_max_num_queries(9):
        client.get(reverse("needs:index"))


def test_an_empty_list_offers_the_first_action(client, stranger):
    client.force_login(stranger)
    assert "Décrire un premier besoin" in client.get(reverse("needs:index")).content.decode()


def test_what_comes_after_the_freeze_is_told_and_given_back(signed_in, need, lead):
    need.project.freeze(by=lead, now=timezone.now())
    typed = {"title": need.title, "text": "Deux passages de plus.", "version": need.version}
    answer = signed_in.post(reverse("needs:edit", args=[need.pk]), typed)
    html = plain(answer.content.decode())
    assert answer.status_code == 410
    assert "Votre dernière saisie n'est pas enregistrée" in html
    assert "Deux passages de plus." in html
    need.refresh_from_db()
    assert need.text != typed["text"]


def test_the_freeze_tells_nothing_to_a_stranger(client, stranger, need, lead):
    need.project.freeze(by=lead, now=timezone.now())
    client.force_login(stranger)
    assert client.post(reverse("needs:edit", args=[need.pk]), {}).status_code == 404
