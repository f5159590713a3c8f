"""French texts and pages with ordinary spaces, so that tests can be typed on any keyboard."""

import html


def plain(text: str) -> str:
    return html.unescape(text).replace("\u00a0", " ").replace("\u202f", " ")
