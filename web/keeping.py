"""What pages want kept of audits that have ended, made behind the pages where it is not there yet.

What is past its time goes here, too, where an administrator has set that it goes by itself.

An audit that ends by itself keeps it before it counts as done. One that was cancelled, or that an
older palese made, has nothing yet; its pages answer all the same, only more slowly.
"""

from __future__ import annotations

import logging
import threading

from flask import Flask, current_app

from checker.errors import PaleseError
from checker.storage import Database, sets
from web import retention
from web.services import services

EXTENSION = "palese_keeping"
_LOOK_S = 60.0
"""How often audits are looked for that another program has left without, in seconds."""

_LOGGER = logging.getLogger(__name__)


class Keeper:
    """Makes what is missing, one thread at a time.

    Args:
        database: where the audits are.
        look_s: how often :meth:`watch` looks, in seconds.
    """

    def __init__(self, database: Database, look_s: float = _LOOK_S) -> None:
        self._database = database
        self._look = look_s
        self._busy = threading.Lock()
        self._closed = threading.Event()

    def make(self) -> None:
        """Make what is missing now."""
        try:
            with self._busy:
                sets.build_missing(self._database, self._closed.is_set)
        except PaleseError as error:
            _LOGGER.error("pages of some audits stay slow: %s", error)

    def soon(self) -> None:
        """Have it made while the caller goes on."""
        threading.Thread(target=self.make, name="keeping", daemon=True).start()

    def watch(self) -> None:
        """Make what is missing, now and whenever something is, until closed.

        Before that goes what is past its time, so that nothing is made of it.
        """
        while True:
            retention.sweep(self._database)
            self.make()
            if self._closed.wait(self._look):
                return

    def close(self) -> None:
        """Begin nothing more; what goes on ends with the audit that it is at."""
        self._closed.set()


def init_app(app: Flask) -> None:
    """Give the application somebody who sees to it; nothing runs yet."""
    with app.app_context():
        app.extensions[EXTENSION] = Keeper(services().database)


def keeper() -> Keeper:
    """Return the one of the application that answers the present request."""
    found = current_app.extensions[EXTENSION]
    assert isinstance(found, Keeper)
    return found
