"""``palese serve`` as a person starts it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]


def _environment(**more: str) -> dict[str, str]:
    own = {k: v for k, v in os.environ.items() if k != "PALESE_SECRET_KEY"}
    return {**own, "PYTHONPATH": str(ROOT), **more}


def _command(*args: str) -> list[str]:
    return [sys.executable, "-c", "from checker.cli.main import entry; entry()", "serve", *args]


@contextmanager
def _serving(folder: Path, *args: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        _command("--port", "0", *args), cwd=folder, env=_environment(), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)


def _lines(process: subprocess.Popen[str], count: int) -> list[str]:
    assert process.stderr is not None
    return [process.stderr.readline() for _ in range(count)]


def test_the_first_link_is_printed_and_opens(tmp_path: Path) -> None:
    with _serving(tmp_path) as process:
        listening, key, first = _lines(process, 3)
        address = re.search(r"listening on (http://127\.0\.0\.1:\d+) ", listening)
        assert address, listening
        assert "sessions and links end when the server stops" in key
        link = re.search(r"become the administrator here: (\S+)", first)
        assert link
        assert link[1].startswith(address[1])
        with urllib.request.urlopen(link[1], timeout=20) as answer:
            assert b"The first administrator" in answer.read()
            assert answer.headers["Server"] == "palese"
        try:
            urllib.request.urlopen(f"{address[1]}/api/v1/rules", timeout=20)
        except urllib.error.HTTPError as error:
            assert error.code == 401
            assert error.headers["Content-Type"] == "application/problem+json"
            error.close()
        else:
            raise AssertionError("the API answered somebody without a token")
    assert (tmp_path / "palese.db").exists()


def test_an_administrator_is_added(tmp_path: Path) -> None:
    with _serving(tmp_path, "--create-admin", "Anna") as process:
        said = "".join(_lines(process, 3))
        link = re.search(r"Anna sets a password, once and within a day: (\S+)", said)
        assert link, said
        with urllib.request.urlopen(link[1], timeout=20) as answer:
            assert b"Choose a password" in answer.read()
    done = subprocess.run(
        _command("--port", "0", "--create-admin", "ANNA"), cwd=tmp_path, env=_environment(),
        text=True, capture_output=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert "there is a user 'ANNA' already" in done.stderr


def test_production_refuses_to_start_without_a_key(tmp_path: Path) -> None:
    for args in (["--host", "0.0.0.0"], ["--public-url", "https://palese.example"]):
        done = subprocess.run(
            _command("--port", "0", *args), cwd=tmp_path, env=_environment(), text=True,
            capture_output=True, timeout=60,
        )  # fmt: skip
        assert done.returncode == 2
        assert (
            "PALESE_SECRET_KEY: a server that other machines can reach needs a secret key"
            in done.stderr
        )
        assert "secrets.token_hex(32)" in done.stderr
        assert not (tmp_path / "palese.db").exists()
    weak = subprocess.run(
        _command("--host", "0.0.0.0"), cwd=tmp_path, env=_environment(PALESE_SECRET_KEY="changeme"),
        text=True, capture_output=True, timeout=60,
    )  # fmt: skip
    assert weak.returncode == 2
    assert "fewer than 32 characters" in weak.stderr


def test_an_address_that_is_taken(tmp_path: Path) -> None:
    with _serving(tmp_path) as process:
        port = re.search(r":(\d+) ", _lines(process, 1)[0])
        assert port
        done = subprocess.run(
            _command("--port", port[1]), cwd=tmp_path, env=_environment(), text=True,
            capture_output=True, timeout=60,
        )  # fmt: skip
    assert done.returncode == 2
    assert "cannot be listened on" in done.stderr
    assert "--port" in done.stderr
