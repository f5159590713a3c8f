import pytest
from django.utils import timezone

from needs import findings
from needs.findings import facts_of, read_text
from needs.models import AwardRecord, FactKind, Need, NeedFact
from procurement.language import learned
from tests.factories import CommuneFactory
from tests.needs.factories import NeedFactory

pytestmark = pytest.mark.django_db


def test_a_text_is_read_with_the_communes_of_the_database():
    CommuneFactory()
    (place,) = read_text("La ville de Lille veut 340 chaises.").places
    assert (place.insee, place.name) == ("59350", "Lille")


def test_a_commune_added_later_is_known_at_the_next_reading():
    before = read_text("Un site à Zuydcoote.").places
    CommuneFactory(insee="59668", name="Zuydcoote", name_key="zuydcoote", population=1600)
    after = read_text("Un site à Zuydcoote.").places
    assert (len(before), [place.insee for place in after]) == (0, ["59668"])


def test_award_records_teach_codes(few_codes, later):
    AwardRecord.objects.bulk_create(
        AwardRecord(key=f"k{number}", object="Prestation zorglub", cpv="90910000")
        for number in range(8)
    )
    assert read_text("zorglub").cpv[0].code.startswith("909")


def test_the_title_says_what_is_bought_where_the_text_does_not(few_codes, later):
    text = "Deux fois par an, dans tous nos bâtiments."
    titled = read_text(text, "Nettoyage des vitres")
    assert titled.cpv[0].code.startswith("909")
    assert [code.code for code in read_text(text).cpv] != [code.code for code in titled.cpv]


def test_a_title_without_a_text_suggests_no_code(few_codes, later):
    assert read_text(" ", "Nettoyage des vitres").cpv == ()


def test_facts_are_read_in_the_text_alone():
    reading = read_text("Il nous faut 340 chaises.", "Achat de 12 tables")
    assert [(item.value, item.start) for item in reading.quantities] == [(340, 13)]


def test_a_sheet_that_changes_its_title_is_read_anew(few_codes, later):
    need = NeedFactory(title="Achat de chaises", text="Deux fois par an, dans nos bâtiments.")
    need.revise(version=need.version, by=None, now=timezone.now(), title="Nettoyage des vitres")
    codes = [fact.data["code"] for fact in need.facts.filter(kind=FactKind.CPV)]
    assert any(code.startswith("909") for code in codes)


def test_every_item_makes_a_row():
    CommuneFactory()
    need: Need = NeedFactory(text="Lille veut 340 chaises à 18 000 € HT avant le 30 juin 2027.")
    rows = [NeedFact(need=need, **vars(fact)) for fact in facts_of(read_text(need.text))]
    for row in rows:
        row.full_clean(exclude=("decided_by", "decided_at", "start", "end"))
    kinds = {row.kind for row in rows}
    assert kinds >= {FactKind.QUANTITY, FactKind.AMOUNT, FactKind.DATE, FactKind.CPV}
    quantity = next(row for row in rows if row.kind == FactKind.QUANTITY)
    assert need.text[quantity.start : quantity.end] == quantity.text == "340 chaises"


def test_the_cost_in_queries_does_not_grow_with_the_text(django_assert_num_queries):
    read_text("Un texte.")
    with django_assert_num_queries(4):
        read_text("Une centaine de chaises à Lille et 30 tables à Croix. " * 20)


def test_what_the_codes_teach_was_learned_before_the_tests(settings):
    """Or else each of those that read a text would learn for seconds: see `codes_learned`."""
    assert learned.recall(settings.VAR_DIR / "language", findings._codes(), []) is not None
