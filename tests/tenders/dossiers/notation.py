"""Consultation files on a few lines: # headings, - items, | rows of a table, and sentences."""

from tenders.dossiers.texts.neutral import Dossier, Paragraph, Table, TextFile


def written(text: str, name: str = "RC.docx") -> TextFile:
    blocks: list[Paragraph | Table] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("#"):
            blocks.append(Paragraph(line.lstrip("# "), len(line) - len(line.lstrip("#"))))
        elif line.startswith("|"):
            row = tuple(cell.strip() for cell in line.strip("|").split("|"))
            if blocks and isinstance(blocks[-1], Table):
                blocks[-1] = Table((*blocks[-1].rows, row))
            else:
                blocks.append(Table((row,)))
        elif line.startswith("-"):
            text = line.lstrip("-")
            blocks.append(Paragraph(text.strip(), 0, len(line) - len(text)))
        else:
            blocks.append(Paragraph(line))
    return TextFile(name, tuple(blocks))


def dossier(*texts: str, **named: str) -> Dossier:
    """`dossier("…")` is a rules file; `dossier(avis="…", rc="…")` names each."""
    files = [written(text) for text in texts]
    files += [written(text, f"{name}.docx") for name, text in named.items()]
    return Dossier(tuple(files))
