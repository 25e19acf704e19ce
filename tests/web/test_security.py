"""Headers, forms, passwords, limits, links and the log of deeds."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from checker.engine import Engine
from checker.errors import UsageError
from checker.storage import Database, users
from checker.storage.users import User
from tests.web.conftest import PASSWORD, SECRET, Browser
from web import Config, create_app, passwords
from web.auth.session import first_link, password_link
from web.config import is_local, secret_key

PAGES = ("/sign-in", "/nowhere", "/api/v1/openapi.json", "/api/v1/rules")


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_carries_strict_headers(visitor: Browser, path: str) -> None:
    headers = visitor.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "*" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"


def test_no_page_has_anything_inline_or_from_elsewhere(administrator: Browser) -> None:
    pages = [
        "/drafts/", "/drafts/file", "/drafts/kept", "/rules/", "/rules/jurisdictions/IT",
        "/rules/compare", "/rules/list", "/rules/show/en/code-use", "/admin/", "/admin/retention", "/admin/activity",
        "/account",
    ]  # fmt: skip
    for path in pages:
        page = administrator.get(path)
        assert page.status_code == 200, path
        assert not re.search(
            r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=\"/static/)", page.text
        )
        for address in re.findall(r"<(?:script|link|img)[^>]*(?:src|href)=\"([^\"]+)\"", page.text):
            assert address.startswith("/static/"), (path, address)


def test_cookies_are_closed(
    config: Config, database: Database, engine: Engine, people: dict[str, User]
) -> None:
    import msgspec

    app = create_app(
        msgspec.structs.replace(config, production=True), database=database, engine=engine
    )
    client = app.test_client()
    answer = client.get("/sign-in", base_url="https://palese.example")
    cookie = answer.headers["Set-Cookie"]
    assert "Secure" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")


def test_no_form_is_taken_without_its_token(browsers: dict[str, Browser], app: Flask) -> None:
    client = browsers["administrator"].client
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or rule.endpoint.startswith("api."):
            continue
        path = re.sub(r"<path:\w+>", "en/code-use", re.sub(r"<(?:int:)?(\w+)>", "1", rule.rule))
        path = re.sub(r"<path:key>", "en/code-use", path)
        answer = client.post(path, data={"name": "x"})
        assert answer.status_code == 400, rule.rule
        assert "too old, or came from elsewhere" in answer.text


def test_the_session_changes_when_somebody_signs_in(
    visitor: Browser, people: dict[str, User]
) -> None:
    visitor.token()
    with visitor.client.session_transaction() as session:
        session["planted"] = "before"
    visitor.sign_in("Viewer")
    with visitor.client.session_transaction() as session:
        assert "planted" not in session
        assert session.permanent


def test_signing_in_is_throttled_by_address_and_by_name(
    visitor: Browser, people: dict[str, User], app: Flask
) -> None:
    answers = [visitor.sign_in("Viewer", "wrong wrong wrong") for _ in range(11)]
    assert [a.status_code for a in answers] == [401] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    # Somebody elsewhere, for the same name, with the right password.
    other = Browser(app.test_client())
    other.client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    assert other.sign_in("VIEWER").status_code == 429
    assert other.sign_in("Reviewer").status_code == 302


def test_a_wrong_name_and_a_wrong_password_look_the_same(
    visitor: Browser, people: dict[str, User]
) -> None:
    def page(name: str) -> str:
        answer = visitor.sign_in(name, "wrong wrong wrong")
        assert answer.status_code == 401
        return re.sub(r'csrf_token" value="[^"]+"', "", answer.text.replace(name, "…"))

    assert page("Viewer") == page("Nobody")


def test_the_log_only_grows(database: Database, people: dict[str, User], visitor: Browser) -> None:
    visitor.sign_in("Viewer", "wrong wrong wrong")
    visitor.sign_in("Viewer")
    with database.read() as session:
        actions = [entry.action for entry in users.list_activity(session)]
    assert actions == ["signed-in", "sign-in-refused"]
    for statement in ("UPDATE activity SET actor = 'me'", "DELETE FROM activity"):
        with pytest.raises(Exception, match="only grows"), database.write() as session:
            session.execute(text(statement))
    with database.read() as session:
        assert len(users.list_activity(session)) == 2
        assert PASSWORD not in str(users.list_activity(session))


def test_the_first_administrator_comes_once(
    app: Flask, visitor: Browser, database: Database
) -> None:
    with app.test_request_context(base_url="http://localhost"):
        link = first_link().removeprefix("http://localhost")
    form = {"name": "Anna", "password": PASSWORD, "again": PASSWORD}
    assert visitor.post(link, {**form, "again": "another one"}).status_code == 400
    assert visitor.post(link, {**form, "password": "short", "again": "short"}).status_code == 400
    assert visitor.post(link, form).status_code == 302
    assert visitor.get("/admin/").status_code == 200
    again = Browser(app.test_client())
    assert again.get(link).status_code == 404
    assert again.post(link, {**form, "name": "Eve"}).status_code == 404
    assert again.get("/first/forged").status_code == 404
    with database.read() as session:
        assert [user.name for user in users.list_users(session)] == ["Anna"]


def test_a_password_link_works_once(
    app: Flask, people: dict[str, User], database: Database
) -> None:
    with app.test_request_context(base_url="http://localhost"):
        link = password_link(people["viewer"]).removeprefix("http://localhost")
    browser = Browser(app.test_client())
    fresh = "another four words entirely"
    assert browser.post(link, {"password": fresh, "again": fresh}).status_code == 302
    assert browser.get("/drafts/").status_code == 200
    assert Browser(app.test_client()).get(link).status_code == 404
    assert Browser(app.test_client()).sign_in("Viewer").status_code == 401
    assert Browser(app.test_client()).sign_in("Viewer", fresh).status_code == 302


def test_changing_the_password_signs_out_elsewhere(
    app: Flask, browsers: dict[str, Browser]
) -> None:
    here, there = browsers["viewer"], Browser(app.test_client())
    there.sign_in("Viewer")
    fresh = "another four words entirely"
    wrong = {"current": "not this one", "password": fresh, "again": fresh}
    assert here.post("/account/password", wrong).status_code == 400
    assert here.post("/account/password", {**wrong, "current": PASSWORD}).status_code == 302
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 302


def test_passwords_are_kept_as_argon2() -> None:
    stored = passwords.hashed(PASSWORD, "Viewer")
    assert stored.startswith("$argon2id$")
    assert passwords.matches(stored, PASSWORD)
    assert not passwords.matches(stored, PASSWORD + " ")
    assert not passwords.matches(None, "nobody has this password")
    with pytest.raises(UsageError, match="fewer than 12"):
        passwords.hashed("short", "Viewer")
    with pytest.raises(UsageError, match="made of the name"):
        passwords.hashed("Administrator1", "administrator")


def test_production_needs_a_secret_key() -> None:
    with pytest.raises(UsageError, match="needs a secret key"):
        secret_key({}, production=True)
    with pytest.raises(UsageError, match="fewer than 32"):
        secret_key({"PALESE_SECRET_KEY": "changeme"}, production=True)
    assert secret_key({"PALESE_SECRET_KEY": SECRET}, production=True) == (SECRET, False)
    made, made_up = secret_key({}, production=False)
    assert made_up
    assert len(made) == 64
    assert made != secret_key({}, production=False)[0]


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0", False), ("::", False),
     ("192.168.1.4", False), ("palese.example", False)],
)  # fmt: skip
def test_what_only_this_machine_reaches(host: str, local: bool) -> None:
    assert is_local(host) is local


def _upload(browser: Browser, content: bytes) -> TestResponse:
    # Not by the client's own encoder, which leaves a temporary file open for large ones.
    lines = [
        b"--x", b'Content-Disposition: form-data; name="csrf_token"', b"", browser.token().encode(),
        b"--x", b'Content-Disposition: form-data; name="file"; filename="d.jsonl"', b"", content,
        b"--x--", b"",
    ]  # fmt: skip
    return browser.client.post(
        "/drafts/file", data=b"\r\n".join(lines), content_type="multipart/form-data; boundary=x"
    )


def test_large_requests_are_refused(viewer: Browser, visitor: Browser) -> None:
    assert _upload(viewer, b"x" * 9_000_000).status_code == 413
    assert viewer.post("/drafts/live", {"text": "x" * 9_000_000}).status_code == 413
    assert visitor.post("/sign-in", {"name": "x" * 200_000}).status_code == 413
    taken = _upload(viewer, b'{"text": "' + b"x" * 1_000_000 + b'"}')
    assert taken.status_code == 200
    assert "1,000,000 characters" in taken.text


def test_errors_say_what_to_do_and_no_more(app: Flask, administrator: Browser) -> None:
    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def breaks() -> str:
        raise RuntimeError("a secret of the server")

    app.view_functions["rules.index"] = breaks
    from web.access import needs

    app.view_functions["rules.index"] = needs("viewer")(breaks)
    answer = administrator.get("/rules/")
    assert answer.status_code == 500
    assert "secret of the server" not in answer.text
    assert "Something went wrong on our side" in answer.text
