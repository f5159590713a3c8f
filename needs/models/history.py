"""Who changed what on a sheet, in the words of its forms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models, transaction

from procurement.accounts.models import User
from procurement.typography import plural

if TYPE_CHECKING:
    from needs.models.need import Need

# Automatic saving makes many changes of one: those of one person within this time are one line.
ONE_SITTING = timedelta(minutes=15)

Changes = Mapping[str, tuple[str, str]]  # {field: (before, after)}, as people read them


_SHORT = 200


def told_short(changes: Changes) -> dict[str, tuple[str, str]]:
    """A long text is told by its length: the history is no copy of the sheet."""
    return {
        name: (before, after)
        if max(len(before), len(after)) <= _SHORT
        else (plural(len(before), "caractère"), plural(len(after), "caractère"))
        for name, (before, after) in changes.items()
    }


class SheetChangeQuerySet(models.QuerySet["SheetChange"]):
    @transaction.atomic
    def record(
        self,
        need: Need,
        part: str,
        subject: str,
        changes: Changes,
        *,
        by: User | None,
        now: datetime,
    ) -> bool:
        """Whether it makes a new line; else it completes the person's last one on that subject."""
        last = self.filter(need=need).order_by("-at", "-pk").first()
        if last and last.continues(part, subject, by=by, now=now):
            last.complete(changes, now=now)
            return False
        self.create(
            need=need,
            part=part,
            subject=subject,
            changes={name: list(pair) for name, pair in changes.items()},
            by=by,
            actor=str(by) if by else "Balise",
            since=now,
            at=now,
        )
        return True


class SheetChange(models.Model):
    """What one person changed in one sitting; `changes` is {field: [before, after]}."""

    need = models.ForeignKey("needs.Need", models.CASCADE, related_name="history")
    part = models.CharField("partie de la fiche", max_length=60)
    subject = models.CharField("objet", max_length=200)
    changes = models.JSONField("changements", default=dict)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    actor = models.CharField("auteur", max_length=200)
    since = models.DateTimeField("depuis le")
    at = models.DateTimeField("date et heure")

    objects = SheetChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "changement de la fiche"
        verbose_name_plural = "changements de la fiche"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["need", "-at"], name="sheet_change_latest")]

    def __str__(self) -> str:
        return f"{self.subject}, {self.actor}"

    def continues(self, part: str, subject: str, *, by: User | None, now: datetime) -> bool:
        same = (self.part, self.subject, self.by_id) == (part, subject, by.pk if by else None)
        return same and now - self.at <= ONE_SITTING

    def complete(self, changes: Changes, *, now: datetime) -> None:
        """The first « before » stays, the last « after » replaces; what came back is no change."""
        merged = {**self.changes}
        for name, (before, after) in changes.items():
            merged[name] = [merged.get(name, [before])[0], after]
        self.changes = {name: pair for name, pair in merged.items() if pair[0] != pair[1]}
        self.at = now
        self.save(update_fields=["changes", "at"])
