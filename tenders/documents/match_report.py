"""A search of suppliers in Word: the sentences of the page and of the API, frozen with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from procurement.typography import capitalised, join_words, long_moment, number
from procurement.word.blocks import (
    Block,
    Bullets,
    Document,
    Facts,
    Heading,
    Note,
    Paragraph,
    Table,
)
from suppliers.conclusions import Conclusions, Covering, conclude
from suppliers.matching import PART_NAMES

TITLE = "Recherche de fournisseurs"
IN_FULL = 10  # as the page shows before one asks for more
EXCLUDED_SHOWN = 50
Said = Mapping[str, Any]


@dataclass(frozen=True)
class Search:
    """What the document says of a run; `result` and `weights` are those that the run keeps."""

    buyer: str
    launched_at: datetime
    launched_by: str
    digest: str
    weights: Mapping[str, int]
    result: Said


def build(search: Search) -> Document:
    found, said = search.result, conclude(search.result)
    blocks = (
        _card(search),
        *_scope(found),
        *_ranking(found, said),
        *_groups(found, said),
        *_excluded(found, said),
        *_weights(search, said),
    )
    return Document(
        title=TITLE,
        kicker=search.buyer,
        subtitle=found["title"],
        subject=found["title"],
        author=search.buyer,
        header=TITLE,
        footer=f"Recherche du {long_moment(search.launched_at)}, établie avec Balise",
        blocks=blocks,
        properties=(("balise_document", "recherche"),),
    )


def _card(search: Search) -> Facts:
    found = search.result
    by = f" par {search.launched_by}" if search.launched_by else ""
    return Facts(
        (
            ("Lancée", f"le {long_moment(search.launched_at)}{by}"),
            ("Fournisseurs classés", number(found["candidates"])),
            ("Fournisseurs écartés", number(len(found["excluded"]))),
            ("Groupements proposés", number(len(found["groups"]))),
        ),
        "La recherche",
    )


def _scope(found: Said) -> Iterator[Block]:
    if scope := found.get("scope"):
        yield Paragraph(scope["told"])
    if notices := found["notices"]:
        yield Note("À savoir", tuple(notices), "warning")


def _ranking(found: Said, said: Conclusions) -> Iterator[Block]:
    yield Heading(1, "Classement")
    if said.unlooked:
        yield Note("D'autres répondraient peut-être", (said.unlooked,), "warning")
    rows = found["results"]
    if not rows:
        yield Paragraph(said.ranking)
        return
    yield Paragraph(found["tie_break"])
    yield Table(
        header=("Rang", "Fournisseur", "Commune", "Score sur 100"),
        rows=tuple(
            (str(row["rank"]), row["name"], _place(row), number(row["score"])) for row in rows
        ),
        caption=_caption("Classement", len(rows), found["candidates"]),
        widths=(8, 46, 30, 16),
        numbers=frozenset({0, 3}),
    )
    if len(rows) > IN_FULL:
        yield Paragraph(
            f"Les raisons des {IN_FULL} premiers suivent ; l'export en tableur les donne toutes."
        )
    for row in rows[:IN_FULL]:
        yield from _ranked(row)


def _caption(what: str, shown: int, of: int) -> str:
    return what if shown >= of else f"{what} : les {shown} premiers sur {number(of)}"


def _place(row: Said) -> str:
    return f"{row['city']} ({row['department']})" if row["department"] else row["city"]


def _ranked(row: Said) -> Iterator[Block]:
    yield Heading(2, f"{row['name']}, rang {row['rank']}, {number(row['score'])} sur 100")
    fictitious = ["fiche fictive de démonstration"] if row["fictitious"] else []
    kinds = [kind["label"] for kind in row["kinds"]]
    yield Paragraph(capitalised(" ; ".join([_place(row), *kinds, *fictitious])) + ".")
    if row["notice"]:
        yield Note("Fiche à lire avec prudence", (row["notice"],), "warning")
    yield Table(
        header=("Part", "Points", "Sur", "Raison"),
        rows=tuple(
            (part["name"], number(part["points"]), str(part["weight"]), part["reason"])
            for part in row["parts"]
        ),
        caption=f"Points de {row['name']}",
        widths=(16, 10, 8, 66),
        numbers=frozenset({1, 2}),
        row_headers=True,
    )
    yield from _sentences("Points perdus", row["lost"])
    yield from _sentences("Ce qui changerait le rang", row["would_change"])
    yield Paragraph(f"Données utilisées : {', '.join(row['data_used'])}.")


def _sentences(title: str, said: Iterable[str]) -> Iterator[Block]:
    if items := tuple(said):
        yield Paragraph(f"**{title}** :")
        yield Bullets(items)


def _groups(found: Said, said: Conclusions) -> Iterator[Block]:
    yield Heading(1, "Groupements qui couvriraient le besoin")
    if said.components:
        yield Paragraph(said.components)
        yield Bullets(tuple(f"{capitalised(c['name'])} : {c['why']}" for c in found["components"]))
    if said.unread:
        yield Note("Un passage n'est pas compris", (said.unread,), "warning")
    for rank, (group, covering) in enumerate(
        zip(found["groups"], said.coverings, strict=True), start=1
    ):
        yield from _group(rank, group, covering)
    yield Paragraph(said.groups)


def _group(rank: int, group: Said, covering: Covering) -> Iterator[Block]:
    names = [group["names"][member] for member in group["members"]]
    yield Heading(2, f"Groupement {rank} : {join_words(names)}, {number(group['score'])} sur 100")
    yield Paragraph(f"**{capitalised(covering.state.label)}.** {covering.sentence}")
    if covering.doubts:
        yield Bullets(covering.doubts)
    yield Table(
        header=("Composante", *(_member(group, member) for member in group["members"])),
        rows=tuple(_line(line, group["missing"]) for line in group["grid"]),
        caption=f"Qui couvre quoi dans le groupement {rank}",
        row_headers=True,
    )
    if group["warnings"]:
        yield Note("À vérifier", tuple(group["warnings"]), "warning")
    lead = [group["lead_reason"]] if group["lead_reason"] else []
    yield Bullets((*group["reasons"], *lead, *group["to_find"]))


def _member(group: Said, member: str) -> str:
    is_lead = member == group["lead"]
    return group["names"][member] + (" (mandataire possible)" if is_lead else "")


def _line(line: Said, missing: Iterable[str]) -> tuple[str, ...]:
    blank = "manque" if line["component"] in missing else "—"
    return line["component"], *(_cell(cell) or blank for cell in line["cells"])


def _cell(cell: Said) -> str:
    said = ("couvre", cell["capacity"], cell["note"]) if cell["covers"] else (cell["note"],)
    return " ; ".join(filter(None, said))


def _excluded(found: Said, said: Conclusions) -> Iterator[Block]:
    yield Heading(1, "Fournisseurs écartés")
    rows = found["excluded"]
    yield Paragraph(said.excluded)
    if not rows:
        return
    if counts := found.get("excluded_by"):
        yield Table(
            header=("Filtre", "Écartés"),
            rows=tuple((one["filter_name"], number(one["count"])) for one in counts),
            caption="Fournisseurs écartés par chaque filtre",
            numbers=frozenset({1}),
        )
    yield Table(
        header=("Fournisseur", "Commune", "Filtre", "Motif"),
        rows=tuple(
            (row["name"], row["city"], row["filter_name"], row["reason"])
            for row in rows[:EXCLUDED_SHOWN]
        ),
        caption=_caption("Fournisseurs écartés", EXCLUDED_SHOWN, len(rows)),
        widths=(26, 18, 16, 40),
    )


def _weights(search: Search, said: Conclusions) -> Iterator[Block]:
    yield Heading(1, "Poids et données de cette recherche")
    yield Table(
        header=("Part", "Poids"),
        rows=tuple((PART_NAMES[key], str(weight)) for key, weight in search.weights.items()),
        caption="Poids choisis avant la recherche",
        numbers=frozenset({1}),
    )
    yield Paragraph(f"{said.facts} Balise conseille ; la décision vous appartient.")
    yield Paragraph(f"Empreinte du résultat, gardée avec la recherche : {search.digest}.")
