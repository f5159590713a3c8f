"""What a tender remembers of a clause that it took: the version, the day, the basis it then had."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils import timezone

from tenders.clauses import Clause, LegalBasis, Library, changes, library
from tenders.models.local_clause import ClauseVersion


class TakenManager(models.Manager):
    """Local clauses come with their row: no query for each."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().select_related("local__clause__organisation")


class Taken(models.Model):
    """`local` is the version that an authority wrote; without it, the clause is a shipped one."""

    clause_id: Any  # each of the two says whether it may be left out
    clause_version: Any

    local = models.ForeignKey(
        ClauseVersion,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="%(class)s_uses",
    )
    taken_at = models.DateTimeField("prise le", default=timezone.now, editable=False)
    basis = models.JSONField("fondement à cette date", default=list, editable=False)

    class Meta:
        abstract = True

    def as_taken(self) -> changes.Taken | None:
        """What the alerts compare with the law and the library of another day."""
        clause = self.taken_clause()
        if clause is None:
            return None
        return changes.Taken(clause, timezone.localdate(self.taken_at), self.basis)

    def taken_clause(self) -> Clause | None:
        """The clause at the version that was taken; None when nothing was taken."""
        if self.local is not None:
            return self.local.as_clause()
        if not self.clause_id:
            return None
        return library().get(self.clause_id, self.clause_version)


def shelf_around(rows: Iterable[Taken]) -> Library:
    """The shipped library and every version of the local clauses that these rows took."""
    ids = {row.local.clause_id for row in rows if row.local is not None}
    if not ids:
        return library()
    return library().with_clauses(ClauseVersion.objects.filter(clause__in=ids).as_clauses())


def taken(clause: Clause, local: ClauseVersion | None) -> dict[str, Any]:
    """The fields of a row that takes this clause today."""
    return {
        "clause_id": clause.id,
        "clause_version": clause.version,
        "local": local,
        "basis": [plain_basis(basis) for basis in clause.legal_basis],
    }


def plain_basis(basis: LegalBasis) -> dict[str, str | None]:
    return {
        "article": basis.article,
        "since": basis.since.isoformat(),
        "until": basis.until.isoformat() if basis.until else None,
    }
