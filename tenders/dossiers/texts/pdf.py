"""A PDF with text → paragraphs and tables. Alone knows the library that opens these files."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from procurement.typography import plural
from tenders.dossiers.texts import refusals
from tenders.dossiers.texts.gathering import Gathered
from tenders.dossiers.texts.grids import MOST_RULES, Bands, Grid, Rule, bands, grids
from tenders.dossiers.texts.layout import Piece, pieces
from tenders.dossiers.texts.neutral import TextFile
from tenders.dossiers.texts.refusals import Refused
from tenders.dossiers.texts.words import GAP, Word, lines_of

_PASSWORD = 4  # pdfium's code for a file that asks for one
_BOLD = 600
_BOLD_NAME = re.compile(rb"bold|black|heavy|demi|gras", re.IGNORECASE)
_MOST_ON_A_PAGE = 60_000
_LEAST_ON_A_PAGE = 25  # characters under which a page is an image
_MOST_OBJECTS = 20_000
_STRAIGHT = 1.2
_EDGE = 0.12  # of the page: where headers and footers stand


def read(name: str, content: bytes) -> TextFile:
    if not content.lstrip()[:5].startswith(b"%PDF-"):
        raise Refused(refusals.NOT_WHAT_IT_SAYS.format(kind="PDF"))
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == _PASSWORD
        raise Refused(refusals.LOCKED if locked else refusals.DAMAGED) from error
    try:
        return _read(name, document)
    finally:
        document.close()


def _read(name: str, document: Any) -> TextFile:
    if len(document) > refusals.MOST_PAGES:
        raise Refused(refusals.TOO_LONG)
    pages = [_page(document[number]) for number in range(len(document))]
    letters = [sum(len(word.text) for word in words) for words, _, _ in pages]
    blank = [number for number, count in enumerate(letters, 1) if count < _LEAST_ON_A_PAGE]
    if len(blank) == len(pages):
        return TextFile(name, (), len(pages), (refusals.SCANNED,), has_text=False)
    gathered = Gathered()
    repeated = _repeated(pages)
    sizes = Counter(round(w.size, 1) for words, _, _ in pages for w in words for _ in w.text)
    body = sizes.most_common(1)[0][0]
    for number, (words, drawn, height) in enumerate(pages, 1):
        kept = _without(words, repeated, height, first=number == 1)
        for piece in pieces(kept, drawn, body):
            _gather(gathered, piece, number)
    return TextFile(name, gathered.done(), len(pages), _notes(blank, len(pages)))


def _notes(blank: list[int], total: int) -> tuple[str, ...]:
    if len(blank) <= max(1, total // 10):
        return ()
    listed = ", ".join(map(str, blank[:12])) + ("…" if len(blank) > 12 else "")
    return (
        f"{plural(len(blank), 'page')} sur {total} sans texte (images ou pages numérisées) : "
        f"{listed}. Lisez-les vous-même.",
    )


def _gather(gathered: Gathered, piece: Piece, page: int) -> None:
    if piece.rows:
        gathered.table(piece.rows, page=page)
    else:
        gathered.paragraph(
            piece.text, bold=piece.bold, larger=piece.larger, indent=piece.indent, page=page
        )


def _page(page: Any) -> tuple[list[Word], list[Grid | Bands], float]:
    width, height = page.get_size()
    left, bottom, _, top = page.get_bbox()
    text = page.get_textpage()
    try:
        words = list(_words(text, left, top))
    finally:
        text.close()
    across, down = _rules(page, left, top, width, height)
    page.close()
    ruled = grids(across, down)
    return words, [*ruled, *bands(across, ruled)], height


def _words(text: Any, left: float, top: float) -> Iterator[Word]:
    """Characters gathered into words by the blanks between them."""
    count = text.count_chars()
    if count > _MOST_ON_A_PAGE:
        raise Refused(refusals.TOO_LONG)
    letters: list[tuple[str, tuple[float, float, float, float]]] = []
    style = (0.0, False)
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(text, index)
        letter = chr(code) if code else ""
        box = text.get_charbox(index, loose=True)
        shown = bool(letter) and not letter.isspace() and unicodedata.category(letter) != "Cc"
        if code == 2:  # how pdfium writes a hyphen at the end of a line
            letter, shown = "-", True
        if letters and (not shown or _apart(letters[-1][1], box, style[0])):
            yield _word(letters, style, left, top)
            letters = []
        if shown:
            if not letters:
                style = (_size(text, index, box), _is_bold(text, index))
            letters.append((letter, box))
    if letters:
        yield _word(letters, style, left, top)


def _is_bold(text: Any, index: int) -> bool:
    """Some files say the weight, most only name the font « Arial-BoldMT »."""
    if pdfium.FPDFText_GetFontWeight(text, index) >= _BOLD:
        return True
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text, index, name, len(name), flags)
    return bool(_BOLD_NAME.search(name.value))


def _size(text: Any, index: int, box: tuple[float, float, float, float]) -> float:
    """The size of the letters; some files scale a font of size 1, so the box decides then."""
    said = float(pdfium.FPDFText_GetFontSize(text, index))
    height = box[3] - box[1]
    return said if 4 <= said <= 72 and height < 3 * said else max(4.0, height * 0.85)


def _apart(a: tuple[float, ...], b: tuple[float, ...], size: float) -> bool:
    level = abs((a[1] + a[3]) - (b[1] + b[3])) / 2 < 0.6 * size
    return not level or b[0] - a[2] > GAP * size or b[0] < a[0] - size


def _word(
    letters: list[tuple[str, tuple[float, float, float, float]]],
    style: tuple[float, bool],
    left: float,
    top: float,
) -> Word:
    boxes = [box for _, box in letters]
    text = unicodedata.normalize("NFKC", "".join(letter for letter, _ in letters))
    return Word(
        text,
        min(b[0] for b in boxes) - left,
        top - max(b[3] for b in boxes),
        max(b[2] for b in boxes) - left,
        top - min(b[1] for b in boxes),
        style[0],
        style[1],
    )


def _rules(
    page: Any, left: float, top: float, width: float, height: float
) -> tuple[list[Rule], list[Rule]]:
    """Horizontal and vertical lines drawn on the page, whatever draws them."""
    across: list[Rule] = []
    down: list[Rule] = []
    for seen, drawn in enumerate(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=3)):
        if seen > _MOST_OBJECTS or len(across) + len(down) > MOST_RULES:
            break
        for (ax, ay), (bx, by) in _strokes(drawn):
            ax, bx, ay, by = ax - left, bx - left, top - ay, top - by
            if abs(ay - by) <= _STRAIGHT < abs(ax - bx) and abs(ax - bx) < 1.1 * width:
                across.append(Rule((ay + by) / 2, min(ax, bx), max(ax, bx)))
            elif abs(ax - bx) <= _STRAIGHT < abs(ay - by) and abs(ay - by) < 0.98 * height:
                down.append(Rule((ax + bx) / 2, min(ay, by), max(ay, by)))
    return across, down


Point = tuple[float, float]


def _strokes(drawn: Any) -> Iterator[tuple[Point, Point]]:
    matrix = drawn.get_matrix()
    container = drawn.container.get_matrix() if getattr(drawn, "container", None) else None
    start: Point | None = None
    here: Point | None = None
    for index in range(min(pdfium.FPDFPath_CountSegments(drawn), MOST_RULES)):
        segment = pdfium.FPDFPath_GetPathSegment(drawn, index)
        x, y = ctypes.c_float(), ctypes.c_float()
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = matrix.on_point(x.value, y.value)
        if container:
            point = container.on_point(*point)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = point
        elif here and kind == pdfium.FPDF_SEGMENT_LINETO:
            yield here, point
        here = point
        if start and here and pdfium.FPDFPathSegment_GetClose(segment):
            yield here, start


Pages = list[tuple[list[Word], list[Grid | Bands], float]]


def _key(words: list[Word]) -> str:
    return re.sub(r"\d+", "#", " ".join(w.text for w in words)).strip().lower()


def _margins(words: list[Word], height: float) -> Iterator[list[Word]]:
    """The lines in the top and bottom margins of a page."""
    edge = [w for w in words if w.bottom < _EDGE * height or w.top > (1 - _EDGE) * height]
    for line in lines_of(edge):
        yield line.words


def _repeated(pages: Pages) -> frozenset[str]:
    """What headers and footers say on most pages, numbers aside."""
    seen = Counter(
        key for words, _, height in pages for key in {_key(li) for li in _margins(words, height)}
    )
    least = max(2, min(3, len(pages) // 2 + 1))
    return frozenset(key for key, count in seen.items() if count >= least and len(pages) > 1)


def _without(
    words: list[Word], repeated: frozenset[str], height: float, *, first: bool
) -> list[Word]:
    """The page less its repeated margins; the first keeps what it says at its top, or of a day."""
    gone = {
        id(word)
        for line in _margins(words, height)
        if _key(line) in repeated and not (first and _is_worth_keeping(line, height))
        for word in line
    }
    return [word for word in words if id(word) not in gone]


def _is_worth_keeping(line: list[Word], height: float) -> bool:
    text = " ".join(word.text for word in line)
    return line[0].middle < height / 2 or bool(re.search(r"20\d\d.*\d\s*[h:]", text))
