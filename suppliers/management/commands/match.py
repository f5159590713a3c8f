"""Usage: manage.py match (--need ID | --all) [--top 20] [--format table|json|trec]"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from procurement import jsonl
from procurement.typography import number
from suppliers.gathering import match
from suppliers.matching import Ranking
from suppliers.searching import add_need_arguments, demands


class Command(BaseCommand):
    help = "Classe les fournisseurs pour un besoin, chaque point expliqué."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_need_arguments(parser, top=20)
        parser.add_argument("--format", choices=("table", "json", "trec"), default="table")

    def handle(self, *, need: str | None, top: int, format: str, **options: Any) -> None:
        write = {"table": self._table, "json": self._json, "trec": self._trec}[format]
        asked = demands(need=need)
        for demand in tqdm(asked, unit=" besoins", file=sys.stderr, disable=need is not None):
            write(match(demand), top)

    def _json(self, ranking: Ranking, top: int) -> None:
        jsonl.write(ranking.as_dict(top=top), self.stdout)

    def _trec(self, ranking: Ranking, top: int) -> None:
        for result in ranking.results[:top]:
            # Blanks part the columns: none may stand in a name.
            need, supplier = (
                "_".join(id.split()) for id in (ranking.demand.id, result.supplier.id)
            )
            self.stdout.write(f"{need} Q0 {supplier} {result.rank} {result.score} balise")

    def _table(self, ranking: Ranking, top: int) -> None:
        self.stdout.write(f"{ranking.demand.id} · {ranking.demand.title}")
        for result in ranking.results[:top]:
            facts = result.supplier
            self.stdout.write(
                f"{result.rank:>4}  {number(result.score, 1):>5}  {facts.name} ({facts.city})"
            )
            self.stdout.write(f"             {result.parts[0].reading.reason}")
        for out in ranking.excluded[:top]:
            self.stdout.write(f"   –  écarté  {out.supplier.name} : {out.reason}")
