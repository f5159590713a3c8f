"""What the commands `match` and `groups` share: which needs are asked for, searched one by one."""

from __future__ import annotations

import uuid
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator

from django.core.management.base import CommandError
from django.db.models import Q

from needs.models import Need, Project
from suppliers.demand import Demand
from suppliers.gathering import demand_of_need, demand_of_project


def add_need_arguments(parser: ArgumentParser, *, top: int) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "--need", metavar="ID", help="identifiant d'un besoin, ou référence d'une démarche"
    )
    which.add_argument("--all", action="store_true", help="tous les besoins")
    parser.add_argument(
        "--top", type=_count, default=top, help=f"combien au plus ({top} par défaut)"
    )


def _count(typed: str) -> int:
    if not typed.isdecimal():
        raise ArgumentTypeError(f"« {typed} » n'est pas un nombre entier, zéro ou plus.")
    return int(typed)


def demands(*, need: str | None) -> Iterator[Demand]:
    """The demand asked for, or that of every need; raises CommandError when nothing answers."""
    needs = Need.objects.select_related("organisation").prefetch_related(
        "sites__commune", "volumes"
    )
    if need is None:
        for one in needs.order_by("external_id", "pk").iterator(chunk_size=100):
            yield demand_of_need(one)
        return
    found = needs.filter(_named(need)).first()
    if found:
        yield demand_of_need(found)
        return
    project = Project.objects.filter(reference=need).first()
    if project is None:
        raise CommandError(f"Aucun besoin ni démarche ne s'appelle « {need} ».", returncode=2)
    yield demand_of_project(project)


def _named(text: str) -> Q:
    try:
        return Q(external_id=text) | Q(pk=uuid.UUID(text))
    except ValueError:
        return Q(external_id=text)
