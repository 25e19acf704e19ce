"""Audits started from an upload: judged behind the pages, watched, cancelled, gone on with."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from checker.batch import inputs, run
from checker.engine import Engine
from checker.importers.mapping_file import load
from checker.storage import AuditWriter, Cursor, Database, audits, creators, sets
from checker.storage.records import Audit
from tests.batch.made import write
from tests.storage import made
from tests.web.audited import row
from tests.web.conftest import Browser
from web import Config
from web.audits import uploads
from web.audits.jobs import EXTENSION, Jobs, take_up_again
from web.keeping import Keeper

PATIENCE_S = 120


@pytest.fixture
def auditor(browsers: dict[str, Browser], app: Flask) -> Iterator[Browser]:
    """Somebody who may start audits; what they started is stopped at the end."""
    yield browsers["auditor"]
    app.extensions[EXTENSION].close()


def _use(app: Flask, start: Callable[[], subprocess.Popen[bytes]]) -> Jobs:
    """Let the application's audits be run by another worker."""
    made = Jobs(app, start)
    app.extensions[EXTENSION] = made
    return made


def _script(text: str) -> Callable[[], subprocess.Popen[bytes]]:
    """Return what starts a worker that runs this text."""
    return lambda: subprocess.Popen(
        [sys.executable, "-c", text], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


SLEEPER = (
    'import sys; print(\'{"read": 1, "posts": 3}\', flush=True); sys.stdin.readline();'
    " sys.stdin.read()"
)


def _file(folder: Path, number: int = 12) -> bytes:
    return Path(write(folder / "posts.jsonl", *map(row, range(number)))).read_bytes()


def _start(browser: Browser, data: bytes, name: str = "", file: str = "posts.jsonl") -> int:
    """Upload a file, and return the number of the audit."""
    answer = browser.post(
        "/audits/start",
        {"files": (io.BytesIO(data), file), "name": name, "j": ["IT"]},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 302, answer.text
    return int(answer.headers["Location"].rsplit("/", 1)[1])


def _until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < until, "it takes too long"
        time.sleep(0.05)


def _audit(database: Database, number: int) -> Audit:
    with database.read() as session:
        return audits.get_audit(session, number)


def test_an_upload_is_judged_as_on_the_command_line(
    auditor: Browser, database: Database, engine: Engine, tmp_path: Path, config: Config
) -> None:
    number = _start(auditor, _file(tmp_path))
    _until(lambda: _audit(database, number).state == "done")
    done = _audit(database, number)
    assert (done.name, done.jurisdictions, done.posts) == ("posts", ("IT",), 12)
    assert [given.path for given in done.inputs] == ["posts.jsonl"]  # and no place on the server
    files = inputs.look_at([str(tmp_path / "posts.jsonl")])
    with database.write() as session:
        begun = run.begin(session, "by hand", files, engine, ("IT",))
    run.run(database, begun, files, engine, on_problem=lambda _: None, on_progress=lambda *_: None)
    with database.read() as session:
        assert audits.digest_of(session, number) == audits.digest_of(session, begun.id)
    _until(lambda: list(uploads.root(config).iterdir()) == [])  # the file is deleted
    assert 'data-state="done"' in auditor.get(f"/audits/{number}/progress").text


def test_progress_is_told_and_an_audit_is_cancelled(
    app: Flask, auditor: Browser, database: Database, tmp_path: Path, config: Config
) -> None:
    jobs = _use(app, _script(SLEEPER))
    number = _start(auditor, _file(tmp_path), "one")
    waiting = _start(auditor, _file(tmp_path), "two")
    _until(lambda: (job := jobs.get(number)) is not None and job.posts == 3)
    page = auditor.get(f"/audits/{number}/progress").text
    assert "Judging" in page
    assert "3 posts" in page
    assert "Waiting for the audit before it" in auditor.get(f"/audits/{waiting}/progress").text
    auditor.post(f"/audits/{waiting}/cancel")
    auditor.post(f"/audits/{number}/cancel")
    assert {_audit(database, n).state for n in (number, waiting)} == {"cancelled"}
    assert list(uploads.root(config).iterdir()) == []
    assert auditor.post(f"/audits/{number}/resume").status_code == 409
    assert auditor.post(f"/audits/{number}/cancel").status_code == 409


def test_pages_of_a_cancelled_audit_are_as_quick_as_others(
    app: Flask, auditor: Browser, database: Database, tmp_path: Path
) -> None:
    jobs = _use(app, _script(SLEEPER))
    number = _start(auditor, _file(tmp_path))
    _until(lambda: (job := jobs.get(number)) is not None and job.posts == 3)
    AuditWriter(database, number).add_batch([made.audited(1), made.audited(2)], Cursor(0, 2))
    auditor.post(f"/audits/{number}/cancel")

    def there() -> bool:
        with database.read() as session:
            return sets.of_audit(session, number) is not None

    _until(there)
    assert "2 posts" in auditor.get(f"/audits/{number}").text


def test_what_another_program_left_is_made_while_the_server_runs(
    database: Database, tmp_path: Path
) -> None:
    def kept(audit: Audit) -> bool:
        with database.read() as session:
            return sets.of_audit(session, audit.id) is not None

    keeper = Keeper(database, look_s=0.05)
    watching = threading.Thread(target=keeper.watch, daemon=True)
    watching.start()
    audit = made.stored(database, [made.audited(n) for n in range(1, 9)])
    with database.write() as session:  # as if an older palese had made it
        session.execute(text("UPDATE audits SET sets = 0"))
        session.execute(text("DELETE FROM verdict_sets"))
    _until(lambda: kept(audit))
    keeper.close()
    watching.join(PATIENCE_S)
    assert not watching.is_alive()


def test_a_worker_that_fails_says_so_and_the_audit_goes_on_later(
    app: Flask, auditor: Browser, database: Database, tmp_path: Path
) -> None:
    jobs = _use(app, _script("import sys; sys.exit(1)"))
    number = _start(auditor, _file(tmp_path))
    _until(lambda: (job := jobs.get(number)) is not None and job.state == "failed")
    page = auditor.get(f"/audits/{number}").text
    assert "its process ended before its work was done" in page
    assert "Go on" in page
    jobs.close()
    again = Jobs(app)
    app.extensions[EXTENSION] = again
    auditor.post(f"/audits/{number}/resume")
    _until(lambda: _audit(database, number).state == "done")
    assert _audit(database, number).posts == 12


def test_a_server_that_starts_goes_on_with_what_was_under_way(
    app: Flask, auditor: Browser, database: Database, tmp_path: Path
) -> None:
    jobs = _use(app, _script(SLEEPER))
    number = _start(auditor, _file(tmp_path))
    _until(lambda: (job := jobs.get(number)) is not None and job.state == "running")
    jobs.close()  # as a server that stops does
    assert _audit(database, number).state == "running"
    app.extensions[EXTENSION] = Jobs(app)
    assert take_up_again(app) == 1
    _until(lambda: _audit(database, number).state == "done")


def test_the_form_says_what_is_wrong(auditor: Browser, app: Flask, tmp_path: Path) -> None:
    _use(app, _script(SLEEPER))
    nothing = auditor.post("/audits/start", {}, content_type="multipart/form-data")
    assert nothing.status_code == 400
    assert "No file was chosen" in nothing.text
    _start(auditor, _file(tmp_path), "one")
    twice = auditor.post(
        "/audits/start",
        {"files": (io.BytesIO(b"{}"), "a.jsonl"), "name": "one"},
        content_type="multipart/form-data",
    )
    assert twice.status_code == 400
    assert "There is an audit called" in twice.text
    nowhere = auditor.post(
        "/audits/start",
        {"files": (io.BytesIO(b"{}"), "a.jsonl"), "j": "XX"},
        content_type="multipart/form-data",
    )
    assert nowhere.status_code == 400


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../etc/passwd", "etc_passwd"),
        ("/etc/passwd", "etc_passwd"),
        ("..", "posts"),
        ("C:\\x\\posts.csv", "Cxposts.csv"),
        ("a\0b.jsonl", "a"),
        ("п.jsonl", "jsonl"),
    ],
)
def test_no_name_of_a_user_is_a_path(given: str, safe: str) -> None:
    (name,) = uploads.names_of([given])
    assert "/" not in name
    assert "\\" not in name
    assert "\0" not in name
    assert not name.startswith(".")
    assert name.startswith(safe) or name.endswith(safe)


