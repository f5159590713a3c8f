"""Objects in named situations; each app adds its own below its title."""

import factory

from procurement.accounts.models import Membership, Organisation, OrganisationKind, Role, User
from procurement.nomenclature.models import Commune


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"personne{n}@example.org")
    password = factory.django.Password("mot-de-passe-long")


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Commune d'essai {n}")
    kind = OrganisationKind.COMMUNE


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Role.BUYER


class CommuneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Commune
        django_get_or_create = ("insee",)

    insee = "59350"
    name = "Lille"
    name_key = "lille"
    postal_codes = "59000|59160|59260|59777|59800"
    epci_siren = "200093201"
    epci_name = "Métropole Européenne de Lille"
    department = "59"
    department_name = "Nord"
    region = "32"
    region_name = "Hauts-de-France"
    lat = 50.6311
    lon = 3.0468
    population = 238695
