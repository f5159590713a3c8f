"""Projects, needs, sites and volumes in named situations."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import factory
from django.utils import timezone

from needs.models import (
    Contributor,
    Discussion,
    FactKind,
    Need,
    NeedFact,
    Period,
    Project,
    ProjectMember,
    Site,
    TableImport,
    Teammate,
    Volume,
)
from procurement.accounts.models import OrganisationKind
from tests.factories import CommuneFactory, OrganisationFactory, UserFactory


class ProjectFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Project

    reference = factory.Sequence(lambda n: f"contenants-{n}")
    title = "Contenants réemployables pour la restauration collective"
    summary = "Remplacer les barquettes à usage unique par des contenants consignés."
    sector = "reuse_catering"
    lead = factory.SubFactory(
        OrganisationFactory, name="Métropole Européenne de Lille", kind=OrganisationKind.EPCI
    )


class MemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProjectMember

    project = factory.SubFactory(ProjectFactory)
    organisation = factory.SubFactory(OrganisationFactory)


class NeedFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Need

    class Params:
        in_project = factory.Trait(project=factory.SubFactory(ProjectFactory))

    organisation = factory.SubFactory(OrganisationFactory)
    title = factory.Sequence(lambda n: f"Contenants de la cuisine centrale {n}")
    text = "Nous servons 1 250 repas par jour à Lille et voulons des contenants réemployables."


class FactFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NeedFact

    need = factory.SubFactory(NeedFactory)
    kind = FactKind.QUANTITY
    start = 12
    end = 32
    text = "1 250 repas par jour"
    data = factory.LazyFunction(lambda: {"value": 1250, "unit": "repas", "period": "jour"})


class SiteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Site

    need = factory.SubFactory(NeedFactory)
    name = factory.Sequence(lambda n: f"École Jules-Ferry {n}")
    kind = "école"
    commune = factory.SubFactory(CommuneFactory)


class VolumeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Volume

    need = factory.SubFactory(NeedFactory)
    component = "repas servis"
    label = "Repas servis"
    quantity = Decimal("1250")
    unit = "repas"
    period = Period.DAY
    open_days = 5
    open_weeks = 36


class TableImportFactory(factory.django.DjangoModelFactory):
    """A file of one site that waits for the agreement of the one who sent it."""

    class Meta:
        model = TableImport

    kind = "sites"
    need = factory.SubFactory(NeedFactory)
    by = factory.SubFactory(UserFactory)
    file_name = "sites.csv"
    tables = factory.LazyFunction(
        lambda: [{"name": "", "rows": [[1, ["Site", "Commune"]], [2, ["École Ferry", "Lille"]]]}]
    )
    columns = factory.LazyFunction(
        lambda: [
            {"index": 0, "header": "Site", "field": "site"},
            {"index": 1, "header": "Commune", "field": "commune"},
        ]
    )
    created_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))


class ContributorFactory(factory.django.DjangoModelFactory):
    """Somebody who joined; `user=None` is still awaited."""

    class Meta:
        model = Contributor

    need = factory.SubFactory(NeedFactory)
    email = factory.Sequence(lambda n: f"contributeur{n}@example.org")
    name = factory.Sequence(lambda n: f"Contributeur {n}")
    part = "sheet"
    user = factory.SubFactory(UserFactory, email=factory.SelfAttribute("..email"))
    invited_at = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


class TeammateFactory(factory.django.DjangoModelFactory):
    """Somebody named in the team of a project; `user=None` is still awaited."""

    class Meta:
        model = Teammate

    project = factory.SubFactory(ProjectFactory)
    email = factory.Sequence(lambda n: f"equipier{n}@example.org")
    name = factory.Sequence(lambda n: f"Équipier {n}")
    right = "comment"
    user = factory.SubFactory(UserFactory, email=factory.SelfAttribute("..email"))
    invited_at = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


class DiscussionFactory(factory.django.DjangoModelFactory):
    """A thread about the whole project, still open, of one comment."""

    class Meta:
        model = Discussion
        skip_postgeneration_save = True

    project = factory.SubFactory(ProjectFactory)
    place = "project"
    about = "La démarche en général"
    started_at = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

    @factory.post_generation
    def comment(self, create, extracted, **kwargs):
        self.comments.create(author="Nadia", text=extracted or "À revoir.", at=self.started_at)


def ask_for_containers(need, *communes):
    """In each of these communes a site, with a thousand containers to collect and to wash."""
    for commune in communes:
        site = SiteFactory(need=need, commune=commune)
        for component in ("collecte", "lavage"):
            VolumeFactory(
                need=need, site=site, component=component, unit="contenant", quantity=Decimal(1000)
            )
