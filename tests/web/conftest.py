"""An application on a database of its own, and people of every role to use it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from checker.engine import Engine
from checker.storage import Database, users
from checker.storage.users import ROLES, User
from web import Config, create_app, passwords
from web.access import new_token

PASSWORD = "four words make one"
SECRET = "only-for-tests-only-for-tests-only-for-tests"


@pytest.fixture(scope="session")
def password_hash() -> str:
    """Hashing is slow on purpose; once is enough."""
    return passwords.hashed(PASSWORD, "nobody")


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """The settings of the application under test."""
    return Config(
        secret_key=SECRET, database_url=f"sqlite:///{tmp_path / 'web.db'}", production=False
    )


@pytest.fixture
def database(config: Config) -> Iterator[Database]:
    """The application's database, for looking behind it."""
    with Database.open(config.database_url) as opened:
        yield opened


@pytest.fixture
def app(config: Config, database: Database, engine: Engine) -> Flask:
    """The application; errors that nobody expected are raised."""
    made = create_app(config, database=database, engine=engine)
    made.testing = True
    return made


@pytest.fixture
def people(database: Database, password_hash: str) -> dict[str, User]:
    """One user of each role, by role."""
    with database.write() as session:
        return {
            role: users.add_user(session, role.title(), role, password_hash=password_hash)
            for role in ROLES
        }


class Browser:
    """A client that fills in forms as a browser does."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        """Follow a link."""
        return self.client.get(path, **kwargs)

    def token(self, path: str = "/sign-in") -> str:
        """Return the token of the forms on a page."""
        page = self.client.get(path, follow_redirects=True).text
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found, page
        return found[1]

    def post(self, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """Send a form with its token."""
        return self.client.post(path, data={"csrf_token": self.token(), **(data or {})}, **kwargs)

    def sign_in(self, name: str, password: str = PASSWORD) -> TestResponse:
        """Sign in."""
        return self.post("/sign-in", {"name": name, "password": password})


@pytest.fixture
def visitor(app: Flask) -> Browser:
    """Somebody who has not signed in."""
    return Browser(app.test_client())


@pytest.fixture
def browsers(app: Flask, people: dict[str, User]) -> dict[str, Browser]:
    """A signed-in browser for each role, and ``nobody``."""
    made = {"nobody": Browser(app.test_client())}
    for role, user in people.items():
        made[role] = Browser(app.test_client())
        assert made[role].sign_in(user.name).status_code == 302
    return made


@pytest.fixture
def administrator(browsers: dict[str, Browser]) -> Browser:
    """The administrator's browser."""
    return browsers["administrator"]


@pytest.fixture
def viewer(browsers: dict[str, Browser]) -> Browser:
    """The viewer's browser."""
    return browsers["viewer"]


@pytest.fixture
def tokens(database: Database, people: dict[str, User]) -> dict[str, str]:
    """A token of the JSON API for each role."""
    made = {}
    with database.write() as session:
        for role, user in people.items():
            made[role], digest, hint = new_token()
            users.add_token(session, user.id, "test", digest, hint)
    return made