def test_files_of_one_name_are_kept_apart() -> None:
    assert uploads.names_of(["a.jsonl", "a.jsonl", "b/a.jsonl"]) == [
        "a.jsonl",
        "a-2.jsonl",
        "b_a.jsonl",
    ]


TABLE = (
    b"Profilo;Didascalia;Data\n@giulia;Con GIULIA10 il 10% @acme #adv;01/05/2026\n"
    b"@mara;La crema nuova;02/05/2026\n"
)
MAPPING = b"""fields:
  author: Profilo
  text: Didascalia
  published_at: {column: Data, date: '%d/%m/%Y'}
always: {platform: instagram}
"""


def _send(browser: Browser, mapping: bytes, **headers: str) -> TestResponse:
    return browser.post(
        "/audits/start",
        {
            "files": (io.BytesIO(TABLE), "tabella.csv"),
            "mapping": (io.BytesIO(mapping), "../../my mapping.yaml"),
            "j": ["IT"],
        },
        content_type="multipart/form-data",
        headers=headers,
    )


def test_a_mapping_is_taken_and_what_was_recognised_is_said(
    app: Flask, auditor: Browser, database: Database, tmp_path: Path, config: Config, engine: Engine
) -> None:
    jobs = _use(app, _script(SLEEPER))
    answer = _send(auditor, MAPPING)
    assert answer.status_code == 302, answer.text
    number = int(answer.headers["Location"].rsplit("/", 1)[1])
    page = auditor.get(f"/audits/{number}").text
    rows = dict(re.findall(r'<th scope="row"><code>(.*?)</code></th><td><code>(.*?)</code>', page))
    assert rows["author"] == "Profilo"
    assert rows["caption"] == "Didascalia"
    assert "CSV with semicolons" in page
    assert "Not observed:" in page
    # The files wait under names of our own, and are judged as the command line judges them.
    _until(lambda: (job := jobs.get(number)) is not None and job.state == "running")
    jobs.close()
    app.extensions[EXTENSION] = Jobs(app)
    with database.write() as session:  # who waits in the queue is not put out by a new record
        creators.add_creator(session, "Mara", accounts=[("instagram", "mara")])
    assert take_up_again(app) == 1
    _until(lambda: _audit(database, number).state == "done")
    (tmp_path / "tabella.csv").write_bytes(TABLE)
    (tmp_path / "m.yaml").write_bytes(MAPPING)
    files = inputs.look_at([str(tmp_path / "tabella.csv")])
    how = load(tmp_path / "m.yaml")
    with database.write() as session:
        begun = run.begin(session, "by hand", files, engine, ("IT",), mapping=how)
    run.run(
        database, begun, files, engine, mapping=how, on_problem=lambda _: None,
        on_progress=lambda *_: None,
    )  # fmt: skip
    with database.read() as session:
        assert audits.digest_of(session, number) == audits.digest_of(session, begun.id)
    _until(lambda: list(uploads.root(config).iterdir()) == [])


