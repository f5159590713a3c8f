"""A record that is deleted leaves the index, at the cost of its own rows."""

import pytest
from django.contrib.admin.utils import NestedObjects
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from suppliers.models import Entry, Posting, Slip, Supplier, Term
from tests.factories import CommuneFactory, UserFactory
from tests.suppliers.factories import SupplierFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept():
    CommuneFactory()
    return SupplierFactory(serves_lille=True, indexed=True, description="Nous lavons des bacs.")


@pytest.fixture
def gone(kept):
    return SupplierFactory(
        serves_lille=True, indexed=True, description="Nous lavons et réparons des vélos."
    )


def filed_of(*suppliers):
    return set(Posting.objects.values_list("entry__supplier", flat=True)) == {
        supplier.pk for supplier in suppliers
    }


def delete_one(supplier):
    supplier.delete()


def delete_many(supplier):
    Supplier.objects.filter(name=supplier.name, pk=supplier.pk).delete()


@pytest.mark.parametrize("delete", [delete_one, delete_many])
def test_a_deleted_record_leaves_the_index_and_others_stay(kept, gone, delete):
    assert filed_of(kept, gone)

    delete(Supplier.objects.get(pk=gone.pk))

    assert filed_of(kept)
    assert set(Slip.objects.values_list("entry__supplier", flat=True)) == {kept.pk}
    assert set(Entry.objects.values_list("supplier", flat=True)) == {kept.pk}


def test_the_words_of_a_deleted_record_are_counted_again(kept, gone):
    held = {term.key: term.held_by for term in Term.objects.filter(held_by__gt=0)}
    own = {key for key in held if key not in _said_by(kept)}
    assert own

    gone.delete()

    assert set(Term.objects.filter(key__in=own).values_list("held_by", flat=True)) == {0}
    shared = Term.objects.filter(key__in=_said_by(kept)).values_list("held_by", flat=True)
    assert set(shared) == {1}


def _said_by(supplier):
    said = Posting.objects.filter(entry__supplier=supplier)
    return set(said.values_list("term__key", flat=True))


def test_a_record_that_waits_to_be_filed_may_be_deleted(kept):
    Posting.objects.all().delete()
    Slip.objects.update(is_filed=False)

    kept.delete()

    assert not Slip.objects.exists()


def test_no_row_of_the_index_is_looked_for_by_its_entry(kept, gone):
    """The index has none by entry: such a look-up would read the rows of the whole country."""
    with CaptureQueriesContext(connection) as seen:
        gone.delete()

    named = [q["sql"] for q in seen if Posting._meta.db_table in q["sql"]]
    assert named
    assert all("term_id" in sql for sql in named)


def test_the_administration_does_not_list_the_rows_of_the_index(kept):
    collector = NestedObjects(using="default", origin=kept)

    collector.collect([kept])

    assert Posting not in collector.model_objs
    assert Posting not in {queryset.model for queryset in collector.fast_deletes}


def test_an_administrator_deletes_records(client, kept, gone):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    chosen = {"action": "delete_selected", "_selected_action": [str(gone.pk)], "post": "yes"}

    client.post(reverse("admin:suppliers_supplier_changelist"), chosen)

    assert set(Supplier.objects.all()) == {kept}
    assert filed_of(kept)
