"""Pages of levers as they read, and a reason that is long enough."""

import html

REASON = "Le sourçage a confirmé que trois structures peuvent répondre."


def said(answer):
    return html.unescape(answer.content.decode()).replace("\u00a0", " ").replace("’", "'")
