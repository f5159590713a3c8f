"""Two people on one row: a change says the version it read, and a stale one is refused."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction


class StaleVersion(Exception):
    """Somebody else saved the row since it was read; carries the row as it is now."""

    def __init__(self, current: Any) -> None:
        super().__init__("La fiche a été modifiée entre-temps.")
        self.current = current


class Versioned(models.Model):
    """A row that several people may edit: forms and the API send the version they read."""

    version = models.PositiveIntegerField("version", default=1, editable=False)

    class Meta:
        abstract = True

    @transaction.atomic
    def save_from(self, version: int) -> None:
        """Save what was edited from `version`; raises StaleVersion when somebody was faster."""
        row = type(self)._default_manager.filter(pk=self.pk)
        # The update holds the row until the end, so that of two writers one is told.
        if not row.filter(version=version).update(version=version + 1):
            raise StaleVersion(row.get())
        self.version = version + 1
        self.save()
