"""What the database holds teaches codes, and no page waits for it."""

import io

import pytest
from django.core.management import call_command
from django.utils import timezone

from needs import findings
from needs.models import AwardRecord, FactKind, FactStatus, NeedFact
from procurement.language import learned
from tests.needs.factories import NeedFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("few_codes")]


def award(title, code, count=8):
    AwardRecord.objects.bulk_create(
        AwardRecord(key=f"{title}{number}", object=title, cpv=code) for number in range(count)
    )


def test_the_command_keeps_what_it_learned_for_the_next_process(settings):
    award("Prestation zorglub", "90910000")
    call_command("learn_cpv", stderr=io.StringIO())
    kept = learned.latest(settings.VAR_DIR / "language")
    assert kept.suggest("zorglub")[0].code.startswith("909")


def test_a_code_that_people_confirmed_is_suggested_next():
    for _ in range(8):
        need = NeedFactory(title="Prestation zorglub", text="Une prestation zorglub par mois.")
        NeedFact.objects.create(
            need=need,
            kind=FactKind.CPV,
            text="Services de nettoyage",
            data={"code": "90910000"},
            status=FactStatus.CONFIRMED,
            decided_at=timezone.now(),
        )
    findings.learn()
    assert findings.read_text("zorglub").cpv[0].code.startswith("909")


def test_a_code_that_people_rejected_teaches_nothing():
    need = NeedFactory(title="Prestation zorglub", text="Une prestation zorglub par mois.")
    NeedFact.objects.create(
        need=need,
        kind=FactKind.CPV,
        text="Services de nettoyage",
        data={"code": "90910000"},
        status=FactStatus.REJECTED,
        decided_at=timezone.now(),
    )
    assert list(findings._confirmed()) == []


def test_a_page_is_answered_by_what_was_known_while_the_news_is_learned(later):
    award("Prestation zorglub", "90910000")
    findings.learn()
    award("Fourniture de blivets", "39110000")
    assert findings.read_text("zorglub").cpv[0].code.startswith("909")
    assert later[0]["target"] is learned.learn


def test_the_first_page_of_all_is_answered_without_learning(later, settings):
    award("Prestation zorglub", "90910000")
    assert findings.read_text("zorglub").cpv[0].code.startswith("909")
    assert later[0]["target"] is learned.learn
    assert learned.latest(settings.VAR_DIR / "language") is None


def test_a_page_hears_what_was_learned_beside_it(later):
    findings.read_text("Achat de chaises")
    (work,) = later
    work["target"](*work["args"])
    findings.read_text("Achat de chaises")
    assert len(later) == 1


def test_a_command_that_reads_learns_first(later, settings):
    findings.reader()
    assert learned.latest(settings.VAR_DIR / "language") is not None
    assert later == []
