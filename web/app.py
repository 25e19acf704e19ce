"""Put the application together."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from checker.engine import Engine
from checker.storage import Database
from web import (
    access,
    admin,
    api,
    audits,
    auth,
    brands,
    campaigns,
    collaborations,
    creators,
    draft,
    errors,
    home,
    i18n,
    keeping,
    messages,
    names,
    posts,
    quotes,
    reports,
    review,
    rules,
    security,
    turns,
    ui,
    waivers,
)
from web.admin import deeds
from web.config import Config
from web.services import EXTENSION, Services

BLUEPRINTS = (
    home, auth, draft, audits, posts, review, waivers, creators, brands, campaigns, collaborations,
    reports,
    rules, admin, api,
)  # fmt: skip
"""Modules with a ``make_blueprint``; a new page is a folder of its own, added here."""


def create_app(
    config: Config, *, database: Database | None = None, engine: Engine | None = None
) -> Flask:
    """Return the application, with its database open and its rules loaded.

    Args:
        config: frozen; two applications of one process share nothing but the rate limits.
        database: one that is open already, instead of ``config.database_url``.
        engine: one that is made already, instead of one with ``config.rules``.

    Raises:
        StorageError: the database cannot be opened.
        RuleError: a rule cannot be used.
    """
    app = Flask("web")
    app.config.from_mapping(
        SECRET_KEY=config.secret_key,
        MAX_CONTENT_LENGTH=config.max_upload_bytes,
        MAX_FORM_MEMORY_SIZE=config.max_form_bytes,
        SESSION_COOKIE_NAME="palese_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.production,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=config.session_hours),
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session; a form may stay open over lunch
        WTF_CSRF_SSL_STRICT=config.production,
        RATELIMIT_HEADERS_ENABLED=False,
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]  # of the default provider
    app.extensions[EXTENSION] = Services(
        config,
        database if database is not None else Database.open(config.database_url),
        engine if engine is not None else Engine(config.rules),
    )
    keeping.init_app(app)
    turns.init_app(app)
    access.init_app(app)  # before all else that looks at a request
    security.init_app(app, production=config.production)
    i18n.init_app(app)
    ui.init_app(app)
    messages.init_app(app)
    names.init_app(app)
    quotes.init_app(app)
    deeds.init_app(app)
    errors.init_app(app)
    for module in BLUEPRINTS:
        app.register_blueprint(module.make_blueprint())
    access.check_declared(app)
    return app
