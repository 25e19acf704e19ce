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
from checker.importers.mapping_file import load
from checker.storage import Database, audits
from web.audits.messages import Message, Order


def work(order: Order, out: BinaryIO) -> None:
    """Run the audit, exactly as ``palese audit --resume`` would."""

    def say(message: Message) -> None:
        out.write(msgspec.json.encode(message) + b"\n")
        out.flush()

    try:
        engine = Engine(tuple(Path(name) for name in order.rules))
        files = look_at(order.files, order.names)
        mapping = load(order.mapping) if order.mapping else None
        with Database.open(order.database_url, lean=True) as database:
            with database.read() as session:
                audit = audits.get_audit(session, order.audit_id)
            with database.write() as session:
                audit = run.begin(
                    session, audit.name, files, engine, audit.jurisdictions,
                    mapping=mapping, resume=True,
                )  # fmt: skip
            audit = run.run(
                database,
                audit,
                files,
                engine,
                mapping=mapping,
                workers=order.workers or run.default_workers(files),
                on_problem=lambda problem: None,
                on_progress=lambda read, posts: say(Message(read, posts)),
            )
        say(Message(order.size, audit.posts, done=True))
    except PaleseError as error:
        changed = isinstance(error, run.ChangedError)
        say(Message(error=error.what, remedy=error.remedy, told=error.told, changed=changed))


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
