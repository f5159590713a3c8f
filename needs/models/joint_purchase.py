"""What the members of a project choose for buying together (« groupement de commandes »)."""

from __future__ import annotations

from datetime import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction

from needs.models.project import Project
from needs.models.register import RegisterEntry
from procurement.accounts.models import User


class Mission(models.TextChoices):
    """How far the coordinator acts for the others (L2113-7)."""

    AWARD = "award", "choisir le titulaire ; chaque membre signe et exécute son contrat"
    SIGN = "sign", "choisir le titulaire, signer et notifier ; chaque membre exécute pour sa part"
    PERFORM = "perform", "choisir le titulaire, signer, notifier et exécuter pour tous"


class Committee(models.TextChoices):
    """Who awards a formal procedure (L1414-3 of the CGCT)."""

    COORDINATOR = "coordinator", "celle du coordonnateur"
    JOINT = "joint", "une commission propre au groupement, un élu de chaque membre"


class JointPurchaseManager(models.Manager["JointPurchase"]):
    def for_project(self, project: Project) -> JointPurchase:
        """The choices made so far, or the usual ones, not saved."""
        return self.filter(project=project).first() or JointPurchase(project=project)


class JointPurchase(models.Model):
    """The coordinator is the project's lead, the members are the project's."""

    project = models.OneToOneField(Project, models.CASCADE, related_name="joint_purchase")
    mission = models.CharField(
        "mission du coordonnateur", max_length=10, choices=Mission, default=Mission.SIGN
    )
    committee = models.CharField(
        "commission d'appel d'offres",
        max_length=12,
        choices=Committee,
        default=Committee.COORDINATOR,
    )
    permanent = models.BooleanField(
        "groupement permanent",
        default=False,
        help_text="Sert à plusieurs marchés ; sinon le groupement s'éteint avec ce marché-ci.",
    )
    costs_shared = models.BooleanField(
        "frais partagés",
        default=False,
        help_text="Publicité et frais de procédure répartis selon la part de chacun dans le "
        "marché ; sinon le coordonnateur les supporte.",
    )
    withdrawal_months = models.PositiveSmallIntegerField(
        "préavis de retrait, en mois",
        default=3,
        validators=[
            MinValueValidator(1, "Le préavis de retrait va de 1 à 12 mois."),
            MaxValueValidator(12, "Le préavis de retrait va de 1 à 12 mois."),
        ],
    )

    objects = JointPurchaseManager()

    class Meta:
        verbose_name = "groupement de commandes"
        verbose_name_plural = "groupements de commandes"

    def __str__(self) -> str:
        return f"Groupement de commandes, {self.project}"

    @transaction.atomic
    def choose(self, *, by: User, now: datetime) -> None:
        """Keep these choices; the register says which."""
        self.full_clean()
        self.save()
        RegisterEntry.objects.note(
            self.project,
            "joint_purchase_chosen",
            by=by,
            now=now,
            mission=self.get_mission_display(),
            committee=self.get_committee_display(),
        )
