"""Who could read a project, remembered for good: a right that ends does not undo what was read."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from needs.models import Project, Teammate
from procurement.accounts.models import Membership, Organisation, User


def houses_of(project: Project) -> models.QuerySet[Organisation]:
    """The organisations that lead, run or share the project, and their namesakes by SIREN."""
    keys = {project.lead_id, project.facilitator_id, *project.members.values_list(
        "organisation", flat=True)}  # fmt: skip
    known = Organisation.objects.filter(pk__in=[key for key in keys if key])
    sirens = {siret[:9] for siret in known.values_list("siret", flat=True) if siret}
    same = models.Q(pk__in=[key for key in keys if key])
    for siren in sorted(sirens):
        same |= models.Q(siret__startswith=siren)
    return Organisation.objects.filter(same)


class InsiderQuerySet(models.QuerySet["Insider"]):
    def remember(self, project: Project, *, now: datetime) -> None:
        """Everybody who may read it today, added to those who ever could."""
        employed = Membership.objects.filter(organisation__in=houses_of(project).values("pk"))
        named = Teammate.objects.present().filter(project=project).select_related("user")
        found: dict[str, tuple[User | None, str]] = {
            row.user.email: (row.user, row.organisation.name)
            for row in employed.select_related("user", "organisation").order_by("pk")
        }
        for mate in named:
            email = mate.user.email if mate.user else mate.email
            found.setdefault(email, (mate.user, "nommée dans l'équipe"))
        Insider.objects.bulk_create(
            (
                Insider(project=project, user=user, email=email, organisation=where, since=now)
                for email, (user, where) in found.items()
            ),
            ignore_conflicts=True,
        )


class Insider(models.Model):
    """Never changed nor removed while its project lasts; `email` outlives the account."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    email = models.EmailField("adresse")
    organisation = models.CharField("organisation", max_length=200)
    since = models.DateTimeField("vue le")

    objects = InsiderQuerySet.as_manager()

    class Meta:
        verbose_name = "personne qui a eu accès"
        verbose_name_plural = "personnes qui ont eu accès"
        ordering = ["since", "pk"]
        constraints = [models.UniqueConstraint(fields=["project", "email"], name="insider_once")]

    def __str__(self) -> str:
        return f"{self.email}, {self.organisation}"
