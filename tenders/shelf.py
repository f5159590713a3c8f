"""One shelf for each reader: the shipped library and the clauses of authorities they may read."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from procurement.accounts.models import User
from tenders.clauses import Library, library
from tenders.models import ClauseVersion


def shelf_of(user: User | AnonymousUser) -> Library:
    """What the person may read and put into a tender."""
    return library().with_clauses(ClauseVersion.objects.visible_to(user).as_clauses())


def shared_shelf() -> Library:
    """What is open to all: shipped or published."""
    return library().with_clauses(ClauseVersion.objects.shared().as_clauses())
