"""The project itself: migrations, templates, data files, layers, and what is said to users."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command
from django.template.loader import get_template
from django.urls import get_resolver
from drf_spectacular.generators import SchemaGenerator

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PYTHON = [
    path
    for folder in ("procurement", "needs", "suppliers", "tenders")
    for path in (ROOT / folder).rglob("*.py")
]
DATA = [
    path
    for folder in ("procurement", "needs", "suppliers", "tenders")
    for path in (ROOT / folder).glob("**/data/**/*.yaml")
]


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_template_compiles(path):
    assert get_template(str(path.relative_to(ROOT / "templates")))


# allauth asks for these by name.
LIBRARY_TEMPLATES = ("account/", "429.html")


def test_no_template_is_unused():
    texts = "\n".join(path.read_text(encoding="utf-8") for path in [*PYTHON, *TEMPLATES])
    names = {str(path.relative_to(ROOT / "templates")) for path in TEMPLATES}
    unused = {
        name for name in names if name not in texts and not name.startswith(LIBRARY_TEMPLATES)
    }
    assert unused == set()


@pytest.mark.parametrize("path", DATA, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_data_file_loads(path):
    assert yaml.safe_load(path.read_text(encoding="utf-8"))


def test_every_page_has_a_name():
    unnamed = [
        str(pattern.pattern)
        for pattern in get_resolver().url_patterns
        if hasattr(pattern, "name") and not pattern.name
    ]
    assert unnamed == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_template_has_inline_script_or_style(path):
    """The content security policy would block them."""
    if "/mail/" in str(path) or "/email/" in str(path):
        pytest.skip("Un message n'est pas une page.")
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text)
    assert not re.search(r"\sstyle=|\son(click|change|load|submit)=|javascript:", text)


def test_an_upward_import_is_caught(tmp_path):
    """Planted in a copy: `needs` importing `tenders` breaks the contract that CI checks."""
    for name in ("procurement", "needs", "suppliers", "tenders", "pyproject.toml"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "needs").unlink()
    subprocess.run(["cp", "-r", str(ROOT / "needs"), str(tmp_path / "needs")], check=True)
    (tmp_path / "needs" / "planted.py").write_text("import tenders.models\n")

    found = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )

    assert found.returncode != 0
    assert "needs.planted -> tenders.models" in found.stdout


def test_no_dependency_lock_names_a_registry():
    for lock in (ROOT / "requirements").glob("*.lock"):
        assert not re.search(r"https?://|--index-url|--find-links", lock.read_text())
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()


def test_each_operation_of_the_api_says_in_french_what_it_does():
    """The schema shows the docstrings of its views: theirs are for the people who read it."""
    english = re.compile(r"\b(?:the|of|and|its|one's|what|who|for)\b", re.I)
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    told = {
        (path, verb): f"{operation.get('summary', '')} {operation.get('description', '')}".strip()
        for path, verbs in paths.items()
        for verb, operation in verbs.items()
        if path.startswith("/api/v1/")
    }

    assert [name for name, text in told.items() if not text or english.search(text)] == []
