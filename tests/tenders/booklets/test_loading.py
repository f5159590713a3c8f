"""A fault in a file stops the loading, and says which file, which module and what."""

import shutil

import pytest
import yaml

from tenders.booklets import BookletError, load
from tenders.booklets.loading import FOLDER


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(FOLDER, tmp_path / "training")


def change(folder, **change):
    """The first module of the suppliers' file with other values."""
    path = folder / "supplier.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["modules"][0] |= change
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def test_the_files_shipped_load(folder):
    assert load(folder).modules.keys() == load(FOLDER).modules.keys()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"colour": "vert"}, "clé inconnue « colour »"),
        ({"audience": ["martians"]}, "« martians » est inconnu"),
        ({"legal": ["R9999-1"]}, "« R9999-1 » est inconnu"),
        ({"parts": [{"text": "{inconnu}"}]}, "« inconnu » est inconnu"),
        ({"parts": [{"text": "{law:inconnue}"}]}, "« inconnue » est inconnu"),
        ({"parts": [{"text": "x", "when": {"pluie": True}}]}, "« pluie » est inconnu"),
        ({"parts": [{"text": "x", "when": {"visit": "peut-être"}}]}, "ne vaut jamais"),
        ({"parts": [{"txt": "x"}]}, "txt|text"),
        ({"id": "mechanics"}, "écrit deux fois"),
    ],
)
def test_a_fault_is_named(folder, wrong, said):
    change(folder, **wrong)
    with pytest.raises((BookletError, KeyError), match=said):
        load(folder)


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("_booklets.yaml", "_booklets.yaml|inconnu"),
        ("_sessions.yaml", "_sessions.yaml"),
        ("_pieces.yaml", "_pieces.yaml"),
        ("_back_plan.yaml", "_back_plan.yaml"),
    ],
)
def test_an_unknown_key_is_named_in_every_file(folder, file, said):
    path = folder / file
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content[0]["colour"] = "vert"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    with pytest.raises(BookletError, match=said):
        load(folder)
