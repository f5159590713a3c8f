"""The way of a clause from draft to publication, for the page and the API: who may do what now."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet

from procurement.accounts.models import User
from procurement.legal import Severity
from tenders.clause_wording import wording_remarks
from tenders.clauses.faults import lacking
from tenders.clauses.states import TRANSITIONS, Transition, Who
from tenders.models import ClauseVersion, LocalClause, StaleClause
from tenders.models.local_clause import possible_readers


def followed_by(user: User) -> QuerySet[ClauseVersion]:
    """Versions of those who write for their authority, and of their second reader."""
    own = LocalClause.objects.editable_by(user).values("pk")
    return ClauseVersion.objects.filter(Q(clause__in=own) | Q(second_reader=user)).with_clause()


def writes(user: User, version: ClauseVersion) -> bool:
    return LocalClause.objects.editable_by(user).filter(pk=version.clause_id).exists()


def allowed_moves(user: User, version: ClauseVersion, *, can_write: bool) -> dict[str, Transition]:
    """What the person may do with this version now; an incomplete clause only goes back."""
    is_whole = not any(lacking(version.as_clause()))
    can_read_again = version.is_asked and version.second_reader_id == user.pk
    return {
        act: move
        for act, move in TRANSITIONS.items()
        if version.state in move.sources
        and (can_write if move.who == Who.WRITER else can_read_again)
        and (is_whole or act == "send_back")
    }


def move(
    version: ClauseVersion,
    act: str,
    *,
    by: User,
    now: datetime,
    read: int,
    remark: str = "",
    reader: int | None = None,
) -> None:
    """Make the move; `read` is the mark of what the person read.

    PermissionDenied when it is not theirs to make, StaleClause when the version moved meanwhile,
    ValidationError with the French reason otherwise.
    """
    if act not in allowed_moves(by, version, can_write=writes(by, version)):
        raise PermissionDenied
    if version.mark != read:
        raise StaleClause
    if act == "ask_reading":
        version.ask_reading(named_reader(version, by, reader), by=by, now=now)
        return
    if act == "publish" and not remark.strip() and has_blocking_wording(version):
        raise ValidationError(
            "Le contrôle de la rédaction relève un point bloquant. Corrigez-le, ou dites dans la "
            "remarque pourquoi vous publiez quand même."
        )
    version.move(act, by=by, now=now, remark=remark)


def named_reader(version: ClauseVersion, by: User, reader: int | None) -> User:
    found = possible_readers(version.clause, besides=by).filter(pk=reader or 0).first()
    if found is None:
        raise ValidationError("Choisissez le second lecteur dans la liste.")
    return found


def has_blocking_wording(version: ClauseVersion) -> bool:
    return any(r.severity == Severity.BLOCKING for r in wording_remarks(version.as_clause()))
