"""Canteens of the public register (« ma cantine », open data) → rows of sites and volumes.

The register gives, for each canteen, its SIRET, its commune, its meals and who cooks them. Its
columns changed names over the years: they are known by any of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from needs.importing.calendars import calendar_of
from needs.importing.cells import text
from needs.importing.columns import Column
from procurement.spreadsheets import Cell, Row
from procurement.typography import fold

_NAMES = {
    "name": "name nom nom_cantine nom_de_la_cantine raison_sociale",
    "siret": "siret siret_cantine siret_de_la_cantine",
    "city": "city ville commune libelle_commune nom_commune",
    "insee": "city_insee_code code_insee_commune code_insee insee_code code_insee_ville insee",
    "postcode": "postal_code code_postal postcode cp",
    "daily": "daily_meal_count nombre_repas_jour repas_par_jour nombre_de_repas_par_jour "
    "nb_repas_jour nombre_moyen_de_repas_par_jour",
    "yearly": "yearly_meal_count nombre_repas_an repas_par_an nombre_de_repas_par_an nb_repas_an",
    "production": "production_type type_production type_de_production mode_production",
    "kitchen": "central_producer_siret siret_cuisine_centrale siret_livreur_repas "
    "central_kitchen_siret siret_de_la_cuisine_centrale siret_de_la_cantine_centrale",
    "sectors": "sectors sector_list secteurs secteur sector",
    "model": "economic_model modele_economique type_etablissement",
}
_FIELD_OF = {variant: field for field, names in _NAMES.items() for variant in names.split()}
_NEEDED = {"name", "production"}
_MEALS = {"daily", "yearly"}
CENTRAL, CENTRAL_SERVING = "central", "central_serving"
_PRODUCTIONS = {
    CENTRAL: "cuisine centrale",
    "groupe": "cuisine centrale",
    CENTRAL_SERVING: "cuisine centrale avec restaurant",
    "site": "cuisine sur place",
    "site_cooked_elsewhere": "restaurant satellite",
}
_COOKS_FOR_OTHERS = (CENTRAL, CENTRAL_SERVING, "groupe")
_MUNICIPAL = r"primaire|maternelle|elementaire|creche|enfance|loisir|jeunesse|scolaire|administra"
_MUNICIPAL_TOO = r"autonomie|ehpad|personnes agees|portage|collectivite|social|autre"
# The sectors for which each kind of authority answers; a SIREN decides before them.
_ANSWERS_FOR = {
    "commune": f"{_MUNICIPAL}|{_MUNICIPAL_TOO}",
    "EPCI": f"{_MUNICIPAL}|{_MUNICIPAL_TOO}",
    "departement": r"college",
    "region": r"lycee",
}

HEADER = ("Site", "Type", "Commune", "Code postal", "Code Insee", "SIRET", "Composante",
          "Désignation", "Quantité", "Unité", "Période", "Jours par semaine", "Semaines par an",
          "SIRET de la cuisine centrale", "Membre")  # fmt: skip
_FIELDS = ("site", "kind", "commune", "postal_code", "insee", "siret", "component", "label",
           "quantity", "unit", "period", "open_days", "open_weeks", "central_kitchen",
           "member")  # fmt: skip
COLUMNS = tuple(
    Column(index, header, field, 100)
    for index, (header, field) in enumerate(zip(HEADER, _FIELDS, strict=True))
)


@dataclass(frozen=True)
class Body:
    """An authority that canteens may belong to, and where it looks for them."""

    name: str
    kind: str
    siren: str = ""
    communes: Collection[str] = ()  # Insee codes
    postcodes: Collection[str] = ()


@dataclass(frozen=True)
class Canteen:
    line: int
    cells: Mapping[str, Cell]

    def said(self, field: str) -> str:
        return text(self.cells.get(field))

    @property
    def siren(self) -> str:
        return re.sub(r"\s", "", self.said("siret"))[:9]

    @property
    def production(self) -> str:
        return fold(self.said("production"))

    @property
    def cooks_for_others(self) -> bool:
        return self.production in _COOKS_FOR_OTHERS

    @property
    def sectors(self) -> list[str]:
        return read_sectors(self.said("sectors"))

    @property
    def kind(self) -> str:
        """« restaurant satellite, école primaire »: what a sector details in brackets is left."""
        sector = re.sub(r"\s*\(.*", "", self.sectors[0]).lower() if self.sectors else ""
        sector = sector.replace("ecole", "école")
        made = _PRODUCTIONS.get(self.production, "cantine")
        return ", ".join(filter(None, (made, sector)))[:60].strip(" ,(")


def is_register(header: Sequence[str]) -> bool:
    """Whether these are the columns of the register, under any of their names."""
    found = set(_positions(header))
    return found >= _NEEDED and bool(found & _MEALS)


def read_canteens(header: Sequence[str], rows: Iterable[Row]) -> Iterator[Canteen]:
    """Streamed: the national file need not fit in memory."""
    positions = _positions(header)
    for line, cells in rows:
        named = {f: cells[i] for f, i in positions.items() if i < len(cells)}
        yield Canteen(line, named)


def _positions(header: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for index, name in enumerate(header):
        plain = re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_")
        field = _FIELD_OF.get(plain) or _FIELD_OF.get(plain.removeprefix("canteen_"))
        if field:
            found.setdefault(field, index)
    return found


def read_sectors(words: str) -> list[str]:
    """A list in JSON, of names or of objects with a name; or words between commas."""
    if not words.startswith(("[", "{")):
        return [part.strip() for part in re.split(r"[;,|](?![^(]*\))", words) if part.strip()]
    try:
        found = json.loads(words)
    except ValueError:
        quoted = re.findall(r"'name'\s*:\s*['\"]([^'\"]+)", words)
        return quoted or re.findall(r"['\"]([^'\"]+)['\"]", words)
    items = found if isinstance(found, list) else [found]
    return [str(item.get("name", "")) if isinstance(item, dict) else str(item) for item in items]


@dataclass(frozen=True)
class Selection:
    """Whose canteen it is; nobody's here, or the reason why it is left out."""

    body: Body | None = None
    reason: str = ""


