"""A joint diagnosis of any size, as a metropolis would fill it; its totals counted apart."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from uuid import uuid4

from needs.models import (
    Contributor,
    FactKind,
    FactStatus,
    Need,
    NeedFact,
    Project,
    ProjectMember,
    Site,
    Volume,
)
from procurement.accounts.models import Membership, Organisation, OrganisationKind, Role, User
from procurement.nomenclature.models import Commune

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
EPCI = "200093201"
KINDS = ("École maternelle", "École élémentaire", "Crèche", "Ehpad", "Cuisine centrale")
ANSWERS = {
    "production_mode": ["central_cold"],
    "central_kitchens": 1,
    "portioning": ["bulk"],
    "open_days_per_week": 5,
    "open_weeks_per_year": 36,
    "container_types": ["gastronorm", "crate"],
    "container_materials": ["steel"],
    "wash_equipment": ["tunnel", "hood"],
    "wash_capacity_per_day": 350,
    "washing_by": "provider",
    "storage_clean_m2": "12.5",
    "delivery_days_per_week": 5,
    "delivery_window": "de 6 h à 10 h, sauf le mercredi ; sonner à la loge, cour piétonne",
    "return_delay_days": 2,
    "loss_rate": "1.5",
    "sanitary_plan": "current",
    "single_use_per_day": 240,
    "single_use_cost": 18400,
    "publics": ["school", "nursery"],
    "max_weight_kg": 12,
}


@dataclass
class Joint:
    """The project, somebody who runs it, its largest sheet, and what it must add up to."""

    project: Project
    officer: User
    sheet: Need
    sites: int
    totals: dict[tuple[str, str], Fraction] = field(default_factory=dict)


def build(members: int, sites: int, *, seed: int = 3) -> Joint:
    """`members` communes that share `sites` sites, the first of them holding the most."""
    random = Random(seed)
    communes = _communes(members)
    lead = Organisation.objects.create(
        name="Métropole d'essai", kind=OrganisationKind.EPCI, place_code=EPCI
    )
    officer = User.objects.create_user(f"agent-{uuid4()}@example.org", "mot-de-passe-long")
    Membership.objects.create(user=officer, organisation=lead, role=Role.OFFICER)
    project = Project.objects.start(
        by=officer, now=NOW, title="Contenants réemployables", sector="reuse_catering", lead=lead
    )
    totals: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    counts = _shared(sites, members)
    needs = [
        _sheet(project, commune, count, officer, random, totals)
        for commune, count in zip(communes, counts, strict=True)
    ]
    return Joint(project, officer, needs[0], sites, dict(totals))


def _communes(members: int) -> list[Commune]:
    known = list(Commune.objects.filter(epci_siren=EPCI).exclude(lat=None).order_by("insee"))
    missing = [
        Commune(
            insee=f"99{n:03}",
            name=f"Commune d'essai {n}",
            name_key=f"commune d essai {n}",
            epci_siren=EPCI,
            department="59",
            region="32",
            lat=50.5 + n * 0.003,
            lon=3.0 + (n % 10) * 0.02,
            population=5000,
        )
        for n in range(members - len(known))
    ]
    Commune.objects.bulk_create(missing)
    return [*known, *missing][:members]


def _shared(sites: int, members: int) -> list[int]:
    """A tenth of the sites to the first, the rest dealt out."""
    largest = sites // 10 if members > 1 else sites
    others = members - 1
    rest = [(sites - largest) // others + (n < (sites - largest) % others) for n in range(others)]
    return [largest, *rest]


def _sheet(
    project: Project,
    commune: Commune,
    count: int,
    officer: User,
    random: Random,
    totals: dict[tuple[str, str], Fraction],
) -> Need:
    town = Organisation.objects.create(
        name=f"Ville de {commune.name}", kind=OrganisationKind.COMMUNE, place_code=commune.insee
    )
    ProjectMember.objects.create(project=project, organisation=town)
    need = Need.objects.create(
        project=project,
        organisation=town,
        service="Direction de l'éducation et de la restauration",
        title=f"Contenants réemployables des cantines de {commune.name}",
        text=f"Les cantines de {commune.name} servent des repas en liaison froide. " * 8,
        answers={**ANSWERS, "meals_per_day": 50 * count},
        responsible=officer,
    )
    need.note("need_created", by=officer, now=NOW)
    need.note("text_changed", by=officer, now=NOW)
    _facts(need)
    Contributor.objects.create(
        need=need, email=f"chef-{commune.insee}@example.org", name="Chef", invited_at=NOW
    )
    for day in range(3):
        now = NOW + timedelta(days=day)
        need.record(
            "volumes", "Volume « Repas servis »", {"Quantité": ("1", "2")}, by=None, now=now
        )
    sites = Site.objects.bulk_create(
        Site(need=need, name=f"{random.choice(KINDS)} {n + 1}", kind="école", commune=commune)
        for n in range(count)
    )
    rows = [row for site in sites for row in _of_site(site, random)] + _of_whole(random)
    Volume.objects.bulk_create(Volume(need=need, **row) for row in rows)
    for row in rows:
        _count(row, totals)
    return need


def _facts(need: Need) -> None:
    meals = {"value": 85, "unit": "repas", "period": "jour"}
    NeedFact.objects.bulk_create(
        NeedFact(
            need=need, kind=kind, start=n, end=n + 9, text="85 repas", data=data, status=status
        )
        for n, (kind, data, status) in enumerate(
            [
                (FactKind.QUANTITY, meals, FactStatus.CONFIRMED),
                (FactKind.QUANTITY, meals, FactStatus.PROPOSED),
                (FactKind.OBJECTIVE, {"id": "reemploi"}, FactStatus.CONFIRMED),
                (FactKind.OBJECTIVE, {"id": "dechets"}, FactStatus.CONFIRMED),
                (FactKind.QUANTITY, meals, FactStatus.CONFIRMED),
            ]
        )
    )


def _of_site(site: Site, random: Random) -> list[dict]:
    weeks, days = random.choice([36, 46, 52]), random.choice([4, 5, 7])
    opening = {"site": site, "open_weeks": weeks, "open_days": days}
    meals = {"component": "repas servis", "label": "Repas servis", "unit": "repas"}
    washed = {"component": "lavage", "label": "Bacs à laver", "unit": "contenant"}
    return [
        {**opening, **meals, "period": "jour", "quantity": Decimal(random.randint(20, 900))},
        {
            **opening,
            **washed,
            "period": "mois",
            "quantity": Decimal(random.randint(1, 99999)) / 100,
        },
    ]


def _of_whole(random: Random) -> list[dict]:
    stock = {"component": "fourniture de contenants", "label": "Bac gastronome 1/2"}
    waste = {"component": "déchets", "label": "Emballages jetés"}
    return [
        {
            **stock,
            "unit": "contenants",
            "period": "",
            "quantity": Decimal(random.randint(100, 5000)),
        },
        {
            **waste,
            "unit": "tonnes",
            "period": "an",
            "quantity": Decimal(random.randint(1, 900)) / 100,
        },
        {
            **waste,
            "unit": "kg",
            "period": "semaine",
            "open_weeks": 47,
            "quantity": Decimal(random.randint(1, 300)),
        },
    ]


def _count(row: dict, totals: dict[tuple[str, str], Fraction]) -> None:
    """The same sum by another hand: nothing here comes from the diagnosis."""
    weeks, days = row.get("open_weeks", 52), row.get("open_days", 5)
    times = {
        "": Fraction(1),
        "an": Fraction(1),
        "jour": Fraction(days) * weeks,
        "semaine": Fraction(weeks),
        "mois": Fraction(12 * weeks, 52),
    }[row["period"]]
    scale = 1000 if row["unit"] == "tonnes" else 1
    totals[row["component"], row["period"] and "an"] += Fraction(row["quantity"]) * times * scale
