"""The booklets of a tender: texts chosen in `tenders/booklets`, and what code draws in them."""

from tenders.documents.booklet.building import builder, plainness_of, title

__all__ = ["builder", "plainness_of", "title"]
