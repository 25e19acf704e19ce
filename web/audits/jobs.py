"""Audits that run behind the pages: one at a time, each in a process of its own.

The process is told to stop by the end of its input, which also comes when the server dies however
it dies. Audits that were under way are taken up again when the server starts.
"""

from __future__ import annotations

import contextlib
import logging
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

import msgspec
from flask import Flask, current_app

from checker.errors import PaleseError
from checker.storage import AuditWriter, audits
from checker.storage.records import Audit
from web.audits import overview, uploads
from web.audits.messages import Message, Order
from web.config import Config
from web.services import Services, services

EXTENSION = "palese_jobs"
_ENDED = "its process ended before its work was done"
_GO_ON = "Let it go on, and it begins where it stopped"
_LOGGER = logging.getLogger("palese.web")


class Job(msgspec.Struct, frozen=True):
    """How an audit stands with us.

    Attributes:
        state: ``waiting`` for others, ``running``, ``stopping`` or ``failed``.
        read: bytes of its files that are behind it, of ``size``.
        posts: how many are stored.
        error: what went wrong, for a person.
        remedy: what to do about it.
        told: both before their values were put in, and the values.
        changed: what it rests on is not what it was, so that it can only begin again.
    """

    state: str
    size: int = 0
    read: int = 0
    posts: int = 0
    error: str = ""
    remedy: str = ""
    told: tuple[str, str, dict[str, str]] | None = None
    changed: bool = False

    @property
    def share(self) -> float:
        """How much of the files has been read, from 0 to 1."""
        return min(1.0, self.read / self.size) if self.size else 0.0


class ReadAs(msgspec.Struct, frozen=True):
    """What a file was recognised as by its beginning.

    Attributes:
        file: its name.
        format: short name of the format; empty where none was recognised.
        container: what kind of file it is.
        fields: of a post, each with the columns or keys that it is read from.
        missing: what no post carries.
    """

    file: str
    format: str
    container: str
    fields: tuple[tuple[str, str], ...] = ()
    missing: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """Return the same as it is kept with an audit."""
        made: dict[str, Any] = msgspec.to_builtins(self)
        return made


class Upload(msgspec.Struct, frozen=True):
    """What an audit that was uploaded keeps of it; ``mapping`` is a digest."""

    upload: str
    files: tuple[str, ...]
    user: str = ""
    mapping: str = ""
    read: tuple[ReadAs, ...] = ()


def upload_of(audit: Audit) -> Upload | None:
    """Return where the files of an audit are, if they were uploaded."""
    if "upload" not in audit.options:
        return None
    return msgspec.convert(audit.options, Upload)


Launch = Callable[[], "subprocess.Popen[bytes]"]


