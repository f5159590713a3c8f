"""Needs from JSON Lines (`formats.md`): upsert by id, what is missing is proposed from the text."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from needs.models import FactKind, FactStatus, Need, NeedFact, PlaceKind
from procurement import jsonl
from procurement.accounts.models import Organisation, OrganisationKind
from procurement.identifiers import InvalidIdentifier, parse_cpv
from procurement.nomenclature.models import Cpv
from procurement.typography import fold

# How files name the nature of a buyer, by the words it contains; the first that fits wins.
_KINDS = (
    (OrganisationKind.EPCI, ("epci", "communaute", "metropole", "agglomeration", "intercommun")),
    (OrganisationKind.DEPARTMENT, ("departement",)),
    (OrganisationKind.REGION, ("region",)),
    (OrganisationKind.STATE, ("etat", "prefecture", "ministere")),
    (OrganisationKind.NETWORK, ("reseau",)),
    (OrganisationKind.PUBLIC_BODY, ("etablissement", "syndicat", "ccas", "hopital")),
    (OrganisationKind.COMMUNE, ("commune", "ville", "mairie")),
)


class RefusedRecord(ValueError):
    """A record that cannot become a need; its text is the reason, in French."""


class Command(BaseCommand):
    help = "Importe des besoins au format JSON Lines."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FICHIER", help="un fichier, ou -")
        parser.add_argument("--dry-run", action="store_true", help="ne rien écrire, dire seulement")

    def handle(self, *, file: str, dry_run: bool, **options: Any) -> None:
        try:
            stream = jsonl.open_input(file)
        except jsonl.UnreadableInput as error:
            raise CommandError(str(error), returncode=2) from error
        with stream:
            taken, refused = self._load(stream, dry_run)
        done = "à prendre" if dry_run else "pris"
        self.stderr.write(f"Besoins {done} : {taken} ; refusés : {refused}.")
        if refused:
            sys.exit(1)

    def _load(self, stream: Any, dry_run: bool) -> tuple[int, int]:
        taken = refused = 0
        for line, record, reason in jsonl.records(stream):
            try:
                if record is None:
                    raise RefusedRecord(reason)
                jsonl.write(_take(record, dry_run), self.stdout)
                taken += 1
            except RefusedRecord as error:
                self.stderr.write(f"Ligne {line} : {error}")
                refused += 1
        return taken, refused


def _take(record: dict[str, Any], dry_run: bool) -> dict[str, Any]:
    with transaction.atomic():
        result = _upsert(record)
        transaction.set_rollback(dry_run)
    return result


def _upsert(record: dict[str, Any]) -> dict[str, Any]:
    values, codes = _values(record), _codes(record)
    external_id = str(record["id"])
    need = Need.objects.filter(external_id=external_id).select_related("project").first()
    created = need is None
    if need and need.project and need.project.frozen_at:
        raise RefusedRecord("le diagnostic de sa démarche est figé : ce besoin ne change plus.")
    if need is None:
        need = Need.objects.write(by=None, now=timezone.now(), external_id=external_id, **values)
    else:
        need.revise(version=need.version, by=None, now=timezone.now(), **values)
    for code in codes:
        _confirm(need, code)
    proposed = [] if codes else _proposed_codes(need)
    if not need.place_kind:
        _propose_place(need)
    return {
        "id": external_id,
        "need": str(need.pk),
        "created": created,
        "cpv": codes or proposed,
        "cpv_proposed": not codes,
        "place": need.place_code or None,
        "place_proposed": "place_kind" not in values,
    }


def _values(record: dict[str, Any]) -> dict[str, Any]:
    """The fields of the need; a text beyond its limits or a missing key refuses the record."""
    missing = [key for key in ("id", "title", "buyer", "text") if not record.get(key)]
    if missing:
        raise RefusedRecord(f"il manque {', '.join(missing)}.")
    if not isinstance(record["id"], str | int):
        raise RefusedRecord("« id » n'est ni un texte ni un nombre entier.")
    values = {
        "title": _text(record, "title"),
        "text": _text(record, "text").replace("\r\n", "\n"),
        "organisation": _buyer(record["buyer"]),
        **_place(record.get("place")),
    }
    try:
        Need(external_id=str(record["id"]), **values).full_clean(validate_unique=False)
    except ValidationError as error:
        raise RefusedRecord(" ".join(error.messages)) from error
    return values


def _text(record: dict[str, Any], key: str) -> str:
    if not isinstance(record[key], str):
        raise RefusedRecord(f"« {key} » n'est pas un texte.")
    return record[key]


def _buyer(buyer: Any) -> Organisation:
    if not isinstance(buyer, dict) or not isinstance(buyer.get("name"), str) or not buyer["name"]:
        raise RefusedRecord('« buyer » doit donner au moins un nom : {"name": …, "kind": …}.')
    found = Organisation.objects.filter(name__iexact=buyer["name"]).first()
    if found:
        return found
    kind = _kind(str(buyer.get("kind") or ""), buyer["name"])
    return Organisation.objects.create(name=buyer["name"][:200], kind=kind)


def _kind(kind: str, name: str) -> OrganisationKind:
    if kind in OrganisationKind.values:
        return OrganisationKind(kind)
    said = fold(f"{kind} {name}")
    fits = (kind for kind, signs in _KINDS if any(sign in said for sign in signs))
    return next(fits, OrganisationKind.PUBLIC_BODY)


def _place(place: Any) -> dict[str, str]:
    if not place:
        return {}
    if not isinstance(place, dict) or place.get("kind") not in PlaceKind.values:
        known = ", ".join(PlaceKind.values)
        raise RefusedRecord(f"la nature du lieu est inconnue ; attendu : {known}.")
    return {
        "place_kind": place["kind"],
        "place_code": str(place.get("code") or ""),
        "place_name": str(place.get("name") or ""),
    }


def _codes(record: dict[str, Any]) -> list[str]:
    given = record.get("cpv") or []
    if not isinstance(given, list):
        raise RefusedRecord("« cpv » doit être une liste de codes.")
    try:
        return [parse_cpv(code) for code in given]
    except InvalidIdentifier as error:
        raise RefusedRecord(str(error)) from error


def _confirm(need: Need, code: str) -> None:
    """A code that the file gives is the buyer's own choice."""
    known = Cpv.objects.filter(code=code).first()
    fact = next((f for f in need.facts.filter(kind=FactKind.CPV) if f.data["code"] == code), None)
    fact = fact or NeedFact(need=need, kind=FactKind.CPV)
    fact.data = {
        "code": code,
        "label": known.label if known else "",
        "because": ["Code donné par le fichier importé."],
    }
    fact.status, fact.decided_at = FactStatus.CONFIRMED, timezone.now()
    fact.save()


def _proposed_codes(need: Need) -> list[str]:
    facts = need.facts.filter(kind=FactKind.CPV).exclude(status=FactStatus.REJECTED)
    return [fact.data["code"] for fact in facts.order_by("pk")]


def _propose_place(need: Need) -> None:
    """The first place that the text names, for want of one in the file."""
    fact = need.facts.filter(kind=FactKind.PLACE).order_by("start").first()
    if fact:
        need.place_kind, need.place_code = fact.data["kind"], fact.data["code"]
        need.place_name = fact.data["name"]
        need.save(update_fields=["place_kind", "place_code", "place_name"])
