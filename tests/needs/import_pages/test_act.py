"""An import is one act: agreed to once, noted, undone to the letter."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from needs import acts
from needs.models import Site, TableImport, Volume
from tests.needs.factories import SiteFactory
from tests.needs.import_pages.steps import FERRY, HEADER, HUGO, mapped, page, said, send, take, undo
from tests.needs.plain import plain
from tests.needs.tables import csv_file

pytestmark = pytest.mark.django_db


def test_the_import_reopens_the_sheet_and_is_one_act_of_the_register(signed_in, need):
    need.validated_at = timezone.now()
    need.save()
    take(signed_in, need, csv_file(HEADER + FERRY))
    need.refresh_from_db()
    assert need.validated_at is None
    (act,) = need.project.register.filter(act="table_imported")
    sentence = plain(acts.sentence(act.act, act.facts))
    assert sentence.startswith("1 ligne du fichier « sites.csv » : « Contenants")
    assert "1 site ajouté et 1 volume ajouté" in sentence


def test_a_second_press_of_the_button_imports_nothing_twice(signed_in, need):
    imported = mapped(signed_in, need, csv_file(HEADER + FERRY))
    mark = page(signed_in, imported).context["mark"]
    for _ in ("once", "twice"):
        signed_in.post(reverse("needs:import_apply", args=[imported.pk]), {"seen": mark})
    assert need.sites.count() == 1
    assert need.project.register.filter(act="table_imported").count() == 1


def test_a_sheet_that_changed_since_is_shown_again_before_it_is_written(signed_in, need, lille):
    imported = mapped(signed_in, need, csv_file(HEADER + FERRY))
    mark = page(signed_in, imported).context["mark"]
    SiteFactory(need=need, name="École Ferry")
    again = signed_in.post(reverse("needs:import_apply", args=[imported.pk]), {"seen": mark})
    assert again.status_code == 409
    assert "Les fiches ont changé depuis" in said(again)
    assert not need.volumes.exists()


def test_the_cells_are_thrown_away_once_imported(signed_in, need):
    imported = take(signed_in, need, csv_file(HEADER + FERRY))
    assert imported.tables == [{"name": "", "rows": []}]


def test_an_import_may_be_abandoned(signed_in, need):
    imported = mapped(signed_in, need, csv_file(HEADER + FERRY))
    signed_in.post(reverse("needs:import_cancel", args=[imported.pk]))
    assert not TableImport.objects.exists()


def test_an_import_that_nobody_finishes_expires_and_is_erased(signed_in, need):
    imported = mapped(signed_in, need, csv_file(HEADER + FERRY))
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        signed_in.force_login(imported.by)
        assert page(signed_in, imported).status_code == 404
        send(signed_in, need, csv_file(HEADER + HUGO))
    assert not TableImport.objects.filter(pk=imported.pk).exists()


def contents():
    """Every site and volume, but for how many times each was written."""
    return [
        [{**row, "version": None} for row in model.objects.order_by("pk").values()]
        for model in (Site, Volume)
    ]


def test_a_form_read_before_an_import_is_told_that_the_row_changed(signed_in, need):
    take(signed_in, need, csv_file(HEADER + FERRY))
    read = Volume.objects.get(label="Repas servis").version
    take(signed_in, need, csv_file(HEADER + FERRY.replace("320", "350")))
    assert Volume.objects.get(label="Repas servis").version == read + 1


def test_an_import_is_undone_to_the_letter(signed_in, need):
    take(signed_in, need, csv_file(HEADER + FERRY))
    before = contents()
    imported = take(signed_in, need, csv_file(HEADER + FERRY.replace("320", "350") + HUGO))
    assert "tout est comme avant" in said(undo(signed_in, imported))
    assert contents() == before
    assert need.project.register.filter(act="import_undone").exists()


def test_what_somebody_changed_since_is_not_undone(signed_in, need):
    imported = take(signed_in, need, csv_file(HEADER + FERRY + HUGO))
    Volume.objects.filter(label="Bacs").update(quantity=7)
    assert "sauf ce que quelqu'un a modifié depuis" in said(undo(signed_in, imported))
    assert [s.name for s in need.sites.all()] == ["École Hugo"]


def test_an_import_is_undone_once(signed_in, need):
    imported = take(signed_in, need, csv_file(HEADER + FERRY))
    undo(signed_in, imported)
    assert "déjà annulé" in said(undo(signed_in, imported))
