"""What an e-mail address tells of the person who asks for a record. It proves nothing alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

DATA = Path(__file__).parent / "data"
LINK_LASTS = timedelta(days=7)
# Anybody opens an address there: it says nothing of a structure.
FREE_MAIL = frozenset((DATA / "free_mail.txt").read_text(encoding="utf-8").split())
# Under these, the name that somebody owns has one more part; nobody owns `example` (RFC 2606).
_SHARED = frozenset(
    ("asso.fr", "com.fr", "gouv.fr", "nom.fr", "org.fr", "tm.fr", "asso.re", "com.re", "co.uk")
    + ("example.com", "example.net", "example.org")
)


@dataclass(frozen=True)
class Hint:
    """One thing seen; `speaks_for` is None when it says nothing either way."""

    sentence: str
    speaks_for: bool | None = None


def domain_of(email: str) -> str:
    return email.rpartition("@")[2].strip().lower()


def owned_name(host: str) -> str:
    """« www.atelier.asso.fr » is « atelier.asso.fr »: what somebody registered."""
    parts = host.lower().strip(".").split(".")
    kept = 3 if ".".join(parts[-2:]) in _SHARED else 2
    return ".".join(parts[-kept:])


def hints(email: str, website: str, contact_email: str) -> list[Hint]:
    """In the order in which a person would look: the kind of address, the site, the contact."""
    domain = domain_of(email)
    if domain in FREE_MAIL:
        found = [
            Hint(
                f"Adresse d'une messagerie ouverte à tous ({domain}) : elle ne dit rien de la "
                "structure. Demandez une autre preuve avant d'accepter.",
                False,
            )
        ]
    else:
        found = [Hint(f"Adresse d'un domaine propre : {domain}.")]
        found.append(_compared(domain, website))
    found.append(_contact(email, domain, contact_email))
    return found


def _compared(domain: str, website: str) -> Hint:
    host = urlsplit(website).hostname or ""
    if not host:
        return Hint("La fiche n'a pas de site web : le domaine ne se compare à rien.")
    if owned_name(domain) == owned_name(host):
        return Hint(f"Même domaine que le site de la fiche ({host}).", True)
    return Hint(f"Autre domaine que le site de la fiche ({host}) : à vérifier.", False)


def _contact(email: str, domain: str, contact_email: str) -> Hint:
    if not contact_email:
        return Hint("La fiche n'a pas d'adresse professionnelle à comparer.")
    if email.lower() == contact_email.lower():
        return Hint("C'est l'adresse professionnelle de la fiche.", True)
    own = owned_name(domain) == owned_name(domain_of(contact_email))
    if own and domain not in FREE_MAIL:
        return Hint("Même domaine que l'adresse professionnelle de la fiche.", True)
    return Hint("Autre adresse que celle de la fiche.")
