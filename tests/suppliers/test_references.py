"""References: public contracts by SIRET, and those declared, which count a little less."""

from datetime import date

import pytest

from needs.models import AwardHolder, AwardRecord
from procurement.accounts.models import Role
from suppliers.answer import Answer
from suppliers.facts import Reference
from suppliers.gathering import facts_of
from suppliers.models import ClientReference, Supplier
from suppliers.scoring import DECLARED_REFERENCE, DECLARED_TRADE, experience
from tests.factories import MembershipFactory, OrganisationFactory
from tests.suppliers.factories import SupplierFactory
from tests.suppliers.pages import words
from tests.suppliers.test_matching import RENTS, need
from tests.suppliers.test_matching import supplier as facts

DECLARED = Reference("Bacs pour trois écoles", "39222100", "Ville d'essai")
PUBLISHED = Reference("Location de bacs", "39222100")


def reading_of(*references):
    demand = need(cpv=(("39222100", 1.0),))
    supplier = facts(1, RENTS, references=references)
    return experience(demand, supplier, Answer(demand, supplier))


def test_a_published_contract_counts_in_full():
    assert reading_of(DECLARED, PUBLISHED).share == 1.0


def test_a_declared_one_counts_less_and_says_for_whom():
    reading = reading_of(DECLARED)

    assert DECLARED_TRADE < reading.share == DECLARED_REFERENCE < 1.0
    assert "non publiée" in reading.reason
    assert "Ville d'essai" in reading.reason


def test_one_of_another_trade_does_not_count():
    assert reading_of(Reference("Peinture", "45442100", "Ville")).share < DECLARED_REFERENCE


@pytest.fixture
def holder(client, db):
    member = MembershipFactory(role=Role.SUPPLIER)
    client.force_login(member.user)
    return SupplierFactory(name="La Laverie", organisation=member.organisation)


def send(browser, supplier, **values):
    data = {"client": "Ville d'essai", "object": "Lavage", "cpv": "", "began": "2024",
            "ended": "", "amount": "", **values}  # fmt: skip
    return browser.post(f"/fournisseurs/{supplier.pk}/references/", data)


def test_a_declared_reference_is_kept_shown_and_matched(client, holder):
    send(client, holder, cpv="39222100-4", amount="18500")

    (found,) = facts_of(Supplier.objects.all())
    assert found.references == (Reference("Lavage", "39222100", "Ville d'essai"),)
    page = words(client.get(f"/fournisseurs/{holder.pk}/"))
    assert "Dites par la structure" in page
    assert "depuis 2024" in page


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"client": ""}, "obligatoire"),
        ({"cpv": "lavage"}, "n'est pas un code CPV"),
        ({"ended": "2023"}, "précède l'année de début"),
        ({"began": "1900"}, "supérieure ou égale à 1980"),
        ({"began": "2098"}, "à venir"),
        ({"amount": "-1"}, "supérieure ou égale à 0"),
    ],
)
def test_a_wrong_reference_is_refused_in_french(client, holder, values, message):
    answer = send(client, holder, **values)

    assert answer.status_code == 422
    assert message in words(answer)
    assert not ClientReference.objects.exists()


def test_one_is_changed_and_taken_away_with_a_trace(client, holder):
    send(client, holder)
    kept = holder.client_references.get()
    page = f"/fournisseurs/{holder.pk}/references/{kept.pk}/"

    client.post(page, {"client": "Ville", "object": "Lavage de bacs", "began": "2023"})
    assert holder.client_references.get().object == "Lavage de bacs"
    client.post(f"{page}retirer/")

    assert not holder.client_references.exists()
    assert [act.act for act in holder.acts.all()] == [
        "reference_removed",
        "reference_kept",
        "reference_kept",
    ]


def test_published_contracts_name_their_buyer_when_balise_knows_it(client, holder):
    OrganisationFactory(name="Ville de Lille", siret="21590350100017")
    for key, siret in (("a", "21590350100017"), ("b", "21590017900014")):
        record = AwardRecord.objects.create(
            key=key, object=f"Lavage {key}", buyer_siret=siret, amount=120_000,
            notified_on=date(2025, 3, 1),
        )  # fmt: skip
        AwardHolder.objects.create(record=record, siret=holder.siret)

    for page in ("", "references/"):
        text = words(client.get(f"/fournisseurs/{holder.pk}/{page}"))
        assert "Ville de Lille" in text
        assert "SIRET 215 900 179 00014" in text
        assert "120\u202f000 € HT" in text
