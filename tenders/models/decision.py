"""What became of a proposal made by suppliers, and why."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models

from procurement.accounts.models import User
from procurement.differences import Piece, word_differences
from tenders.models.consultation import MarketConsultation
from tenders.models.question import ConsultationQuestion


class Outcome(models.TextChoices):
    ACCEPTED = "accepted", "retenue"
    ADAPTED = "adapted", "adaptée"
    REFUSED = "refused", "écartée"


class Decision(models.Model):
    """What became of a proposal made by suppliers, and why; shown to all at the closing."""

    consultation = models.ForeignKey(MarketConsultation, models.PROTECT, related_name="decisions")
    question = models.ForeignKey(
        ConsultationQuestion,
        models.PROTECT,
        related_name="decisions",
        null=True,
        blank=True,
        verbose_name="question ou clause",
    )
    proposal = models.TextField("ce qui a été proposé", max_length=3000)
    outcome = models.CharField("décision", max_length=10, choices=Outcome)
    reason = models.TextField("motif", max_length=3000)
    before = models.TextField("texte soumis", max_length=10_000, blank=True)
    after = models.TextField("texte retenu", max_length=10_000, blank=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField("décidé le")
    # Whose words it answers: comments of threads, and what these structures answered `question`.
    # Read by the team, and by each structure for itself.
    comments = models.ManyToManyField("tenders.ClauseComment", related_name="decisions", blank=True)
    invitations = models.ManyToManyField("tenders.Invitation", related_name="decisions", blank=True)

    class Meta:
        verbose_name = "décision"
        ordering = ["decided_at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} : {self.proposal}"

    def clean(self) -> None:
        """What is retained shows in the text; what is refused leaves it as it was."""
        if self.after == self.before:
            self.after = ""
        if self.outcome == Outcome.REFUSED and self.after:
            raise ValidationError(
                {"after": "Une proposition écartée ne change pas le texte : videz ce champ."}
            )
        if self.outcome in (Outcome.ACCEPTED, Outcome.ADAPTED) and self.before and not self.after:
            raise ValidationError(
                {"after": "Écrivez le texte retenu : chacun lira ce qui a changé, mot à mot."}
            )

    def changes(self) -> tuple[Piece, ...]:
        """The clause put to suppliers and the one retained, word by word; empty when unchanged."""
        return word_differences(self.before, self.after) if self.after else ()
