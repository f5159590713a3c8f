"""Suppliers and their activities in named situations."""

from datetime import UTC, datetime

import factory

from procurement.accounts.models import User
from procurement.spreadsheets import Sheet
from suppliers import intakes
from suppliers.models import Activity, EssProof, Intake, Supplier


def made_up_siret(number: int) -> str:
    """A SIRET whose keys are right; under 100,000 its SIREN begins with 000: no company has it."""
    siren = _with_key(f"{number:08d}")
    return _with_key(f"{siren}0001")


def _with_key(digits: str) -> str:
    doubled = (int(d) * (2 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits)))
    return f"{digits}{-sum(n - 9 if n > 9 else n for n in doubled) % 10}"


class SupplierFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Supplier
        skip_postgeneration_save = True

    class Params:
        serves_lille = factory.Trait(area_kind="departments", area_codes=["59"])
        national = factory.Trait(area_kind="country", area_codes=[])

    name = factory.Sequence(lambda n: f"Atelier solidaire d'essai {n}")
    siret = factory.Sequence(made_up_siret)
    external_id = factory.Sequence(lambda n: f"T-{n}")
    ess_kinds = factory.LazyFunction(lambda: ["SCIC"])
    description = "Nous louons et lavons des bacs réemployables pour les cantines."
    city = "Lille"
    postal_code = "59000"
    insee = "59350"
    department = "59"
    lat = 50.6311
    lon = 3.0468
    is_fictitious = True

    @factory.post_generation
    def indexed(self, create, extracted, **kwargs):
        """`SupplierFactory(indexed=True)` can be found by a search."""
        if create and extracted:
            self.reindex()


class ActivityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Activity

    supplier = factory.SubFactory(SupplierFactory)
    label = "Location de contenants réemployables"
    description = "Bacs en inox livrés et repris chaque jour."
    cpv = factory.LazyFunction(lambda: ["39222100"])


class EssProofFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = EssProof

    supplier = factory.SubFactory(SupplierFactory)
    kind = "SCIC"
    reference = "Statuts"
    stated_at = datetime(2027, 1, 5, 9, tzinfo=UTC)


def waiting_intake(*rows: list, by: User, header: tuple = ("Nom", "SIRET")) -> Intake:
    """A table that a person of a network sent and has not confirmed."""
    lines = [header, *(rows or [("Atelier envoyé", made_up_siret(900))])]
    sheet = Sheet("Adhérents", [(n, list(cells)) for n, cells in enumerate(lines, start=1)])
    return intakes.keep(
        [sheet],
        by=by,
        now=datetime(2027, 1, 5, 9, tzinfo=UTC),
        source="Réseau d'essai",
        file_name="adherents.xlsx",
    )
