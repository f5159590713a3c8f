"""Where a page of a tender or of a consultation is."""

from django.urls import reverse


def path(name, *args, **query):
    return reverse(f"tenders:{name}", args=args, query=query or None)
