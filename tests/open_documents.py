"""Open the whole package of the reference case in LibreOffice: each file becomes a PDF, or fails.

Run from the root of the repository: `.venv/bin/python tests/open_documents.py`. The database and
the files are temporary.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TIME_LIMIT_S = 120


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="balise-") as folder:
        out = Path(folder)
        files = write_package(out)
        # A file that stops LibreOffice leaves the next ones closed: each is then opened alone.
        all_at_once = ended_well(files, out)
        failed = [
            file.name
            for file in files
            if not ((all_at_once or ended_well([file], out)) and has_pages(file, out))
        ]
    if failed:
        print(f"Ne s'ouvrent pas : {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def write_package(out: Path) -> list[Path]:
    """The reference case's documents, drafted as the command drafts them."""
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "procurement.settings"
    os.environ["DATABASE_URL"] = f"sqlite:///{out / 'reference.sqlite3'}"
    import django

    django.setup()
    from django.core.management import call_command
    from django.test.utils import override_settings

    from tenders import reference_case
    from tenders.documents import KINDS, produce
    from tenders.models import Tender

    with override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend"):
        call_command("migrate", verbosity=0)
        reference_case.load()
    manifest = produce(Tender.objects.get(), KINDS, out)
    return [out / item.file for item in manifest.documents]


def ended_well(files: list[Path], out: Path) -> bool:
    """Make a PDF of each with one start of LibreOffice."""
    command = [
        "soffice",
        f"-env:UserInstallation={(out / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(out),
        *map(str, files),
    ]
    limit = TIME_LIMIT_S * len(files)
    done = subprocess.run(command, capture_output=True, text=True, timeout=limit)
    print(done.stderr, file=sys.stderr, end="")
    return done.returncode == 0


def has_pages(file: Path, out: Path) -> bool:
    """Whether there is a PDF of it; print its name and its number of pages."""
    pdf = out / f"{file.stem}.pdf"
    print(f"{file.name} : {f'{pages(pdf)} pages' if pdf.exists() else 'aucun PDF'}")
    return pdf.exists()


def pages(pdf: Path) -> str:
    said = subprocess.run(["pdfinfo", str(pdf)], capture_output=True, text=True, check=True).stdout
    return next(line.split()[-1] for line in said.splitlines() if line.startswith("Pages:"))


if __name__ == "__main__":
    sys.exit(main())
