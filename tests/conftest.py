"""Fixtures that every test may ask for."""

import gc
import os
from pathlib import Path

import pytest

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
        asks = item.get_closest_marker("django_db") or _OF_THE_DATABASE & set(item.fixturenames)
        (asking if asks else others).append(item)
    config.hook.pytest_deselected(items=others)
    items[:] = asking


@pytest.fixture(autouse=True)
def _files_in_a_temporary_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    settings.PREVIEWS_DIR = tmp_path / "previews"
    settings.SOFFICE = ""  # a test that wants conversions names its own program


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def open_data():
    """The folder of public open data; the test is skipped where it is absent."""
    if not OPEN_DATA.exists():
        pytest.skip("Les données publiques de référence ne sont pas sur cette machine.")
    return OPEN_DATA
