"""Asking public data about a SIRET: a client that the settings choose, and what to do without."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

import httpx
from django.conf import settings
from django.utils.module_loading import import_string

from suppliers.checks import PublicFacts, read_answer
from suppliers.models import Provenance, Supplier

PATIENCE = 5.0  # seconds: a page waits for this
LASTS = timedelta(hours=1)  # asked again sooner, the answer would be the same


class Unavailable(Exception):
    """Nothing could be asked; its text is a French sentence for the person."""


class Lookup(Protocol):
    def find(self, siret: str) -> PublicFacts:
        """What public data say of it; raises Unavailable."""


class Offline:
    """For machines without the network: says so, and leaves what was found before."""

    def find(self, siret: str) -> PublicFacts:
        raise Unavailable(
            "Cette installation n'interroge aucun service extérieur : la vérification par SIRET "
            "est coupée."
        )


class PublicSearch:
    """The State's open search of companies: no key, no account."""

    def __init__(self, transport: httpx.BaseTransport | None = None) -> None:
        self._client = httpx.Client(
            timeout=PATIENCE, transport=transport, headers={"User-Agent": "Balise"}
        )

    def find(self, siret: str) -> PublicFacts:
        asked = {"q": siret, "page": "1", "per_page": "5"}
        try:
            answer = self._client.get(settings.COMPANY_LOOKUP_URL, params=asked)
            answer.raise_for_status()
            said = answer.json()
        except httpx.HTTPStatusError as error:
            raise Unavailable(_refusal(error.response.status_code)) from error
        except (httpx.HTTPError, ValueError) as error:
            raise Unavailable(
                "Le service public de recherche d'entreprises ne répond pas. La fiche reste comme "
                "elle est ; réessayez plus tard."
            ) from error
        if not isinstance(said, Mapping):
            raise Unavailable("Le service public a répondu autre chose que ce qui est attendu.")
        return read_answer(said, siret)


def _refusal(status: int) -> str:
    if status == 429:
        return "Le service public reçoit trop de demandes : réessayez dans une minute."
    return f"Le service public a répondu par une erreur ({status}) : réessayez plus tard."


def lookup() -> Lookup:
    """The client named by the settings."""
    client: Any = import_string(settings.COMPANY_LOOKUP)
    return client()


def check(supplier: Supplier, *, by: Lookup, now: datetime) -> Provenance:
    """Ask, and keep the answer with its date; raises Unavailable, and then changes nothing."""
    if supplier.is_fictitious:
        raise Unavailable("Cette fiche est fictive : aucune donnée publique ne la connaît.")
    kept = Provenance.objects.filter(supplier=supplier).first()
    if kept and kept.checked_at and now - kept.checked_at < LASTS:
        return kept
    found = by.find(supplier.siret)
    kept, _ = Provenance.objects.update_or_create(
        supplier=supplier, defaults={"found": found.as_dict(), "checked_at": now}
    )
    return kept
