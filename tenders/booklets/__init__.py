"""Booklets for suppliers, buyers and trainers: texts as data, chosen for a tender, kept plain."""

from tenders.booklets.assembly import Chapter, chapters
from tenders.booklets.loading import AUDIENCES, BookletError, Shelf, load, shelf
from tenders.booklets.modules import Booklet, Module, Part, Writer

__all__ = [
    "AUDIENCES",
    "Booklet",
    "BookletError",
    "Chapter",
    "Module",
    "Part",
    "Shelf",
    "Writer",
    "chapters",
    "load",
    "shelf",
]
