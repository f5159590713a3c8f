"""The seven main documents of a tender of 6 lots and 60 clauses, against python-docx plainly used.

The reference writes the same paragraphs and the same tables with python-docx and nothing else: no
field, no bookmark, no numbering, no header row. For the spreadsheets, it writes the same cells with
openpyxl, bare then with the same styles: no width, no validation. Times are the processor's.
"""

import io
import resource
import time
from collections.abc import Callable
from copy import copy
from decimal import Decimal
from functools import partial

import docx as python_docx
from django.core.management import call_command
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell

from needs.models import Need, Site, Volume
from procurement.accounts.models import Organisation
from procurement.nomenclature.models import Commune
from procurement.word import docx
from procurement.word.blocks import Block, Document, Facts, Table, TableOfContents, texts, walk
from tenders.clauses import Place, library
from tenders.documents import KINDS
from tenders.documents.context import DocumentContext, gather
from tenders.models import AwardCriterion, Lot, Tender

MAIN = ("rc", "ccap", "cctp", "ae", "bpu", "dqe", "crt")
LOTS = 6
CLAUSES = 60
SITES = 300  # their volumes make the whole a little over a hundred pages
ROUNDS = 5


def main() -> None:
    call_command("migrate", verbosity=0)
    tender = a_tender()
    gathering, context = timed(lambda: gather(tender), rounds=1)
    building, documents = timed(lambda: build(context))
    ours, files = timed(lambda: [docx.render(document) for document in documents])
    plain, _ = timed(lambda: [plainly(document) for document in documents])
    blocks = [block for document in documents for block in walk(document.blocks)]
    rows = sum(len(block.rows) for block in blocks if isinstance(block, Table))
    clauses = sum(len(document.clauses) for document in documents)
    print(f"documents            {len(documents)}, {clauses} clauses, {LOTS} lots")
    print(f"blocs                {len(blocks)}, {rows} lignes de tableau")
    print(f"fichiers             {sum(map(len, files)) // 1024} ko")
    print(f"lecture en base      {gathering * 1000:.0f} ms")
    print(f"construction         {building * 1000:.0f} ms")
    print(f"écriture             {ours * 1000:.0f} ms")
    print(f"python-docx seul     {plain * 1000:.0f} ms")
    print(f"rapport              {(building + ours) / plain:.2f} (visé : 1,5 au plus)")
    bench_workbooks(context)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"mémoire du processus {megabytes:.0f} Mo (visé : 300 au plus)")


def bench_workbooks(context: DocumentContext) -> None:
    """Each spreadsheet beside openpyxl plainly used, for bare cells and for dressed ones."""
    for kind in KINDS.values():
        if kind.workbook is None or not kind.applies(context):
            continue
        ours, content = timed(partial(kind.workbook, context), rounds=3)
        model = load_workbook(io.BytesIO(content))
        cells = [cell for sheet in model for row in sheet.iter_rows() for cell in row]
        all_cells = sum(cell.value is not None or cell.has_style for cell in cells)
        said = sum(cell.value is not None for cell in cells)
        bare, _ = timed(partial(plain_workbook, model, dressed=False), rounds=3)
        dressed, _ = timed(partial(plain_workbook, model, dressed=True), rounds=3)
        print(
            f"tableur {kind.id:<12} {ours * 1000:.0f} ms ; openpyxl seul : cellules nues "
            f"{bare * 1000:.0f} ms, rapport {ours / bare:.2f}, par cellule "
            f"{ours / all_cells / (bare / said):.2f} ({all_cells} cellules, dont "
            f"{all_cells - said} vides à remplir, que des cellules nues n'ont pas) ; mêmes styles "
            f"{dressed * 1000:.0f} ms, rapport {ours / dressed:.2f} (visé : 1,5 au plus)"
        )


def plain_workbook(model: Workbook, *, dressed: bool) -> bytes:
    """The same cells, one by one, as the library's own pages show how to write them."""
    book = Workbook()
    del book[book.sheetnames[0]]
    for sheet in model.worksheets:
        written = book.create_sheet(sheet.title)
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is None and not (dressed and cell.has_style):
                    continue
                own = written.cell(cell.row, cell.column, cell.value)
                if dressed and cell.has_style:
                    dress(own, cell)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def dress(own: Cell, cell: Cell) -> None:
    own.font = copy(cell.font)
    own.fill = copy(cell.fill)
    own.alignment = copy(cell.alignment)
    own.number_format = cell.number_format


def timed(action: Callable, rounds: int = ROUNDS) -> tuple[float, object]:
    """The best of some rounds, and what the action gives."""
    seconds = []
    for _ in range(rounds):
        started = time.process_time()
        result = action()
        seconds.append(time.process_time() - started)
    return min(seconds), result


def build(context: DocumentContext) -> list[Document]:
    return [KINDS[kind].build(context) for kind in MAIN]


def plainly(document: Document) -> bytes:
    written = python_docx.Document()
    for block in walk(document.blocks):
        write_plainly(written, block)
    file = io.BytesIO()
    written.save(file)
    return file.getvalue()


def write_plainly(written: python_docx.document.Document, block: Block) -> None:
    if isinstance(block, Table):
        rows = [block.header, *block.rows, *([block.totals] if block.totals else [])]
    elif isinstance(block, Facts):
        rows = list(block.pairs)
    elif isinstance(block, TableOfContents):
        rows = []
    else:
        for text in texts([block]):
            written.add_paragraph(text)
        return
    if rows:
        table = written.add_table(len(rows), len(rows[0]))
        for line, row in zip(table.rows, rows, strict=True):
            for cell, text in zip(line.cells, row, strict=True):
                cell.text = text


def a_tender() -> Tender:
    from needs.models import Project

    lead = Organisation.objects.create(name="Métropole d'essai", kind="EPCI")
    project = Project.objects.create(
        reference="bench-documents", title="Essai", lead=lead, summary="Une phrase. " * 40
    )
    commune = Commune.objects.first()
    need = Need.objects.create(project=project, organisation=lead, title="Besoin")
    for n in range(SITES):
        site = Site.objects.create(need=need, name=f"Cuisine {n}", commune=commune)
        Volume.objects.bulk_create(
            Volume(
                need=need,
                site=site,
                component=f"prestation {lot}",
                label=f"désignation {lot}.{n % 12}",
                quantity=Decimal(100 + n),
                unit="contenant",
                period="jour",
            )
            for lot in range(1, LOTS + 1)
        )
    tender = Tender.objects.create(
        reference="bench-documents",
        project=project,
        title="Contenants réemployables",
        launch_on="2027-02-15",
        estimated_value=Decimal(900_000),
        duration_months=48,
    )
    Lot.objects.bulk_create(
        Lot(tender=tender, number=n, title=f"Lot d'essai {n}", components=[f"prestation {n}"])
        for n in range(1, LOTS + 1)
    )
    criteria(tender)
    wanted = [
        c.id for c in library().clauses if c.place in (Place.SPECIFICATION, Place.PERFORMANCE)
    ]
    tender.add_clauses(wanted[:CLAUSES])
    tender.refresh_from_db()
    return tender


def criteria(tender: Tender) -> None:
    """A price and five things to mark, as the analysis grid of each lot asks them."""
    AwardCriterion.objects.create(
        tender=tender, name="Prix", kind="price", formula="proportional", weight=40, position=1
    )
    for n in range(5):
        AwardCriterion.objects.create(
            tender=tender, name=f"Critère {n}", kind="quality", weight=12, position=n + 2
        )
