"""The index of the register, asked by a need's terms and departments: exact BM25, in SQL."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from django.db.models import Count, F, QuerySet, Sum, Value, Window
from django.db.models.expressions import Combinable

from suppliers.models.posting import Entry, Posting, Term

# Postings that one search reads at most: over a large register, the words that nearly everybody
# says are passed over, the rarest being kept. A department never reaches it.
MOST_POSTINGS = 150_000
GLANCE = 5_000  # and to see who is near in words, but elsewhere
OUTSIDERS = 20  # the best ones elsewhere, to say that they were excluded and why
DEPARTMENTS = 30  # as many departments hold the whole register, at the densest
_PRIME = 2_147_483_647


@dataclass(frozen=True)
class Hits:
    """(number of an entry, BM25) best first; among how many, when they were counted."""

    best: tuple[tuple[int, int], ...] = ()
    among: int = 0

    @property
    def entries(self) -> list[int]:
        return [entry for entry, _ in self.best]


@dataclass(frozen=True)
class Candidates:
    """The entries to score: the nearest in words of those who serve the place, then outsiders."""

    inside: list[int]
    outside: list[int]
    among: int


def known(keys: Collection[str]) -> dict[str, Term]:
    """These terms, with how telling each is; a term that no supplier says is left out."""
    return {term.key: term for term in Term.objects.filter(key__in=keys, held_by__gt=0)}


def candidates(
    terms: Collection[Term], departments: Collection[str] | None, limit: int, *, seed: str
) -> Candidates:
    """Whom to score for a need met in these departments, or anywhere when None."""
    if departments and len(departments) >= DEPARTMENTS:
        departments = None  # nearly everybody is there: the exact test is made on the places
    here = search(terms, departments, limit=limit, seed=seed, count=True)
    if departments is None:
        return Candidates(here.entries, [], here.among)
    inside = set(here.entries)
    anywhere = search(terms, None, limit=limit + OUTSIDERS, most=GLANCE, seed=seed)
    outside = [entry for entry in anywhere.entries if entry not in inside]
    return Candidates(here.entries, outside[:OUTSIDERS], here.among)


def search(
    terms: Iterable[Term],
    departments: Collection[str] | None,
    *,
    limit: int | None = None,
    most: int = MOST_POSTINGS,
    seed: str = "",
    count: bool = False,
    within: QuerySet[Entry] | None = None,
) -> Hits:
    """The nearest in words among those filed under these departments, and within these entries.

    None is the whole country, or all. Equals come in an order that only the seed decides.
    """
    kept = telling(terms, departments, most)
    postings = Posting.objects.filter(term__in=[term.pk for term in kept])
    if departments is None:  # each supplier where it is counted, and nowhere else
        postings = postings.exclude(department__startswith=Posting.ALSO)
    else:
        also = [Posting.ALSO + code for code in departments]
        postings = postings.filter(department__in=[*departments, *also, Posting.EVERYWHERE])
    if within is not None:
        postings = postings.filter(entry__in=within)
    score: Combinable = Sum(F("weight") * F("term__rarity"))
    if departments is not None and len(departments) > 1:
        # A supplier filed under several departments has as many equal sets of rows: count one.
        score = score / Count("department", distinct=True)
    factor = int.from_bytes(sha256(seed.encode()).digest()[:4]) % _PRIME
    among: Combinable = Window(Count("*")) if count else Value(0)
    found = (
        postings.values("entry")
        .annotate(score=score, among=among)
        .order_by("-score", F("entry") * factor % _PRIME, "entry")
    )
    rows = list(found.values_list("entry", "score", "among")[:limit])
    return Hits(tuple((entry, score) for entry, score, _ in rows), rows[0][2] if rows else 0)


def telling(terms: Iterable[Term], departments: Collection[str] | None, most: int) -> list[Term]:
    """The rarest of the terms, as long as they are not too many rows to read."""
    part = 1.0 if departments is None else min(1.0, len(departments) / DEPARTMENTS)
    kept: list[Term] = []
    rows = 0.0
    for term in sorted(terms, key=lambda term: (-term.rarity, term.key)):
        rows += term.held_by * part
        if kept and rows > most:
            break
        kept.append(term)
    return kept


def rarities(terms: Mapping[str, Term]) -> dict[str, float]:
    return {key: term.rarity / Term.SCALE for key, term in terms.items()}
