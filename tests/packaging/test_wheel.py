"""The wheel works outside the checkout, rules included."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def _run(*command: str | Path, cwd: Path, **kwargs: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, text=True, capture_output=True, **kwargs
    )  # type: ignore[call-overload,no-any-return]


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty environment with the wheel and its dependencies in it."""
    folder = tmp_path_factory.mktemp("wheel")
    built = _run(sys.executable, "-m", "build", "--wheel", "--outdir", folder, ROOT, cwd=folder)
    assert built.returncode == 0, built.stderr[-2000:]
    (wheel,) = folder.glob("palese-*.whl")
    venv.create(folder / "env", with_pip=True)
    python = folder / "env" / "bin" / "python"
    installed = _run(
        python, "-m", "pip", "install", "--quiet", "--constraint", ROOT / "requirements.lock", wheel,
        cwd=folder,
    )  # fmt: skip
    assert installed.returncode == 0, installed.stderr[-2000:]
    return python


def _palese(
    python: Path, *args: str, cwd: Path, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    environment["PALESE_CACHE_DIR"] = str(cwd / "cache")
    return _run(python.parent / "palese", *args, cwd=cwd, input=stdin, env=environment)


def test_a_post_is_judged_from_the_wheel(python: Path, tmp_path: Path) -> None:
    post = {"id": "1", "text": "Con GIULIA10 avete il 10% su tutto", "author": "giulia.r"}
    done = _palese(
        python, "check", "-", "-j", "IT", "--format", "jsonl", cwd=tmp_path, stdin=json.dumps(post)
    )
    assert done.returncode == 1, done.stderr
    verdict = json.loads(done.stdout)
    assert verdict["verdict"] == "undisclosed"
    assert verdict["findings"][0]["citation"]["instrument"] == "IT-CDC"


def test_the_demo_runs_from_the_wheel(python: Path, tmp_path: Path) -> None:
    done = _palese(python, "demo", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    report = tmp_path / "palese-demo" / "report.html"
    assert str(report) in done.stdout
    assert report.read_text("utf-8").lower().startswith("<!doctype html>")


def test_the_web_application_is_in_the_wheel(python: Path, tmp_path: Path) -> None:
    script = """
import sys
from web import Config, create_app
app = create_app(Config(secret_key="x" * 40, database_url="sqlite://", production=False))
client = app.test_client()
page = client.get("/sign-in", headers={"Accept-Language": "it"})
assert page.status_code == 200 and "Accedi" in page.text, page.text
style = page.text.split('stylesheet" href="')[1].split('"')[0]
assert client.get(style).status_code == 200, style
"""
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    environment["PALESE_CACHE_DIR"] = str(tmp_path / "cache")
    done = _run(python, "-c", script, cwd=tmp_path, env=environment)
    assert done.returncode == 0, done.stderr
    assert "palese serve" in _palese(python, "serve", "--help", cwd=tmp_path).stdout


def test_the_wheel_holds_no_tests(python: Path, tmp_path: Path) -> None:
    done = _run(python, "-c", "import tests", cwd=tmp_path)
    assert "ModuleNotFoundError" in done.stderr