def select(canteen: Canteen, bodies: Sequence[Body]) -> Selection:
    """By SIREN first; else by the commune, for the sectors that the authority answers for."""
    for body in bodies:
        if body.siren and body.siren == canteen.siren:
            return Selection(body)
    local = [body for body in bodies if _is_in(canteen, body)]
    if not local:
        return Selection()
    if fold(canteen.said("model")) in ("private", "prive", "privee"):
        return Selection(reason="Cantine privée : elle n'est à aucune autorité de la démarche.")
    for body in local:
        if _answers_for(body, canteen.sectors):
            return Selection(body)
    sectors = ", ".join(canteen.sectors)
    return Selection(
        reason=f"« {sectors} » : ce secteur relève d'une autre collectivité. "
        "Ajoutez ce site à la main s'il est bien à vous."
    )


def _is_in(canteen: Canteen, body: Body) -> bool:
    insee = canteen.said("insee").zfill(5)
    if canteen.said("insee"):
        return insee in body.communes
    return canteen.said("postcode").zfill(5) in body.postcodes


def _answers_for(body: Body, sectors: Sequence[str]) -> bool:
    words = _ANSWERS_FOR.get(body.kind)
    return not sectors or words is None or any(re.search(words, fold(s)) for s in sectors)


def as_row(canteen: Canteen, member: str) -> Row:
    """The canteen as a row under `HEADER`; what the register does not say is left blank."""
    what = "repas produits" if canteen.cooks_for_others else "repas servis"
    quantity, period = _meals(canteen)
    days, weeks = _opening(canteen) if period == "jour" else (None, None)
    own = canteen.said("siret")
    kitchen = canteen.said("kitchen")
    cells: list[Cell] = [
        canteen.said("name"),
        canteen.kind,
        canteen.said("city"),
        canteen.said("postcode"),
        canteen.said("insee"),
        own,
        what,
        what.capitalize(),
        quantity,
        "repas" if quantity is not None else None,
        period,
        days,
        weeks,
        kitchen if kitchen != own else "",
        member,
    ]
    return canteen.line, [cell or None if isinstance(cell, str) else cell for cell in cells]


def _meals(canteen: Canteen) -> tuple[Cell, str]:
    daily, yearly = canteen.cells.get("daily"), canteen.cells.get("yearly")
    if _figure(daily):
        return daily, "jour"
    if _figure(yearly):
        return yearly, "an"
    # Words where a number is due refuse the row; a zero in the register is an unknown.
    return (
        (daily, "jour")
        if isinstance(daily, str) and not re.match(r"[0., ]*$", daily)
        else (None, "")
    )


def _opening(canteen: Canteen) -> tuple[int, int] | tuple[None, None]:
    """Days and weeks that make the register's own yearly figure; none when it has none.

    « 270 repas par jour, 37 800 par an » is 140 days: 4 days a week in a school, 35 weeks.
    """
    daily, yearly = _figure(canteen.cells.get("daily")), _figure(canteen.cells.get("yearly"))
    if not daily or not yearly or not 1 <= round(yearly / daily) <= 7 * 52:
        return None, None
    open_days = yearly / daily
    usual = int(calendar_of(canteen.kind, canteen.said("name")).openings[0][0][0])
    days = usual if round(open_days / usual) <= 52 else min(7, ceil(open_days / 52))
    return days, min(52, max(1, round(open_days / days)))


def _figure(cell: Cell) -> float:
    try:
        return float(re.sub(r"\s", "", str(cell or 0)).replace(",", "."))
    except ValueError:
        return 0
