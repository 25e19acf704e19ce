"""What every view may use: the settings, the database and the engine of the application."""

from __future__ import annotations

import msgspec
from flask import current_app

from checker.engine import Engine
from checker.storage import Database
from web.config import Config

EXTENSION = "palese"


class Services(msgspec.Struct, frozen=True):
    """Made once by ``create_app``; threads share them."""

    config: Config
    database: Database
    engine: Engine


def services() -> Services:
    """Return the services of the application that answers the present request."""
    found = current_app.extensions[EXTENSION]
    assert isinstance(found, Services)
    return found
