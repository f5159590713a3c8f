"""Usage: manage.py groups (--need ID | --all) [--top 5]"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from procurement import jsonl
from suppliers.gathering import search
from suppliers.searching import add_need_arguments, demands


class Command(BaseCommand):
    help = "Propose de petits groupes de fournisseurs qui couvrent ensemble un besoin."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_need_arguments(parser, top=5)

    def handle(self, *, need: str | None, top: int, **options: Any) -> None:
        asked = demands(need=need)
        for demand in tqdm(asked, unit=" besoins", file=sys.stderr, disable=need is not None):
            found = search(demand).as_dict(top=0)
            jsonl.write(
                {
                    "need_id": demand.id,
                    "components": found["components"],
                    "unread": found["unread"],
                    "groups": found["groups"][:top],
                },
                self.stdout,
            )
