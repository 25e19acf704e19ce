"""How many requests are worked on at once: the others wait for their turn, first come first served.

Pages are made by Python, of which one thread runs at a time. Eight pages begun together would each
take eight times as long, the heavy ones seconds; one behind the other they are done no later in
all, and most of them much sooner. A second one may go on while a database works for the first.
"""

from __future__ import annotations

import threading

from flask import Flask, current_app, g, request

EXTENSION = "palese_turns"
AT_ONCE = 2
PATIENCE_S = 1.0
"""How long a request waits, in seconds, before it goes on all the same: one that takes long must
not keep everybody waiting."""

_QUICK = {"static", "home.health", "draft.live"}
"""What takes milliseconds and somebody types for."""


def init_app(app: Flask) -> None:
    """Have requests take turns; before all else that looks at a request."""
    app.extensions[EXTENSION] = threading.Semaphore(AT_ONCE)
    app.before_request(_take)
    app.teardown_request(lambda _: step_aside())


def _take() -> None:
    if request.endpoint not in _QUICK:
        turns: threading.Semaphore = current_app.extensions[EXTENSION]
        g.has_turn = turns.acquire(timeout=PATIENCE_S)


def step_aside() -> None:
    """Let the next one have its turn; for what takes long, such as a file of a whole audit."""
    if g.pop("has_turn", False):
        turns: threading.Semaphore = current_app.extensions[EXTENSION]
        turns.release()
