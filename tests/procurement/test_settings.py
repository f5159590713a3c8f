"""Settings: run at once in development, refuse to start half-configured in production."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def check(*, deploy: bool = False, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "check"]
    if deploy:
        command += ["--deploy", "--fail-level", "WARNING"]
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in ("PATH", "HOME", "LANG") or name.startswith("PYTHON")
    }
    return subprocess.run(
        command, cwd=ROOT, env={**kept, **environment}, capture_output=True, text=True
    )


def test_nothing_needs_to_be_set_to_begin():
    assert check().returncode == 0


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_production_refuses_to_start_and_names_what_is_missing(missing):
    values = {"SECRET_KEY": "k" * 60, "ALLOWED_HOSTS": "balise.example.org"}
    values.pop(missing)

    refused = check(DEBUG="false", ENV_FILE="/nonexistent", **values)

    assert refused.returncode != 0
    assert f"définissez la variable d'environnement {missing}" in refused.stderr


def test_the_production_example_passes_the_deployment_check():
    assert check(deploy=True, ENV_FILE=str(ROOT / ".env.example")).returncode == 0
