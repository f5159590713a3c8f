"""Usage: manage.py check_suppliers [--siret SIRET …] [--older-than JOURS] [--limit N]"""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import F, Q
from django.utils import timezone

from suppliers.checks import PublicFacts, remarks
from suppliers.lookup import Unavailable, check, lookup
from suppliers.models import Supplier
from suppliers.origins import told_by

PAUSE = 0.2  # seconds between two questions: the service asks not to be hurried
GIVE_UP = 3  # failures that follow each other


class Command(BaseCommand):
    help = "Vérifie des fiches par leur SIRET sur les données publiques, sans rien y changer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--siret", nargs="*", default=[], help="ces fiches seulement")
        parser.add_argument("--older-than", type=int, default=180, metavar="JOURS")
        parser.add_argument("--limit", type=int, default=200)

    def handle(self, *, siret: list[str], older_than: int, limit: int, **options: Any) -> None:
        now = timezone.now()
        failures = failed = 0
        client = lookup()
        for supplier in self._due(siret, now - timedelta(days=older_than), limit):
            try:
                kept = check(supplier, by=client, now=now)
            except Unavailable as error:
                self.stderr.write(f"{supplier.siret} : {error}")
                failures, failed = failures + 1, failed + 1
                if failures == GIVE_UP:
                    break
                continue
            failures = 0
            for remark in remarks(PublicFacts(**kept.found), told_by(supplier)):
                self.stdout.write(f"{supplier.siret} {supplier.name} : {remark}")
            time.sleep(PAUSE)
        if failed:
            sys.exit(1)

    def _due(self, siret: list[str], before: Any, limit: int) -> list[Supplier]:
        """Those never checked, then the oldest checks; made-up records are nobody's."""
        suppliers = Supplier.objects.filter(is_fictitious=False)
        if siret:
            suppliers = suppliers.filter(siret__in=siret)
        else:
            due = Q(provenance__checked_at=None) | Q(provenance__checked_at__lt=before)
            suppliers = suppliers.filter(due)
        return list(
            suppliers.order_by(F("provenance__checked_at").asc(nulls_first=True), "pk")[:limit]
        )