def launch() -> subprocess.Popen[bytes]:
    """Start a worker; it waits for its order."""
    return subprocess.Popen(
        [sys.executable, "-m", "web.audits.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


class Jobs:
    """The audits that wait or run, and a thread that sees to them.

    Args:
        app: whose database and settings they use.
        start: starts a worker.
    """

    def __init__(self, app: Flask, start: Launch = launch) -> None:
        self._app = app
        self._start = start
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._queue: deque[Order] = deque()
        self._jobs: dict[int, Job] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._running = 0
        self._thread: threading.Thread | None = None
        self._closed = False

    def get(self, audit_id: int) -> Job | None:
        """Return how an audit stands; ``None``: nobody here works on it."""
        with self._lock:
            return self._jobs.get(audit_id)

    def submit(self, audit: Audit, config: Config) -> None:
        """Bring an audit to its end, as soon as those before it are done.

        Raises:
            UsageError: its files were not uploaded.
        """
        upload = upload_of(audit)
        files = uploads.paths(
            config, upload.upload if upload else "", upload.files if upload else ()
        )
        size = sum(given.size or 0 for given in audit.inputs)
        order = Order(
            audit.id,
            config.database_url,
            tuple(files),
            upload.files if upload else (),
            tuple(str(folder) for folder in config.rules),
            size,
            mapping=uploads.mapping_of(config, upload.upload) if upload and upload.mapping else "",
        )
        with self._changed:
            known = self._jobs.get(audit.id)
            if self._closed or (known is not None and known.state != "failed"):
                return
            self._jobs[audit.id] = Job("waiting", size, posts=audit.posts)
            self._queue.append(order)
            if self._thread is None:
                self._thread = threading.Thread(target=self._see_to, name="audits", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def forget(self, audit_id: int) -> None:
        """Forget an audit that failed; nothing else is forgotten."""
        with self._lock:
            known = self._jobs.get(audit_id)
            if known is not None and known.state == "failed":
                del self._jobs[audit_id]

    def cancel(self, audit_id: int) -> None:
        """Stop an audit for good. What is stored of it stays."""
        with self._changed:
            waiting = [order for order in self._queue if order.audit_id == audit_id]
            for order in waiting:
                self._queue.remove(order)
            if self._running == audit_id:
                self._jobs[audit_id] = msgspec.structs.replace(
                    self._jobs[audit_id], state="stopping"
                )
                self._stop()
                while self._running == audit_id:
                    self._changed.wait(10)
            self._jobs.pop(audit_id, None)
        with self._app.app_context():
            own = services()
            AuditWriter(own.database, audit_id).finish("cancelled")
            _clean_up(own, audit_id)

    def close(self) -> None:
        """Stop at once; what was under way goes on when the server starts again."""
        with self._changed:
            self._closed = True
            self._queue.clear()
            self._stop()
            self._changed.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join(10)

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()

    def _see_to(self) -> None:
        while True:
            with self._changed:
                while not self._queue and not self._closed:
                    self._changed.wait()
                if self._closed:
                    return
                order = self._queue.popleft()
                self._running = order.audit_id
            try:
                last = self._run(order)
            except OSError as error:
                failed = PaleseError(
                    "no process could be started ({reason})", values={"reason": error}
                )
                last = Message(error=failed.what, told=failed.told)
            finally:
                with self._changed:
                    self._process = None
                    stopped = self._jobs[order.audit_id].state == "stopping"
            if not stopped:
                self._ended(order, last)
            with self._changed:
                self._running = 0
                self._changed.notify_all()

    def _run(self, order: Order) -> Message:
        """Run one audit, and return the last thing that its process said."""
        process = self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        with self._changed:
            self._process = process
            if self._jobs[order.audit_id].state == "stopping" or self._closed:
                process.kill()
            else:
                self._jobs[order.audit_id] = msgspec.structs.replace(
                    self._jobs[order.audit_id], state="running"
                )
        last = Message()
        try:
            process.stdin.write(msgspec.json.encode(order) + b"\n")
            process.stdin.flush()
            for line in process.stdout:
                last = msgspec.json.decode(line, type=Message)
                if not last.done and not last.error:
                    self._tell(order.audit_id, last)
        except OSError:
            pass  # it has gone; what it said last tells how
        finally:
            process.stdout.close()
            with contextlib.suppress(OSError):
                process.stdin.close()
            process.wait()
        return last

    def _tell(self, audit_id: int, message: Message) -> None:
        with self._changed:
            self._jobs[audit_id] = msgspec.structs.replace(
                self._jobs[audit_id], read=message.read, posts=message.posts
            )

    def _ended(self, order: Order, last: Message) -> None:
        if self._closed:
            return
        if last.done:
            with self._app.app_context():
                own = services()
                _clean_up(own, order.audit_id)
                with own.database.read() as session:
                    overview.warm(session, audits.get_audit(session, order.audit_id))
            with self._changed:
                self._jobs.pop(order.audit_id, None)
            return
        said = last.error or _ENDED
        _LOGGER.error("audit %s: %s", order.audit_id, said)
        with self._changed:
            known = self._jobs[order.audit_id]
            self._jobs[order.audit_id] = msgspec.structs.replace(
                known,
                state="failed",
                error=said,
                remedy=last.remedy or _GO_ON,
                told=last.told or (_ENDED, _GO_ON, {}),
                changed=last.changed,
            )


def _clean_up(own: Services, audit_id: int) -> None:
    """Delete what was uploaded for an audit that has ended."""
    with own.database.read() as session:
        upload = upload_of(audits.get_audit(session, audit_id))
    if upload is not None:
        uploads.remove(own.config, upload.upload)


def init_app(app: Flask) -> None:
    """Give the application a place for its audits; nothing runs yet."""
    app.extensions[EXTENSION] = Jobs(app)


def jobs() -> Jobs:
    """Return the audits of the application that answers the present request."""
    found = current_app.extensions[EXTENSION]
    assert isinstance(found, Jobs)
    return found


def take_up_again(app: Flask) -> int:
    """Go on with every uploaded audit that is not finished, and return how many there are."""
    with app.app_context():
        own = services()
        with own.database.read() as session:
            found = [
                audit
                for audit in reversed(audits.list_audits(session))
                if audit.state == "running" and upload_of(audit) is not None
            ]
        for audit in found:
            try:
                jobs().submit(audit, own.config)
            except PaleseError as error:
                _LOGGER.error("audit %s: %s", audit.id, error)
        return len(found)
