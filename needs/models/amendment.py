"""A legal value changed by hand in the admin, until the file that is the reference takes it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from procurement import legal
from procurement.typography import long_date


class LegalAmendmentQuerySet(models.QuerySet["LegalAmendment"]):
    def law(self) -> legal.Law:
        """The law of the files, with what was changed by hand."""
        rows = list(self.select_related("by"))
        return legal.law().amended(row.amendment() for row in rows) if rows else legal.law()


class LegalAmendment(models.Model):
    subject = models.SlugField(
        "sujet", max_length=80, help_text="Identifiant lu sur la page « Le droit à une date »."
    )
    since = models.DateField("en vigueur à partir du")
    value = models.CharField("valeur", max_length=40, help_text="Un nombre, ou l'état de la règle.")
    reason = models.TextField("motif et source", max_length=1000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="changée par", editable=False
    )
    at = models.DateTimeField("changée le", auto_now=True)

    objects = LegalAmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = "valeur légale changée à la main"
        verbose_name_plural = "valeurs légales changées à la main"
        ordering = ["subject", "since"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "since"],
                name="one_amendment_a_day",
                violation_error_message="Cette valeur est déjà changée à cette date.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject}, {long_date(self.since)}"

    def clean(self) -> None:
        known = legal.law().values.get(self.subject)
        if known is None:
            raise ValidationError({"subject": "Aucune valeur légale ne porte cet identifiant."})
        if known[0].unit == "STATE" and self.value not in legal.STATES:
            states = ", ".join(legal.STATES)
            raise ValidationError({"value": f"L'état de la règle est l'un de : {states}."})
        if known[0].unit not in ("STATE", "CPV") and not self._is_amount():
            raise ValidationError({"value": "Écrivez un nombre positif, comme 60000 ou 1.5."})

    def _is_amount(self) -> bool:
        try:
            amount = Decimal(self.value)
        except InvalidOperation:
            return False
        return amount.is_finite() and amount >= 0

    def amendment(self) -> legal.Amendment:
        day = self.at.date()
        note = f"Valeur changée à la main le {long_date(day)} par {self.by} : {self.reason}"
        return legal.Amendment(self.subject, self.since, self._typed(), note, day)

    def _typed(self) -> int | float | str:
        if not self._is_amount():
            return self.value
        number = float(self.value)
        return int(number) if number.is_integer() else number
