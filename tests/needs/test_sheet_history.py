"""What changed on a sheet, told to those who read it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.needs.factories import VolumeFactory
from tests.needs.plain import plain
from tests.needs.team import page

pytestmark = pytest.mark.django_db


def test_the_history_says_who_changed_what(signed_in, buyer, need):
    buyer.first_name, buyer.last_name = "Camille", "Delattre"
    buyer.save()
    volume = VolumeFactory(need=need, label="Bacs", quantity=100, unit="bac", period="")
    address = page("volume", need.pk, volume.pk)
    typed = {"label": "Bacs", "component": "repas servis", "unit": "bac", "period": ""}
    typed |= {"open_days": 5, "open_weeks": 36}
    for version, quantity in ((1, "120"), (2, "150")):
        signed_in.post(address, {**typed, "quantity": quantity, "version": version})
    (change,) = need.history.all()
    assert (change.actor, change.subject) == ("Camille Delattre", "Volume « Bacs »")
    assert change.changes == {"Quantité": ["100", "150"]}
    html = plain(signed_in.get(page("history", need.pk)).content.decode())
    assert "Quantité</span> 100 → 150" in html


@pytest.mark.parametrize(("minutes", "lines"), [(15, 1), (16, 2)])
def test_what_one_changes_in_one_sitting_is_one_line(need, buyer, minutes, lines):
    now = timezone.now()
    need.record("sites", "Site « A »", {"Nom": ("A", "B")}, by=buyer, now=now)
    later = now + timedelta(minutes=minutes)
    need.record("sites", "Site « A »", {"Nom": ("B", "C")}, by=buyer, now=later)
    assert need.history.count() == lines


def test_two_people_make_two_lines_and_what_came_back_is_no_change(need, buyer, colleague):
    now = timezone.now()
    need.record("sites", "Site « A »", {"Nom": ("A", "B")}, by=buyer, now=now)
    need.record("sites", "Site « A »", {"Nom": ("B", "A")}, by=buyer, now=now)
    need.record("sites", "Site « A »", {"Nom": ("A", "D")}, by=colleague, now=now)
    assert [change.changes for change in need.history.order_by("pk")] == [
        {},
        {"Nom": ["A", "D"]},
    ]


def test_an_answer_is_told_in_french_in_the_history(signed_in, need):
    address = page("section", need.pk, "washing")
    signed_in.post(address, {"seen": "{}", "washing_by": "provider"})
    (change,) = need.history.all()
    assert list(change.changes.values()) == [["sans réponse", "un prestataire"]]
