"""Families and labels as rows: what the search page filters by."""

import pytest

from suppliers import marks
from suppliers.models import Mark, Supplier
from tests.suppliers.factories import SupplierFactory

pytestmark = pytest.mark.django_db


def of(supplier):
    return set(Mark.objects.filter(supplier=supplier).values_list("key", flat=True))


def test_a_record_is_marked_by_its_families_and_labels():
    supplier = SupplierFactory(ess_kinds=["SCIC", "ESUS"], labels=["Écocert"], indexed=True)
    assert of(supplier) == {"family:SCIC", "family:ESUS", "label:Écocert"}


def test_marks_follow_the_record_and_leave_those_of_others_alone():
    changed = SupplierFactory(ess_kinds=["SCIC"], indexed=True)
    other = SupplierFactory(ess_kinds=["ESAT"], indexed=True)
    changed.ess_kinds = ["ESAT"]
    changed.save()
    Supplier.objects.filter(pk=other.pk).update(ess_kinds=["EA"])
    marks.refresh(changed)
    assert (of(changed), of(other)) == ({"family:ESAT"}, {"family:ESAT"})
    marks.refresh()
    assert of(other) == {"family:EA"}


def test_a_label_twice_in_a_record_or_longer_than_a_mark_stops_nothing():
    supplier = SupplierFactory(labels=["Écocert", "Écocert", "L" * 400], indexed=True)
    assert of(supplier) == {"family:SCIC", "label:Écocert", "label:" + "L" * 214}


def test_a_record_that_is_deleted_leaves_no_mark():
    SupplierFactory(indexed=True).delete()
    assert not Mark.objects.exists()
