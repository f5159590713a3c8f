"""What an import is read with: the database gathered, the rows read, nothing written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache, reduce
from operator import or_
from typing import Any

from django.db.models import Count, Max, Prefetch, Q, Sum

from needs.importing import canteens, columns
from needs.importing.columns import Column, Field
from needs.importing.known import KnownSheet, KnownSite, KnownVolume
from needs.importing.places import Commune as KnownCommune
from needs.importing.places import Places
from needs.importing.plan import Plan, make_plan
from needs.importing.programme import Programme, ProgrammeContext, read_programme
from needs.importing.rows import Context, read_lines
from needs.importing.tables import Table, find_table
from needs.models import ImportKind, Need, Project, Site, TableImport
from procurement.accounts.models import Organisation, OrganisationKind
from procurement.nomenclature.models import Commune, Cpv
from procurement.spreadsheets import Row
from procurement.typography import fold

NEW_SHEET = "new:"
_FIELDS = ("insee", "name", "postal_codes", "department", "department_name")


def fields_of(kind: str) -> Sequence[Field]:
    return columns.PROGRAMME_FIELDS if kind == ImportKind.PROGRAMME else columns.SITE_FIELDS


def table_of(imported: TableImport, chosen: int | None = None) -> Table:
    """The table of the chosen sheet, its header and totals told from its rows."""
    fields = fields_of(imported.kind)
    rows = imported.tables[imported.chosen if chosen is None else chosen]["rows"]
    return find_table(
        [(line, cells) for line, cells in rows],
        lambda header: any(
            columns.header_likeness(header, f) >= columns.LIKE_ENOUGH for f in fields
        ),
    )


def propose(imported: TableImport, chosen: int | None = None) -> list[Column]:
    wide = imported.kind != ImportKind.PROGRAMME
    return columns.propose(table_of(imported, chosen), fields_of(imported.kind), wide=wide)


def result_of(imported: TableImport) -> Plan | Programme:
    """What the import would do as things stand: in a constant number of queries."""
    if imported.kind == ImportKind.PROGRAMME:
        return _programme(imported)
    sheets = known_sheets(imported.target)
    context = Context(places(), sheets, near(imported.target), imported.decisions)
    lines = read_lines(_rows(imported), imported.read_columns, context)
    return make_plan(lines, sheets)


def _rows(imported: TableImport) -> list[Row]:
    """Canteens were cut to rows when they were sent; other tables still have their header."""
    is_cut = imported.kind == ImportKind.CANTEENS
    return imported.rows if is_cut else table_of(imported).rows


def _programme(imported: TableImport) -> Programme:
    project = imported.target
    assert isinstance(project, Project)
    members = [
        KnownSheet(str(m.organisation_id), "", m.organisation.name)
        for m in project.members.select_related("organisation").order_by("joined_at", "pk")
    ]
    there = project.needs.values_list("organisation", "title", "service")
    codes = set(Cpv.objects.values_list("code", flat=True))
    context = ProgrammeContext(
        members,
        {(str(member), fold(title), fold(service)) for member, title, service in there},
        codes.__contains__,
        imported.decisions,
    )
    return read_programme(table_of(imported).rows, imported.read_columns, context)


# What the database knows


def known_sheets(target: Need | Project) -> list[KnownSheet]:
    """The sheet itself, or every sheet of the project, and one to open for members without any."""
    needs = Need.objects.filter(pk=target.pk) if isinstance(target, Need) else target.needs.all()
    found = [_known(need) for need in _with_parts(needs)]
    if isinstance(target, Need):
        return found
    empty = target.members.exclude(organisation__in=target.needs.values("organisation"))
    return found + [
        KnownSheet(
            f"{NEW_SHEET}{member.organisation_id}",
            "nouvelle fiche",
            member.organisation.name,
            _home(member.organisation),
        )
        for member in empty.select_related("organisation").order_by("joined_at", "pk")
    ]


def _with_parts(needs: Any) -> Iterable[Need]:
    sites = Prefetch("sites", Site.objects.order_by("pk"))
    return needs.select_related("organisation").prefetch_related(sites, "volumes")


def _known(need: Need) -> KnownSheet:
    return KnownSheet(
        id=str(need.pk),
        title=need.title,
        member=need.organisation.name,
        home=_home(need.organisation),
        sites=tuple(
            KnownSite(
                s.pk, s.name, s.commune_id, s.siret, s.kind,
                s.details.get("central_kitchen_siret", ""),
            )
            for s in need.sites.all()
        ),
        volumes=tuple(
            KnownVolume(
                v.pk, v.site_id, v.component, v.label, v.quantity, v.unit, v.period,
                v.open_days, v.open_weeks,
            )
            for v in need.volumes.all()
        ),
    )  # fmt: skip


def _home(organisation: Organisation) -> str:
    return organisation.place_code if len(organisation.place_code) == 5 else ""


def near(target: Need | Project) -> set[str]:
    """The communes of the territory, which namesakes elsewhere do not contest."""
    if isinstance(target, Project):
        return set(target.territory().values_list("pk", flat=True))
    codes = [target.organisation.place_code] if target.organisation.place_code else []
    home = Commune.objects.filter(Q(insee__in=codes) | Q(epci_siren__in=codes))
    around = Commune.objects.filter(epci_siren__in=home.exclude(epci_siren="").values("epci_siren"))
    return set(around.values_list("pk", flat=True)) | set(home.values_list("pk", flat=True))


def places() -> Places:
    """Every commune, kept in memory until the nomenclature changes."""
    state = Commune.objects.aggregate(Count("pk"), Max("pk"), Max("name_key"), Sum("population"))
    return _places(tuple(state.values()))


@lru_cache(maxsize=1)
def _places(state: tuple[Any, ...]) -> Places:
    rows = Commune.objects.values_list(*_FIELDS).order_by("insee")
    return Places(
        [
            KnownCommune(insee, name, tuple(filter(None, codes.split("|"))), *others)
            for insee, name, codes, *others in rows.iterator(2000)
        ]
    )


# Canteens


def bodies(target: Need | Project) -> list[canteens.Body]:
    """The authorities whose canteens are looked for, with their communes."""
    if isinstance(target, Need):
        return _bodies([target.organisation], of_epci=True)
    members = target.members.select_related("organisation").order_by("joined_at", "pk")
    # The communes of an intercommunal body have canteens of their own: in a project where they
    # are not members, these are nobody's; its own are known by their SIREN.
    return _bodies([member.organisation for member in members], of_epci=False)


_TERRITORY = {
    OrganisationKind.COMMUNE: "insee",
    OrganisationKind.EPCI: "epci_siren",
    OrganisationKind.DEPARTMENT: "department",
    OrganisationKind.REGION: "region",
}


def _bodies(organisations: Sequence[Organisation], *, of_epci: bool) -> list[canteens.Body]:
    fields = {kind: f for kind, f in _TERRITORY.items() if of_epci or f != "epci_siren"}
    where = {o.pk: (fields.get(OrganisationKind(o.kind), ""), o.place_code) for o in organisations}
    there = _communes_at({place for place in where.values() if all(place)})
    return [
        canteens.Body(
            name=o.name,
            kind=o.kind,
            siren=o.siret[:9],
            communes={insee for insee, _ in there.get(where[o.pk], [])},
            postcodes={p for _, those in there.get(where[o.pk], []) for p in those.split("|")},
        )
        for o in organisations
    ]


def _communes_at(
    wanted: Collection[tuple[str, str]],
) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """(Insee code, postcodes) of the communes of each (field, code), in one query."""
    if not wanted:
        return {}
    any_of = reduce(or_, (Q(**{field: code}) for field, code in wanted))
    fields = sorted({field for field, _ in wanted})
    found: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    rows = Commune.objects.filter(any_of).values_list("insee", "postal_codes", *fields)
    for insee, postcodes, *codes in rows.iterator(2000):
        for place in zip(fields, codes, strict=True):
            if place in wanted:
                found[place].append((insee, postcodes))
    return found


def select_canteens(
    header: Sequence[str], rows: Iterable[Row], target: Need | Project
) -> tuple[list[Row], list[list[Any]], int]:
    """The rows to import, those left out with their reason, and how many are elsewhere."""
    theirs = bodies(target)
    kept: list[Row] = []
    left_out: list[list[Any]] = []
    elsewhere = 0
    for canteen in canteens.read_canteens(header, rows):
        choice = canteens.select(canteen, theirs)
        if choice.body:
            kept.append(canteens.as_row(canteen, choice.body.name))
        elif choice.reason:
            row = canteens.as_row(canteen, "")
            left_out.append([canteen.line, row[1], choice.reason])
        else:
            elsewhere += 1
    return kept, left_out, elsewhere
