"""Writes what an import said it would, in one act; takes it back while nobody touched it since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction

from needs.importing.plan import ADDED, CHANGED, SAME, Plan, SheetPlan, SiteChange, VolumeChange
from needs.importing.programme import NeedValues, Programme
from needs.imports import NEW_SHEET, result_of
from needs.models import (
    FactKind,
    FactStatus,
    Need,
    NeedFact,
    Project,
    RegisterEntry,
    Site,
    TableImport,
    Volume,
)
from needs.models.table_import import LASTS
from needs.parts import WHOLE
from procurement.accounts.models import User
from procurement.identifiers import format_siret
from procurement.nomenclature.models import Cpv
from procurement.typography import number

_CHANGES_NOTED = 50
_SITE_FIELDS = ("name", "kind", "siret", "commune_id", "details")
_VOLUME_FIELDS = (
    "label", "component", "quantity", "unit", "period", "open_days", "open_weeks",
)  # fmt: skip


class ImportRefused(Exception):
    """The import is not written; its text is a French sentence."""


def mark_of(result: Plan | Programme) -> str:
    """What the person saw when they agreed: another mark, another plan."""
    return _digest(result.fingerprint())


def _digest(values: Any) -> str:
    content = json.dumps(values, sort_keys=True, default=str)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


@transaction.atomic
def apply(imported: TableImport, *, seen: str, by: User, now: datetime) -> None:
    """All the sure rows, or nothing; raises ImportRefused when things changed since they agreed."""
    current = _locked(imported)
    if current.applied_at:
        raise ImportRefused("Ce fichier est déjà importé.")
    result = result_of(current)
    if mark_of(result) != seen:
        raise ImportRefused(
            "Les fiches ont changé depuis que cette page s'est affichée : voici ce que "
            "l'import ferait maintenant. Relisez, puis importez."
        )
    outcome = write(current, result, by=by, now=now)
    outcome["rejects"] = current.left_out + [
        [line.number, list(line.cells), reason] for line, reason in result.rejects()
    ]
    outcome["header"] = [column.header for column in current.read_columns]
    current.outcome, current.applied_at, current.expires_at = outcome, now, now + LASTS
    current.tables = [{"name": "", "rows": []}]
    current.chosen, current.left_out = 0, []
    current.save()


@transaction.atomic
def write(
    imported: TableImport, result: Plan | Programme, *, by: User | None, now: datetime
) -> dict[str, Any]:
    """The sure rows of the result; what was done, as it is told and taken back."""
    if isinstance(result, Plan):
        return _write_plan(imported, result, by, now)
    return _write_programme(imported, result, by, now)


def _locked(imported: TableImport) -> TableImport:
    """The import as it is now; its project can no longer be frozen until this is written."""
    current = TableImport.objects.select_for_update().get(pk=imported.pk)
    project = current.project or (current.need and current.need.project)
    if project and Project.objects.select_for_update().get(pk=project.pk).frozen_at:
        raise ImportRefused("Le diagnostic de la démarche vient d'être figé : rien n'est importé.")
    return current


# Sites and volumes


def _write_plan(
    imported: TableImport, plan: Plan, by: User | None, now: datetime
) -> dict[str, Any]:
    needs = _needs(imported, plan, by, now)
    undo: dict[str, Any] = {"needs": [str(n.pk) for key, n in needs.items() if _is_new(key)]}
    sites = _write_sites(plan, needs, undo)
    _write_volumes(plan, needs, sites, undo)
    touched = [needs[sheet.sheet.id] for sheet in plan.sheets if _changes(sheet)]
    Need.objects.filter(pk__in=[n.pk for n in touched]).update(validated_at=None, updated_at=now)
    for need in touched:
        need.record(WHOLE, f"Import de « {imported.file_name} »", {}, by=by, now=now)
    told = [_told(sheet, needs[sheet.sheet.id]) for sheet in plan.sheets]
    _note(imported, "table_imported", by, now, sheets=told, lines=len(plan.taken))
    return {"sheets": told, "lines": len(plan.taken), "undo": undo, "sums": _said_sums(plan)}


def _is_new(sheet_id: str) -> bool:
    return sheet_id.startswith(NEW_SHEET)


def _changes(sheet: SheetPlan) -> bool:
    states = [c.state for c in sheet.sites] + [c.state for c in sheet.volumes]
    return any(state != SAME for state in states)


def _needs(imported: TableImport, plan: Plan, by: User | None, now: datetime) -> dict[str, Need]:
    """The sheets written to, by their id in the plan; members without any get one."""
    ids = [sheet.sheet.id for sheet in plan.sheets]
    known = Need.objects.select_related("organisation", "project").in_bulk(
        [id for id in ids if not _is_new(id)]
    )
    opened = {
        sheet.sheet.id: Need.objects.write(
            by=by,
            now=now,
            project=imported.project,
            organisation_id=int(sheet.sheet.id.removeprefix(NEW_SHEET)),
            title=str(imported.project),  # only the import of a project opens sheets
        )
        for sheet in plan.sheets
        if _is_new(sheet.sheet.id)
    }
    return {str(pk): need for pk, need in known.items()} | opened


def _write_sites(plan: Plan, needs: Mapping[str, Need], undo: dict[str, Any]) -> dict[Any, Site]:
    """Every site of the plan by (sheet, key), created or updated in bulk."""
    pairs = [(sheet.sheet, change) for sheet in plan.sheets for change in sheet.sites]
    current = Site.objects.in_bulk([c.known.id for _, c in pairs if c.known])
    kitchens = _kitchens(plan)
    before = {pk: _values(site, _SITE_FIELDS) for pk, site in current.items()}
    sites: dict[Any, Site] = {}
    for sheet, change in pairs:
        known = current.get(change.known.id) if change.known else None
        site = known or Site(need=needs[sheet.id])
        sites[sheet.id, change.key] = _filled(site, change, kitchens)
    added = [site for site in sites.values() if site.pk is None]
    states = {change.known.id: change.state for _, change in pairs if change.known}
    changed = [site for pk, site in current.items() if states[pk] == CHANGED]
    _update(Site, changed, _SITE_FIELDS)
    Site.objects.bulk_create(added, batch_size=500)
    undo["sites_added"] = [[s.pk, _mark(s, _SITE_FIELDS)] for s in added]
    undo["sites_changed"] = [[s.pk, before[s.pk], _mark(s, _SITE_FIELDS)] for s in changed]
    return sites


def _filled(site: Site, change: SiteChange, kitchens: Mapping[str, str]) -> Site:
    """What the file leaves blank stays as it was."""
    values = change.values
    site.name = values.name
    site.kind = values.kind or site.kind
    site.siret = values.siret or site.siret
    site.commune_id = values.insee
    if values.central_kitchen:
        siret = values.central_kitchen
        site.details = site.details | {
            "central_kitchen_siret": siret,
            "central_kitchen": kitchens.get(siret, f"la cuisine centrale {format_siret(siret)}"),
        }
    return site


def _kitchens(plan: Plan) -> dict[str, str]:
    """The names of central kitchens, by SIRET: those of the file and of the sheets."""
    named = {
        site.siret: site.name for sheet in plan.sheets for site in sheet.sheet.sites if site.siret
    }
    of_file = (change.values for sheet in plan.sheets for change in sheet.sites)
    return named | {values.siret: values.name for values in of_file if values.siret}


def _write_volumes(
    plan: Plan, needs: Mapping[str, Need], sites: Mapping[Any, Site], undo: dict[str, Any]
) -> None:
    pairs = [(sheet.sheet, change) for sheet in plan.sheets for change in sheet.volumes]
    current = Volume.objects.in_bulk([c.known.id for _, c in pairs if c.known])
    before = {pk: _values(volume, _VOLUME_FIELDS) for pk, volume in current.items()}
    added, changed = [], []
    for sheet, change in pairs:
        site = sites[sheet.id, change.site] if change.site else None
        if change.state == ADDED:
            added.append(_counted(Volume(need=needs[sheet.id], site=site), change))
        elif change.state == CHANGED and change.known and change.known.id in current:
            changed.append(_counted(current[change.known.id], change))
    _update(Volume, changed, _VOLUME_FIELDS)
    Volume.objects.bulk_create(added, batch_size=500)
    undo["volumes_added"] = [[v.pk, _mark(v, _VOLUME_FIELDS)] for v in added]
    undo["volumes_changed"] = [[v.pk, before[v.pk], _mark(v, _VOLUME_FIELDS)] for v in changed]


def _counted(volume: Volume, change: VolumeChange) -> Volume:
    for name in _VOLUME_FIELDS:
        setattr(volume, name, getattr(change.values, name))
    return volume


def _told(sheet: SheetPlan, need: Need) -> dict[str, Any]:
    """What the register and the page say of one sheet."""
    return {
        "need": need.title,
        "id": str(need.pk),
        "member": need.member,
        "counts": sheet.counts,
        "untouched": sheet.untouched,
        "changes": [*_said_changes(sheet)][:_CHANGES_NOTED],
    }


def _said_changes(sheet: SheetPlan) -> Iterable[str]:
    """« Bacs (École Ferry) : 300 → 320 »: what was there before and is no longer."""
    for site in sheet.sites:
        for _, before, after in site.differences():
            if before:
                yield f"{site.values.name} : {before} → {after}"
    names = {change.key: change.values.name for change in sheet.sites}
    for volume in sheet.volumes:
        known, new = volume.known, volume.values
        if known and volume.state == CHANGED:
            where = f" ({names[volume.site]})" if volume.site in names else ""
            before, after = _said_volume(known), _said_volume(new)
            yield f"{new.label}{where} : {before} → {after}"


def _said_volume(volume: Any) -> str:
    opening = f"{number(volume.open_days)} j × {volume.open_weeks} sem." if volume.period else ""
    period = f"par {volume.period}" if volume.period else ""
    parts = (number(volume.quantity), volume.unit, period, opening and f"({opening})")
    return " ".join(filter(None, parts))


def _said_sums(plan: Plan) -> list[list[str]]:
    return [[s.label, f"{number(s.value)} {s.units}"] for s in plan.sums()]


# A purchasing programme


def _write_programme(
    imported: TableImport, programme: Programme, by: User | None, now: datetime
) -> dict[str, Any]:
    labels = dict(Cpv.objects.values_list("code", "label"))
    written = [_write_need(imported, values, labels, by, now) for values in programme.needs]
    lines = len(programme.needs)
    told = [{"id": str(n.pk), "need": n.title, "member": n.member} for n in written]
    _note(imported, "programme_imported", by, now, lines=lines)
    return {"needs": told, "lines": lines, "undo": {"needs": [n["id"] for n in told]}}


def _write_need(
    imported: TableImport,
    values: NeedValues,
    labels: Mapping[str, str],
    by: User | None,
    now: datetime,
) -> Need:
    need = Need.objects.write(
        by=by,
        now=now,
        project=imported.project,
        organisation_id=int(values.member),
        title=values.title,
        service=values.service,
        text=values.text,
    )
    need.facts.filter(kind=FactKind.CPV, data__code__in=values.cpv).delete()
    NeedFact.objects.bulk_create(
        NeedFact(
            need=need,
            kind=FactKind.CPV,
            text=labels[code][:300],
            data={
                "code": code,
                "label": labels[code],
                "because": ["Code donné par le programme d'achats importé."],
            },
            status=FactStatus.CONFIRMED,
            decided_by=by,
            decided_at=now,
        )
        for code in dict.fromkeys(values.cpv)
    )
    return need


def _note(imported: TableImport, act: str, by: User | None, now: datetime, **facts: Any) -> None:
    """One act in the register of the project; a sheet of its own has none."""
    project = imported.project or (imported.need and imported.need.project)
    if project:
        RegisterEntry.objects.note(project, act, by=by, now=now, file=imported.file_name, **facts)


# Taking it back


@transaction.atomic
def undo(imported: TableImport, *, by: User, now: datetime) -> int:
    """Everything as before, but what somebody changed since; how many of those remain."""
    current = _locked(imported)
    if not current.applied_at or current.undone_at:
        raise ImportRefused("Cet import est déjà annulé.")
    done = current.outcome["undo"]
    left = _take_back(Volume, done.get("volumes_added", []), _VOLUME_FIELDS)
    left += _restore(Volume, done.get("volumes_changed", []), _VOLUME_FIELDS)
    left += _take_back(Site, done.get("sites_added", []), _SITE_FIELDS)
    left += _restore(Site, done.get("sites_changed", []), _SITE_FIELDS)
    left += _close(done.get("needs", []))
    sheets = [sheet["id"] for sheet in current.outcome.get("sheets", [])]
    Need.objects.filter(pk__in=sheets).update(validated_at=None, updated_at=now)
    current.undone_at = now
    current.save(update_fields=["undone_at"])
    _note(current, "import_undone", by, now, left=left)
    return left


def _take_back(model: type[Site | Volume], added: list[list[Any]], fields: Any) -> int:
    """Remove what was added; a site that holds volumes of others, or a changed row, stays."""
    marks = dict(added)
    rows = model._default_manager.in_bulk(list(marks))
    intact = [pk for pk, row in rows.items() if _mark(row, fields) == marks[pk]]
    removable: models.QuerySet[Any] = model._default_manager.filter(pk__in=intact)
    if model is Site:
        removable = removable.filter(volumes=None)
    count = removable.count()
    removable.delete()
    return len(rows) - count


def _restore(model: type[Site | Volume], changed: list[list[Any]], fields: Any) -> int:
    rows = model._default_manager.in_bulk([pk for pk, _, _ in changed])
    intact = []
    for pk, before, mark in changed:
        row = rows.get(pk)
        if row is not None and _mark(row, fields) == mark:
            for name, value in before.items():
                setattr(row, name, value)
            intact.append(row)
    _update(model, intact, fields)
    return len(rows) - len(intact)


def _close(ids: list[str]) -> int:
    """Remove the sheets that the import opened, while nothing was added to them."""
    opened = Need.objects.filter(pk__in=ids)
    opened.filter(sites=None, volumes=None, answers={}, version=1, validated_at=None).delete()
    return opened.count()


def _update(model: type[Site | Volume], rows: list[Any], fields: Iterable[str]) -> None:
    """Rows written in bulk move to their next version: a form that read them before is told."""
    for row in rows:
        row.version += 1
    manager: Any = model._default_manager
    manager.bulk_update(rows, [*fields, "version"], batch_size=500)


def _values(row: models.Model, fields: Iterable[str]) -> dict[str, Any]:
    return {name: _kept(name, getattr(row, name)) for name in fields}


def _kept(name: str, value: Any) -> Any:
    """As JSON holds it."""
    if name == "quantity":
        return f"{value:.2f}"
    if name == "open_days":
        return int(value) if value == int(value) else str(value)
    return value


def _mark(row: models.Model, fields: Iterable[str]) -> str:
    return _digest(_values(row, fields))
