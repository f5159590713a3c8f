"""A project (« démarche »): one authority leads, others join, a facilitator runs it."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse

from procurement.accounts.models import Organisation, Role, User


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, user: User | AnonymousUser) -> ProjectQuerySet:
        """Projects whose lead, facilitator or member authority the person belongs to."""
        if not user.is_authenticated:
            return self.none()
        mine = Organisation.objects.for_user(
            user, Role.BUYER, Role.OFFICER, Role.FACILITATOR
        ).values("pk")
        return self.filter(
            Q(lead__in=mine)
            | Q(facilitator__in=mine)
            | Q(pk__in=ProjectMember.objects.filter(organisation__in=mine).values("project"))
        )

    def editable_by(self, user: User | AnonymousUser) -> ProjectQuerySet:
        """Projects that the person may steer: the facilitator, and the lead's own people."""
        if not user.is_authenticated:
            return self.none()
        lead = Organisation.objects.for_user(user, Role.BUYER, Role.OFFICER, Role.FACILITATOR)
        runs = Organisation.objects.for_user(user, Role.FACILITATOR)
        return self.filter(Q(lead__in=lead.values("pk")) | Q(facilitator__in=runs.values("pk")))


class Project(models.Model):
    """One path from needs to contract documents; its diagnosis is made of its needs' sheets."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.SlugField("référence", max_length=40, unique=True)
    title = models.CharField("titre", max_length=200)
    summary = models.TextField("objet de la démarche", max_length=4000, blank=True)
    sector = models.CharField("secteur", max_length=40, default="general")
    lead = models.ForeignKey(
        Organisation, models.PROTECT, related_name="led_projects", verbose_name="autorité pilote"
    )
    facilitator = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="facilitated_projects",
        null=True,
        blank=True,
        verbose_name="animateur",
    )
    launch_on = models.DateField("lancement prévu de la consultation", null=True, blank=True)
    frozen_at = models.DateTimeField("diagnostic figé le", null=True, blank=True, editable=False)
    created_at = models.DateTimeField("créée le", auto_now_add=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "démarche"
        ordering = ["-created_at", "reference"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("needs:project", args=[self.pk])

    def freeze(self, *, by: User, now: datetime) -> None:
        """Close the diagnosis to late joiners and changes of volume; noted in the register."""
        from needs.models.register import RegisterEntry

        self.frozen_at = now
        self.save(update_fields=["frozen_at"])
        RegisterEntry.objects.note(self, "diagnosis_frozen", by=by, now=now)


class ProjectMember(models.Model):
    """An authority that takes part in the project's diagnosis."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="members")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="projects")
    joined_at = models.DateTimeField("a rejoint le", auto_now_add=True)

    class Meta:
        verbose_name = "membre du diagnostic"
        verbose_name_plural = "membres du diagnostic"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "organisation"],
                name="project_member_once",
                violation_error_message="Cette autorité participe déjà à la démarche.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} dans {self.project}"
