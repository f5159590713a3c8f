"""Fixtures that every test may ask for."""

import gc
import os
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from procurement.language import learned
from procurement.language.cpv import CpvCode
from procurement.nomenclature import files
from procurement.nomenclature.loading import SHIPPED

# Public open data that developers may have beside the repository; never part of it.
OPEN_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
# Big tables stay in memory: looking through them for cycles would take a fifth of the time.
gc.set_threshold(20_000, 20, 50)

_OF_THE_DATABASE = {"db", "transactional_db"}


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL, the tests that ask the database: the others know no difference."""
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return
    asking, others = [], []
    for item in items:
        (asking if asks_the_database(item) else others).append(item)
    config.hook.pytest_deselected(items=others)
    items[:] = asking


def asks_the_database(item):
    return bool(item.get_closest_marker("django_db") or _OF_THE_DATABASE & set(item.fixturenames))


def folders_under(folder):
    """The settings that keep there whatever Balise writes."""
    return {
        "VAR_DIR": folder,
        "MEDIA_ROOT": folder / "media",
        "DOCUMENTS_DIR": folder / "documents",
        "PREVIEWS_DIR": folder / "previews",
    }


@pytest.fixture(scope="session", autouse=True)
def _away_from_the_machine(tmp_path_factory):
    """No file beside those of the tests; passwords are hashed quickly, for wider fixtures too."""
    quick = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # A test that wants conversions names its own program.
    elsewhere = folders_under(tmp_path_factory.mktemp("balise"))
    with override_settings(**elsewhere, PASSWORD_HASHERS=quick, SOFFICE=""):
        yield


@pytest.fixture(autouse=True)
def _a_folder_of_its_own(request):
    """A test that asks the database or the settings finds the files of no other."""
    if not (asks_the_database(request.node) or "settings" in request.fixturenames):
        yield
        return
    folder = request.getfixturevalue("tmp_path")
    give(folder, request.getfixturevalue("codes_learned"))
    with override_settings(**folders_under(folder)):
        yield


def give(folder, learned_there):
    """What was learned elsewhere, under this folder too."""
    (folder / "language").mkdir()
    for file in learned_there.glob("*.pickle"):
        (folder / "language" / file.name).symlink_to(file)


@pytest.fixture(scope="session")
def codes_learned(_away_from_the_machine):
    """What Balise learns of codes when it is set up, kept for as long as its engine is the same.

    Without it each page that reads a text would learn beside the test, for seconds. Fixtures wider
    than a test that read texts ask for it.
    """
    with (SHIPPED / "cpv.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for _, row, _ in files.rows(stream, files.CPV) if row]
    codes = sorted(CpvCode(row["code"], row["check_digit"], row["label"]) for row in rows)
    folder = Path(__file__).resolve().parents[1] / "var" / "tests" / "language"
    learned.learn(folder, codes, [])
    give(settings.VAR_DIR, folder)
    return folder


@pytest.fixture(scope="session")
def open_data():
    """The folder of public open data; the test is skipped where it is absent."""
    if not OPEN_DATA.exists():
        pytest.skip("Les données publiques de référence ne sont pas sur cette machine.")
    return OPEN_DATA
