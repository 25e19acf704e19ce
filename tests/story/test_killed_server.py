"""``palese serve`` is killed in the midst of reviews: none that was answered is lost or halved."""

from __future__ import annotations

import os
import re
import secrets
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import msgspec

from checker.engine import Engine
from checker.storage import Database, posts, reviews, users
from tests.web.audited import audited
from web import passwords

ROOT = Path(__file__).parents[2]
PASSWORD = "four words make one"
REVIEWERS = ("Ada", "Bea", "Cleo")
POSTS = 40
KILLED_AFTER = (5, 19, 34)
"""Answers after which the server is killed, one start of it after the other."""
PATIENCE_S = 120


class Said(msgspec.Struct, frozen=True):
    """A review as somebody sends it."""

    number: int
    version: int
    decision: str
    reason: str = ""


class Reviewer:
    """Somebody who reviews one post after the other, and again, and notes what was answered."""

    def __init__(self, name: str, port: int) -> None:
        self.name = name
        self.address = f"http://127.0.0.1:{port}"
        self._browser = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(CookieJar()), _Stay()
        )
        self.answered: dict[int, Said] = {}
        self.sent: Said | None = None
        self._token = ""

    def sign_in(self) -> None:
        """Sign in."""
        self._token = self._token_of("/sign-in")
        assert self._post("/sign-in", {"name": self.name, "password": PASSWORD}) == 302
        self._token = self._token_of("/review/")

    def _token_of(self, path: str) -> str:
        with self._browser.open(self.address + path, timeout=PATIENCE_S) as answer:
            found = re.search(r'name="csrf_token" value="([^"]+)"', answer.read().decode())
        assert found, path
        return found[1]

    def _post(self, path: str, data: dict[str, str]) -> int:
        body = urllib.parse.urlencode({"csrf_token": self._token, **data}).encode()
        try:
            with self._browser.open(self.address + path, body, timeout=PATIENCE_S) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            error.close()
            return error.code

    def review(self, told: threading.Semaphore) -> None:
        """Review without end, until the server is gone."""
        turn = 0
        while True:
            number = 1 + turn % POSTS
            before = self.answered.get(number)
            said = Said(
                number,
                before.version if before else 0,
                ("agree", "disagree", "cannot-tell")[(turn + turn // POSTS) % 3],
                f"turn {turn}",
            )
            self.sent = said
            form = {"version": str(said.version), "decision": said.decision, "reason": said.reason}
            try:
                status = self._post(f"/review/1/{number}/IT", {**form, "correct": "review"})
            except OSError:  # it was killed; whether this one is stored nobody was told
                return
            assert status == 302, (status, said)
            self.answered[number] = msgspec.structs.replace(said, version=said.version + 1)
            self.sent = None
            told.release()
            turn += 1


class _Stay(urllib.request.HTTPRedirectHandler):
    """Takes a redirect for the answer that it is."""

    def redirect_request(self, *_: object) -> None:
        return None


def _start(folder: Path, key: str) -> tuple[subprocess.Popen[str], int]:
    process = subprocess.Popen(
        [sys.executable, "-c", "from checker.cli.main import entry; entry()", "serve",
         "--port", "0", "--db", "sqlite:///reviews.db"],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT), "PALESE_SECRET_KEY": key},
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    for line in process.stderr:
        found = re.search(r"listening on http://127\.0\.0\.1:(\d+) ", line)
        if found:
            return process, int(found[1])
    raise AssertionError("the server did not start")


def _stored(database: Database) -> dict[tuple[str, int], tuple[str, int, str]]:
    with database.read() as session:
        return {
            (each.reviewer, posts.number_of(each.post_id)): (
                each.decision, each.version, each.reason,
            )
            for each in reviews.list_reviews(session, 1)
        }  # fmt: skip


def test_no_answered_review_is_lost(tmp_path: Path, engine: Engine) -> None:
    url = f"sqlite:///{tmp_path / 'reviews.db'}"
    hashed = passwords.hashed(PASSWORD, "nobody")
    with Database.open(url) as database:
        audited(database, engine, tmp_path, number=POSTS)
        with database.write() as session:
            for name in REVIEWERS:
                users.add_user(session, name, "reviewer", password_hash=hashed)
    key = secrets.token_hex(32)
    expected: dict[tuple[str, int], Said] = {}
    for killed_after in KILLED_AFTER:
        process, port = _start(tmp_path, key)
        people = [Reviewer(name, port) for name in REVIEWERS]
        for person in people:
            person.answered = {n: said for (who, n), said in expected.items() if who == person.name}
            person.sign_in()
        told = threading.Semaphore(0)
        threads = [
            threading.Thread(target=person.review, args=(told,), daemon=True) for person in people
        ]
        for thread in threads:
            thread.start()
        for _ in range(killed_after):
            assert told.acquire(timeout=PATIENCE_S)
        process.send_signal(signal.SIGKILL)
        assert process.wait(PATIENCE_S) == -signal.SIGKILL
        assert process.stderr is not None
        process.stderr.close()
        for thread in threads:
            thread.join(PATIENCE_S)
            assert not thread.is_alive()
        with Database.open(url) as database:
            stored = _stored(database)
            with database.read() as session:
                log = [
                    deed for deed in users.list_activity(session, limit=100_000)
                    if deed.action == "reviewed"
                ]  # fmt: skip
        before = expected
        expected = {}
        for person in people:
            for number, said in person.answered.items():
                expected[person.name, number] = said
            sent = person.sent
            if sent is not None:  # stored as a whole, or not at all
                there = stored.get((person.name, sent.number))
                if there == (sent.decision, sent.version + 1, sent.reason):
                    expected[person.name, sent.number] = msgspec.structs.replace(
                        sent, version=sent.version + 1
                    )
        assert sum(said.version for said in expected.values()) >= killed_after + sum(
            said.version for said in before.values()
        )
        assert stored == {
            place: (said.decision, said.version, said.reason) for place, said in expected.items()
        }
        # Each deed is in the log just once, in the transaction of the review itself.
        assert len(log) == sum(said.version for said in expected.values())
