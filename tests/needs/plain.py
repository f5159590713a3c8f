"""French texts with ordinary spaces, so that tests can be typed on any keyboard."""


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")