@pytest.mark.parametrize(
    ("mapping", "where", "said"),
    [
        (b"fields: {text: Didascalia\n  x: y", "my_mapping.yaml:2", "is no sound YAML"),
        (
            b"fields:\n  text: Didascalia\n  colour: Data\n",
            "my_mapping.yaml:3",
            "There is no field",
        ),
        (
            b"fields:\n  text: Didascalia\nalways:\n  text: x\n",
            "my_mapping.yaml:4",
            "cannot be the",
        ),
        (b"fields:\n  text: Didascalia\nheader: 0\n", "my_mapping.yaml:3", "cannot be above row 1"),
        (b"fields:\n  author: Profilo\n", "my_mapping.yaml:1", "No column is mapped to a text"),
        (b"fields:\n  text: Testo\n", "tabella.csv:1", "There is no column"),
        (b"\xff\xfe", "my_mapping.yaml", "is not UTF-8"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_refused_by_line(
    auditor: Browser, database: Database, config: Config, mapping: bytes, where: str, said: str
) -> None:
    answer = _send(auditor, mapping)
    assert answer.status_code == 400
    assert f"<bdi>{where}</bdi>" in answer.text
    assert said in answer.text
    assert str(config.database_url) not in answer.text
    assert said not in _send(auditor, mapping, **{"Accept-Language": "it"}).text
    assert list(uploads.root(config).iterdir()) == []
    with database.read() as session:
        assert audits.list_audits(session) == []


def test_an_audit_whose_records_changed_says_so_and_begins_again(
    app: Flask, auditor: Browser, database: Database, tmp_path: Path, config: Config
) -> None:
    jobs = _use(app, _script(SLEEPER))
    data = _file(tmp_path)
    number = _start(auditor, data)
    _until(lambda: (job := jobs.get(number)) is not None and job.state == "running")
    assert auditor.post(f"/audits/{number}/restart").status_code == 409  # somebody works on it
    jobs.close()
    lines = [made.audited(n) for n in range(1, 4)]
    AuditWriter(database, number).add_batch(lines, Cursor(0, 3))
    with database.write() as session:
        creators.add_creator(session, "Mara", accounts=[("instagram", "mara")])
    jobs = Jobs(app)
    app.extensions[EXTENSION] = jobs
    auditor.post(f"/audits/{number}/resume")
    _until(lambda: (job := jobs.get(number)) is not None and job.state == "failed")
    page = auditor.get(f"/audits/{number}").text
    assert "the records of creators, brands and collaborations have changed" in page
    assert "Put that back as it was and let it go on, or begin again" in page
    assert "--name" not in page
    italian = auditor.get(f"/audits/{number}", headers={"Accept-Language": "it"}).text
    assert "le schede di creator, marchi e collaborazioni sono cambiate" in italian
    answer = auditor.post(f"/audits/{number}/restart")
    assert answer.status_code == 302
    again = int(answer.headers["Location"].rsplit("/", 1)[1])
    _until(lambda: _audit(database, again).state == "done")
    assert _audit(database, again).posts == 12
    _until(lambda: not list(uploads.root(config).glob("*")))
    with database.read() as session:
        assert len(audits.list_audits(session)) == 1
    assert auditor.post(f"/audits/{again}/restart").status_code == 409
