"""Run the application on waitress, and tell how the first administrator gets in."""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from babel.dates import format_date
from flask import Flask
from waitress import create_server

from checker import settings
from checker.engine import Engine
from checker.errors import PaleseError, UsageError
from checker.importers.validate import post_from_mapping
from checker.storage import users
from web.app import create_app
from web.audits.jobs import jobs, take_up_again
from web.auth.session import first_link, password_link
from web.config import SECRET_VARIABLE, Config, is_local, secret_key
from web.i18n import LANGUAGES
from web.keeping import Keeper, keeper
from web.services import services

_COLLECT_AFTER = (20_000, 20, 50)
"""New objects between two collections; a page makes some ten thousand, which go with it."""

_PATIENCE_S = 30.0
"""How long the end of the server waits for what goes on behind, in seconds."""

_LOGGER = logging.getLogger(__name__)


def serve(
    host: str,
    port: int,
    *,
    threads: int,
    admin: str | None,
    public_url: str | None,
    proxy: str | None,
    database_url: str,
    rules: tuple[Path, ...],
    uploads: Path | None = None,
    environ: Mapping[str, str],
    say: Callable[[str], None],
) -> None:
    """Serve until stopped.

    Args:
        host: where to listen; other than loopback it counts as production.
        port: 0 takes any that is free.
        threads: requests that are answered at once.
        admin: name of an administrator to add.
        public_url: the address that people use, where it is another.
        proxy: address of the proxy that may say who asks.
        database_url: as for :meth:`checker.storage.Database.open`.
        rules: folders of further rules.
        uploads: folder for files of audits; ``None``: the usual one.
        environ: the environment, for the secret key.
        say: is told what a person must know.

    Raises:
        UsageError: there is no secret key in production, or the address is taken or no address.
    """
    production = not is_local(host) or public_url is not None or proxy is not None
    key, made_up = secret_key(environ, production=production)
    config = Config(
        secret_key=key,
        database_url=database_url,
        production=production,
        rules=rules,
        uploads=uploads,
    )
    app = create_app(config)
    try:
        server = create_server(
            app,
            host=host,
            port=port,
            threads=threads,
            max_request_body_size=config.max_upload_bytes,
            ident="palese",
            **_trust(proxy),
        )
    except OSError as error:
        raise UsageError(
            f"this address cannot be listened on ({(error.strerror or str(error)).lower()})",
            where=f"{host}:{port}",
            remedy="Choose another with --host and --port",
        ) from None
    shown = f"[{host}]" if ":" in host else host
    # The port that the system chose, where 0 was asked for.
    actual = getattr(server, "effective_port", None) or port
    base = (public_url or f"http://{shown}:{actual}").rstrip("/")
    _warm(app)
    say(f"listening on {base} (Ctrl+C stops)")
    if made_up:
        say(f"{SECRET_VARIABLE} is not set: sessions and links end when the server stops")
    _tell_links(app, base, admin, say)
    going_on = take_up_again(app)
    if going_on:
        say(f"going on with {going_on} audit{'s' if going_on > 1 else ''}")
    stop = threading.Event()
    with app.app_context():
        keeping, engine = keeper(), services().engine
    behind = threading.Thread(target=_catch_up, args=(keeping, engine, stop), daemon=True)
    behind.start()
    try:
        server.run()
    finally:
        server.close()
        stop.set()
        keeping.close()
        behind.join(_PATIENCE_S)
        with app.app_context():
            jobs().close()
        with app.app_context():
            services().database.close()


def _warm(app: Flask) -> None:
    """Do before the first request what somebody would have to wait for.

    Templates are compiled and the names of months read. What is there now lives as long as the
    process, so that the collector need not walk it, which takes a tenth of a second each time.
    """
    for name in app.jinja_env.list_templates(extensions=["html"]):
        app.jinja_env.get_template(name)
    for language in LANGUAGES:
        format_date(date(2026, 1, 1), locale=language)
    _settle()


def _settle() -> None:
    """Have the collector leave alone what is there, and come less often for what comes and goes."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECT_AFTER)


def _practise(engine: Engine, stop: threading.Event) -> None:
    """Look at some posts, so that expressions that many drafts need are compiled."""
    for line in (settings.data_dir("sample_posts") / "posts.jsonl").read_bytes().splitlines():
        if stop.is_set():
            return
        post = post_from_mapping(msgspec.json.decode(line), "sample_posts", 1)
        engine.evidence(engine.canonical(post))


def _catch_up(keeping: Keeper, engine: Engine, stop: threading.Event) -> None:
    """Do what only the first visitors would wait for, while the server answers already."""
    try:
        _practise(engine, stop)
    except PaleseError as error:
        _LOGGER.error("the first drafts take longer: %s", error)
    _settle()
    keeping.watch()


def _trust(proxy: str | None) -> dict[str, object]:
    if proxy is None:
        return {}
    return {
        "trusted_proxy": proxy,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"},
        "clear_untrusted_proxy_headers": True,
    }


def _tell_links(app: Flask, base: str, admin: str | None, say: Callable[[str], None]) -> None:
    """Print the links that let the first people in; each holds for a day."""
    address = urlsplit(base)
    with app.test_request_context(base_url=f"{address.scheme}://{address.netloc}"):
        database = services().database
        if admin is not None:
            with database.write() as session:
                user = users.add_user(session, admin, "administrator")
                users.log(session, "palese serve", "user-added", user.name, {"role": user.role})
            say(f"{user.name} sets a password, once and within a day: {password_link(user)}")
            return
        with database.read() as session:
            nobody = users.count_users(session) == 0
        if nobody:
            say(f"nobody can sign in yet; become the administrator here: {first_link()}")
