"""A process of its own that runs one audit: ``python -m web.audits.worker``.

It takes its order from standard input and tells on standard output how far it is, in lines of
JSON. When standard input ends, the server has gone or wants it to stop, and it ends at once:
what is stored is whole, and the audit can go on later.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from typing import BinaryIO

import msgspec

from checker.batch import run
from checker.batch.inputs import look_at
from checker.engine import Engine
from checker.errors import PaleseError
from checker.storage import Database, audits


class Order(msgspec.Struct, frozen=True):
    """An audit that was begun, and is to be brought to its end.

    Attributes:
        audit_id: which one.
        database_url: where it is.
        files: paths of its inputs.
        names: what they are called.
        rules: folders of further rules.
        size: of all files, in bytes.
        workers: processes to judge in; 0: as many as suit the files and the machine.
    """

    audit_id: int
    database_url: str
    files: tuple[str, ...]
    names: tuple[str, ...]
    rules: tuple[str, ...] = ()
    size: int = 0
    workers: int = 0


class Message(msgspec.Struct, frozen=True, omit_defaults=True):
    """How far it is: bytes read and posts stored; or that it is done; or what is wrong."""

    read: int = 0
    posts: int = 0
    done: bool = False
    error: str = ""
    remedy: str = ""


def work(order: Order, out: BinaryIO) -> None:
    """Run the audit, exactly as ``palese audit --resume`` would."""

    def say(message: Message) -> None:
        out.write(msgspec.json.encode(message) + b"\n")
        out.flush()

    try:
        engine = Engine(tuple(Path(name) for name in order.rules))
        files = look_at(order.files, order.names)
        with Database.open(order.database_url) as database:
            with database.read() as session:
                audit = audits.get_audit(session, order.audit_id)
            with database.write() as session:
                audit = run.begin(
                    session, audit.name, files, engine, audit.jurisdictions, resume=True
                )
            audit = run.run(
                database,
                audit,
                files,
                engine,
                workers=order.workers or run.default_workers(files),
                on_problem=lambda problem: None,
                on_progress=lambda read, posts: say(Message(read, posts)),
            )
        say(Message(order.size, audit.posts, done=True))
    except PaleseError as error:
        say(Message(error=error.what, remedy=error.remedy))


def main() -> None:
    """Take the order, and end when nobody is there any more."""
    order = msgspec.json.decode(sys.stdin.buffer.readline(), type=Order)

    def watch() -> None:
        sys.stdin.buffer.read()
        os._exit(3)

    threading.Thread(target=watch, daemon=True).start()
    work(order, sys.stdout.buffer)
    sys.stdout.flush()
    os._exit(0)  # the watching thread sits in a read that nothing ends


if __name__ == "__main__":
    main()
