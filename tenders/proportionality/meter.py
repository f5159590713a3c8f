"""All the requirements of a lot in front of the suppliers found for it, alone and together."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from procurement.legal import Finding, Severity
from procurement.typography import NBSP, join_words, plural
from tenders.proportionality.knowledge import Ability
from tenders.proportionality.requirement import FEW, Requirement, Step, Tally

SOURCE = "Balise, d'après les déclarations et les réponses des fournisseurs"
PRUDENCE = (
    "Prudence : aucun texte ne fixe ce nombre ; une exigence reste libre si elle est liée à "
    "l'objet du marché et proportionnée."
)
_WEAKEST = (Ability.NO, Ability.UNKNOWN, Ability.CONDITIONS, Ability.YES)


@dataclass(frozen=True)
class Rung:
    """One step of a requirement counted; `lost` are those who hold the step before, not this."""

    label: str
    tally: Tally
    is_used: bool
    lost: int
    names: tuple[str, ...]

    @property
    def sentence(self) -> str:
        told = f"{self.label}{NBSP}: {self.tally.range}"
        if not self.lost:
            return f"{told}."
        hidden = self.lost - len(self.names)
        who = [*self.names, *([f"{hidden} sans nom"] if hidden else [])]
        return f"{told}{NBSP}; {plural(self.lost, 'sort', 'sortent')} ici ({join_words(who)})."


@dataclass(frozen=True)
class Told:
    """What the team may read of one supplier, with where it comes from."""

    name: str
    ability: Ability
    why: str

    @property
    def sentence(self) -> str:
        return f"{self.name}{NBSP}: {self.ability.label} ({self.why})"


@dataclass(frozen=True)
class Row:
    """A requirement with its figures, in words that page, Word and API say alike."""

    requirement: Requirement
    tally: Tally
    groups: Tally
    sentence: str
    rungs: tuple[Rung, ...]
    told: tuple[Told, ...]
    advice: tuple[str, ...] = ()

    @property
    def is_narrow(self) -> bool:
        """Leaves fewer than three, whatever the silent ones will answer."""
        return self.requirement.excludes and self.tally.most < FEW and bool(self.tally.no)

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.requirement.id,
            "title": self.requirement.title,
            "kind": str(self.requirement.kind),
            "legal_ref": list(self.requirement.articles),
            "level": self.requirement.step.label,
            **_counts(self.tally),
            "groups": _counts(self.groups),
            "sentence": self.sentence,
            "levels": [
                {
                    "label": rung.label,
                    "used": rung.is_used,
                    **_counts(rung.tally),
                    "lost": rung.lost,
                    "names": list(rung.names),
                }
                for rung in self.rungs
            ],
            "told": [told.sentence for told in self.told],
            "narrow": self.is_narrow,
            "advice": list(self.advice),
        }


def _counts(tally: Tally) -> dict[str, int]:
    return {
        "yes": tally.yes,
        "conditions": tally.conditions,
        "no": tally.no,
        "unknown": tally.unknown,
        "at_least": tally.least,
        "at_most": tally.most,
        "total": tally.total,
    }


@dataclass(frozen=True)
class LotMeter:
    """`suppliers` are {key: name}; `groups`, the members of each group that concern the lot."""

    title: str
    suppliers: Mapping[str, str]
    groups: tuple[frozenset[str], ...]
    requirements: tuple[Requirement, ...]
    number: int | None = None
    unmeasured: tuple[str, ...] = ()

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        return tuple(self._row(requirement) for requirement in self.requirements)

    @property
    def excluding(self) -> list[Requirement]:
        return [r for r in self.requirements if r.excludes]

    @cached_property
    def together(self) -> Tally:
        """The suppliers that hold every requirement at once."""
        return self._all(self.excluding)

    @cached_property
    def groups_together(self) -> Tally:
        steps = [requirement.step for requirement in self.excluding]
        return Tally.of(
            _weakest(step.together(members) for step in steps) for members in self.groups
        )

    @property
    def sentence(self) -> str:
        if not self.suppliers:
            return (
                "Aucun fournisseur n'est connu pour ce lot : lancez une recherche depuis la "
                "démarche."
            )
        told = self.together.suppliers("Toutes les exigences ensemble laissent")
        if self.groups:
            told += f"{NBSP}; en groupement, {self.groups_together.range} proposés par la recherche"
        return f"{told}."

    @cached_property
    def costliest(self) -> tuple[Requirement, int] | None:
        """The requirement without which most more would remain, and how many more."""
        gains = [
            (requirement, self._without(requirement).most - self.together.most)
            for requirement in self.excluding
        ]
        best = max(gains, key=lambda gain: gain[1], default=None)
        return best if best and best[1] else None

    @property
    def advice(self) -> list[str]:
        """What would leave more suppliers, when fewer than three surely remain."""
        if not self.suppliers or self.together.least >= FEW:
            return []
        told = []
        if self.costliest:
            requirement, more = self.costliest
            told.append(
                f"Sans «{NBSP}{requirement.title}{NBSP}», il en resterait jusqu'à "
                f"{self.together.most + more}."
            )
        if self.together.unknown:
            told.append(_ask(self.together.unknown))
        return told

    def findings(self) -> Iterator[Finding]:
        """What the checks page says of this lot."""
        where = self.title
        if not self.suppliers:
            yield Finding(
                "no_supplier_found",
                Severity.WARNING,
                ("R2111-1",),
                f"{_of(where)}la recherche n'a trouvé aucun fournisseur.",
                "Élargissez la recherche, dites la composante du lot, ou consultez le marché.",
                SOURCE,
                where,
            )
            return
        for row in self.rows:
            if row.is_narrow:
                yield _narrow(row, where)
        if self.together.most < FEW:
            yield Finding(
                "requirements_too_narrow_together",
                Severity.WARNING,
                ("L2142-1", "R2111-4"),
                f"{_of(where)}{self.sentence} {PRUDENCE}",
                " ".join(self.advice) or "Élargissez la recherche de fournisseurs.",
                SOURCE,
                where,
            )
        elif self.together.least < FEW:
            yield Finding(
                "requirements_little_known",
                Severity.ADVICE,
                ("R2111-1",),
                f"{_of(where)}{self.sentence} Le silence n'est pas un refus, mais rien n'assure "
                "encore trois offres.",
                " ".join(self.advice),
                SOURCE,
                where,
            )

    def as_dict(self) -> dict[str, Any]:
        return {
            "lot": self.number,
            "title": self.title,
            "suppliers": len(self.suppliers),
            "groups": len(self.groups),
            "requirements": [row.as_dict() for row in self.rows],
            "together": {**_counts(self.together), "groups": _counts(self.groups_together)},
            "sentence": self.sentence,
            "advice": self.advice,
            "unmeasured": list(self.unmeasured),
        }

    def _row(self, requirement: Requirement) -> Row:
        step = requirement.step
        row = Row(
            requirement,
            step.tally(self.suppliers),
            step.tally_of_groups(self.groups),
            requirement.sentence(self.suppliers),
            self._rungs(requirement),
            tuple(self._told(step)),
        )
        return replace(row, advice=tuple(self._loosened(row)))

    def _rungs(self, requirement: Requirement) -> tuple[Rung, ...]:
        if len(requirement.steps) < 2:
            return ()
        found, before = [], set(self.suppliers)
        for position, step in enumerate(requirement.steps):
            held = {key for key in self.suppliers if step.of(key).ability is not Ability.NO}
            out = before - held
            found.append(
                Rung(
                    step.label,
                    step.tally(self.suppliers),
                    position == requirement.used,
                    len(out),
                    self._names(step, out),
                )
            )
            before = held
        return tuple(found)

    def _told(self, step: Step) -> Iterator[Told]:
        for key, name in self.suppliers.items():
            said = step.of(key)
            if said.open:
                yield Told(name, said.ability, said.why)

    def _names(self, step: Step, keys: Collection[str]) -> tuple[str, ...]:
        """Only those whose word the team may read."""
        return tuple(
            self.suppliers[key] for key in self.suppliers if key in keys and step.of(key).open
        )

    def _loosened(self, row: Row) -> Iterator[str]:
        """What would leave more suppliers before this requirement."""
        if not row.requirement.excludes or row.tally.least >= FEW:
            return
        looser = [rung for rung in row.rungs[: row.requirement.used] if rung.tally != row.tally]
        gains = [
            r for r in looser if (r.tally.most, r.tally.least) > (row.tally.most, row.tally.least)
        ]
        if gains:
            rung = gains[-1]
            yield f"{rung.label[:1].upper()}{rung.label[1:]}{NBSP}: {rung.tally.range}."
        if row.groups.least and row.groups.least > row.tally.least:
            yield (
                f"En groupement, {row.groups.range} la tiennent{NBSP}: dites que les capacités "
                "s'apprécient ensemble (R2142-25)."
            )
        yield from row.requirement.loosen if row.tally.no else ()
        if row.tally.unknown:
            yield _ask(row.tally.unknown)

    def _all(self, requirements: list[Requirement]) -> Tally:
        steps = [requirement.step for requirement in requirements]
        return Tally.of(_weakest(step.of(key).ability for step in steps) for key in self.suppliers)

    def _without(self, requirement: Requirement) -> Tally:
        return self._all([r for r in self.excluding if r is not requirement])


def _weakest(abilities: Iterator[Ability]) -> Ability:
    found = set(abilities)
    return next((ability for ability in _WEAKEST if ability in found), Ability.YES)


def _ask(silent: int) -> str:
    who = "celui qui n'a" if silent == 1 else f"les {silent} qui n'ont"
    return f"Interrogez {who} encore rien dit, par une consultation du marché (R2111-1)."


def _of(where: str) -> str:
    return f"{where}{NBSP}: " if where else ""


def _narrow(row: Row, where: str) -> Finding:
    return Finding(
        "requirement_leaves_few",
        Severity.WARNING,
        row.requirement.articles,
        f"{_of(where)}«{NBSP}{row.requirement.title}{NBSP}». {row.sentence} {PRUDENCE}",
        " ".join(row.advice) or "Vérifiez que cette exigence est nécessaire à l'objet du marché.",
        SOURCE,
        where,
    )
