"""Who may do what: every route by every role, as a table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from checker.engine import Engine
from checker.storage import Database, users
from checker.storage.users import ROLES, User
from tests.web.conftest import PASSWORD, Browser
from web import Config, access, create_app

TABLE = {
    # endpoint: (method, path, least role; "public" for everybody)
    "home.start": ("GET", "/", "public"),
    "home.preferences": ("POST", "/preferences", "public"),
    "home.health": ("GET", "/health", "public"),
    "auth.sign_in": ("GET", "/sign-in", "public"),
    "auth.first": ("GET", "/first/nonsense", "public"),
    "auth.by_link": ("GET", "/password/nonsense", "public"),
    "auth.sign_out": ("POST", "/sign-out", "viewer"),
    "auth.account": ("GET", "/account", "viewer"),
    "auth.change_password": ("POST", "/account/password", "viewer"),
    "auth.add_token": ("POST", "/account/tokens", "viewer"),
    "auth.revoke_token": ("POST", "/account/tokens/999/revoke", "viewer"),
    "draft.page": ("GET", "/drafts/", "viewer"),
    "draft.live": ("POST", "/drafts/live", "viewer"),
    "draft.file": ("GET", "/drafts/file", "viewer"),
    "draft.kept": ("GET", "/drafts/kept", "viewer"),
    "draft.keep": ("POST", "/drafts/keep", "viewer"),
    "draft.show": ("GET", "/drafts/kept/999", "viewer"),
    "draft.share": ("POST", "/drafts/kept/999/share", "viewer"),
    "draft.throw_away": ("POST", "/drafts/kept/999/delete", "viewer"),
    "draft.shared": ("GET", "/drafts/shared/nonsense", "public"),
    "review.index": ("GET", "/review/", "reviewer"),
    "review.draw": ("POST", "/review/samples", "auditor"),
    "review.agreement": ("GET", "/review/agreement/999", "reviewer"),
    "review.following": ("GET", "/review/next", "reviewer"),
    "review.show": ("GET", "/review/999/1/IT", "reviewer"),
    "review.decide": ("POST", "/review/999/1/IT", "reviewer"),
    "waivers.index": ("GET", "/waivers/", "viewer"),
    "waivers.new": ("GET", "/waivers/new", "auditor"),
    "waivers.add": ("POST", "/waivers/new", "auditor"),
    "waivers.end": ("POST", "/waivers/999/end", "auditor"),
    "creators.index": ("GET", "/creators/", "viewer"),
    "creators.show": ("GET", "/creators/999", "viewer"),
    "creators.new": ("GET", "/creators/new", "auditor"),
    "creators.add": ("POST", "/creators/new", "auditor"),
    "creators.edit": ("GET", "/creators/999/edit", "auditor"),
    "creators.change": ("POST", "/creators/999/edit", "auditor"),
    "creators.remove": ("GET", "/creators/999/remove", "auditor"),
    "creators.account": ("GET", "/creators/999/accounts/1", "auditor"),
    "creators.set_count": ("POST", "/creators/999/accounts/1/counts", "auditor"),
    "creators.remove_count": ("POST", "/creators/999/accounts/1/counts/remove", "auditor"),
    "creators.remove_account": ("POST", "/creators/999/accounts/1/remove", "auditor"),
    "brands.remove": ("POST", "/brands/999/remove", "auditor"),
    "campaigns.remove": ("POST", "/campaigns/999/remove", "auditor"),
    "collaborations.new": ("POST", "/collaborations/new", "auditor"),
    "collaborations.edit": ("POST", "/collaborations/999/edit", "auditor"),
    "collaborations.remove": ("POST", "/collaborations/999/remove", "auditor"),
    "brands.new": ("GET", "/brands/new", "auditor"),
    "brands.add": ("POST", "/brands/new", "auditor"),
    "brands.edit": ("GET", "/brands/999/edit", "auditor"),
    "brands.change": ("POST", "/brands/999/edit", "auditor"),
    "campaigns.new": ("GET", "/campaigns/new", "auditor"),
    "campaigns.add": ("POST", "/campaigns/new", "auditor"),
    "campaigns.edit": ("GET", "/campaigns/999/edit", "auditor"),
    "campaigns.change": ("POST", "/campaigns/999/edit", "auditor"),
    "campaigns.set_indicator": ("POST", "/campaigns/999/indicators", "auditor"),
    "campaigns.remove_indicator": ("POST", "/campaigns/999/indicators/1/remove", "auditor"),
    "campaigns.set_value": ("POST", "/campaigns/999/indicators/1/values", "auditor"),
    "campaigns.remove_value": ("POST", "/campaigns/999/indicators/1/values/remove", "auditor"),
    "brands.index": ("GET", "/brands/", "viewer"),
    "brands.show": ("GET", "/brands/999", "viewer"),
    "campaigns.index": ("GET", "/campaigns/", "viewer"),
    "campaigns.show": ("GET", "/campaigns/999", "viewer"),
    "audits.index": ("GET", "/audits/", "viewer"),
    "audits.compare": ("GET", "/audits/compare", "viewer"),
    "audits.show": ("GET", "/audits/999", "viewer"),
    "audits.by": ("GET", "/audits/999/by/rule", "viewer"),
    "audits.problems": ("GET", "/audits/999/problems", "viewer"),
    "audits.progress": ("GET", "/audits/999/progress", "viewer"),
    "audits.start": ("POST", "/audits/start", "auditor"),
    "audits.cancel": ("POST", "/audits/999/cancel", "auditor"),
    "audits.resume": ("POST", "/audits/999/resume", "auditor"),
    "audits.restart": ("POST", "/audits/999/restart", "auditor"),
    "audits.delete": ("POST", "/audits/999/delete", "administrator"),
    "posts.index": ("GET", "/posts/", "viewer"),
    "posts.export": ("GET", "/posts/export/csv?a=999", "viewer"),
    "posts.save_view": ("POST", "/posts/views", "viewer"),
    "posts.remove_view": ("POST", "/posts/views/remove", "viewer"),
    "posts.show": ("GET", "/posts/999/1", "viewer"),
    "reports.show": ("GET", "/reports/999", "viewer"),
    "reports.export": ("GET", "/reports/999/export/csv", "viewer"),
    "reports.share": ("POST", "/reports/999/share", "auditor"),
    "reports.unshare": ("POST", "/reports/999/unshare", "auditor"),
    "reports.shared": ("GET", "/reports/shared/nonsense", "public"),
    "reports.shared_export": ("GET", "/reports/shared/nonsense/export/csv", "public"),
    "rules.index": ("GET", "/rules/", "viewer"),
    "rules.jurisdiction": ("GET", "/rules/jurisdictions/IT", "viewer"),
    "rules.compare": ("GET", "/rules/compare?a=IT&b=UK", "viewer"),
    "rules.finding": ("GET", "/rules/findings/it/undisclosed", "viewer"),
    "rules.listing": ("GET", "/rules/list", "viewer"),
    "rules.show": ("GET", "/rules/show/en/code-use", "viewer"),
    "admin.index": ("GET", "/admin/", "administrator"),
    "admin.add_user": ("POST", "/admin/users", "administrator"),
    "admin.change": ("POST", "/admin/users/999", "administrator"),
    "admin.revoke": ("POST", "/admin/tokens/999", "administrator"),
    "admin.activity": ("GET", "/admin/activity", "administrator"),
    "admin.overdue": ("GET", "/admin/retention", "administrator"),
    "admin.settings": ("POST", "/admin/settings", "administrator"),
    "api.openapi": ("GET", "/api/v1/openapi.json", "public"),
    "api.check_post": ("POST", "/api/v1/check", "token"),
    "api.check_posts": ("POST", "/api/v1/check/batch", "token"),
    "api.start_audit": ("POST", "/api/v1/audits", "token-auditor"),
    "api.get_audit_status": ("GET", "/api/v1/audits/999/status", "token"),
    "api.cancel_audit": ("POST", "/api/v1/audits/999/cancel", "token-auditor"),
    "api.list_audits": ("GET", "/api/v1/audits", "token"),
    "api.get_audit": ("GET", "/api/v1/audits/999", "token"),
    "api.list_findings": ("GET", "/api/v1/audits/999/findings", "token"),
    "api.list_verdicts": ("GET", "/api/v1/audits/999/verdicts", "token"),
    "api.get_post": ("GET", "/api/v1/audits/999/posts/1", "token"),
    "api.count_verdicts": ("GET", "/api/v1/audits/999/figures", "token"),
    "api.list_creators": ("GET", "/api/v1/creators", "token"),
    "api.get_creator": ("GET", "/api/v1/creators/999", "token"),
    "api.list_rules": ("GET", "/api/v1/rules", "token"),
    "api.get_rule": ("GET", "/api/v1/rules/en/code-use", "token"),
    "api.list_jurisdictions": ("GET", "/api/v1/jurisdictions", "token"),
    "api.get_jurisdiction": ("GET", "/api/v1/jurisdictions/IT", "token"),
}


def test_the_table_has_every_route(app: Flask) -> None:
    assert set(TABLE) == set(app.view_functions) - {"static"}


def _allowed(role: str, least: str) -> bool:
    if least == "public":
        return True
    if least.startswith("token") or role == "nobody":
        return False
    order = list(ROLES)
    return order.index(role) >= order.index(least)


@pytest.mark.parametrize("role", ["nobody", *ROLES])
def test_every_route_by_every_role(browsers: dict[str, Browser], role: str) -> None:
    wrong = []
    for endpoint, (method, path, least) in TABLE.items():
        if endpoint == "auth.sign_out" and role != "nobody":
            continue  # it would end the session of those that follow
        browser = browsers[role]
        answer = browser.get(path) if method == "GET" else browser.post(path)
        turned_away = answer.status_code in (401, 403) or (
            answer.status_code == 302 and "/sign-in" in answer.headers["Location"]
        )
        expected = not _allowed(role, least)
        if endpoint == "home.start" and role == "nobody":
            expected = True  # it sends everybody on, and nobody to the sign-in
        if turned_away != expected or answer.status_code >= 500:
            wrong.append((endpoint, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_tokens_open_the_api_and_no_page(app: Flask, tokens: dict[str, str], role: str) -> None:
    client = app.test_client()
    headers = {"Authorization": f"Bearer {tokens[role]}"}
    for method, path, least in TABLE.values():
        answer = client.open(path, method=method, headers=headers)
        if least == "token-auditor" and role not in ("auditor", "administrator"):
            assert answer.status_code == 403, path
        elif least.startswith("token"):
            assert answer.status_code in (200, 404, 415), path
        elif least != "public":
            # Forms without their token are refused before anything is looked at.
            assert answer.status_code in (302, 400, 401), path


def test_a_session_opens_no_api(administrator: Browser) -> None:
    assert administrator.get("/api/v1/rules").status_code == 401


def test_a_view_that_does_not_say_whom_it_is_for_keeps_the_app_from_starting(
    config: Config, database: Database, engine: Engine
) -> None:
    made = create_app(config, database=database, engine=engine)
    made.view_functions["forgotten"] = lambda: "anybody"
    with pytest.raises(RuntimeError, match="forgotten"):
        access.check_declared(made)


def test_a_blocked_or_demoted_user_is_out_at_once(
    browsers: dict[str, Browser], people: dict[str, User], administrator: Browser
) -> None:
    viewer = browsers["viewer"]
    assert viewer.get("/drafts/").status_code == 200
    administrator.post(f"/admin/users/{people['viewer'].id}", {"deed": "block"})
    assert viewer.get("/drafts/").status_code == 302
    assert viewer.sign_in("Viewer").status_code == 401
    auditor = browsers["auditor"]
    administrator.post(f"/admin/users/{people['auditor'].id}", {"deed": "role", "role": "viewer"})
    assert auditor.get("/drafts/").status_code == 302


def test_the_last_administrator_stays(administrator: Browser, people: dict[str, User]) -> None:
    me = people["administrator"].id
    for deed in ({"deed": "block"}, {"deed": "delete"}, {"deed": "role", "role": "viewer"}):
        answer = administrator.post(f"/admin/users/{me}", deed)
        assert answer.status_code == 409
        assert "No administrator who can sign in would be left" in answer.text
    assert administrator.get("/admin/").status_code == 200


def test_an_expired_or_revoked_token_opens_nothing(
    app: Flask, database: Database, people: dict[str, User]
) -> None:
    client = app.test_client()
    token, digest, hint = access.new_token()
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    with database.write() as session:
        users.add_token(session, people["viewer"].id, "old", digest, hint, expires_on=yesterday)
    headers = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/rules", headers=headers).status_code == 401
    token, digest, hint = access.new_token()
    with database.write() as session:
        made = users.add_token(session, people["viewer"].id, "new", digest, hint)
    headers = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/rules", headers=headers).status_code == 200
    with database.write() as session:
        users.revoke_token(session, made.id)
    assert client.get("/api/v1/rules", headers=headers).status_code == 401


def test_only_the_digest_of_a_token_is_stored(
    app: Flask, viewer: Browser, database: Database
) -> None:
    page = viewer.post("/account/tokens", {"name": "mine", "lives": "30"}).text
    token = page.split('readonly value="')[1].split('"')[0]
    assert token.startswith("palese_")
    assert token not in viewer.get("/account").text
    with database.read() as session:
        (stored,) = users.list_tokens(session)
    assert stored.hint == token[:12] + "…"
    answer = app.test_client().get(
        "/api/v1/jurisdictions", headers={"Authorization": f"bearer {token}"}
    )
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https://evil.example", "/\\evil.example", "/a\n//b", "javascript:1"],
)
def test_signing_in_leads_nowhere_else(
    visitor: Browser, people: dict[str, User], target: str
) -> None:
    answer = visitor.post("/sign-in", {"name": "Viewer", "password": PASSWORD, "next": target})
    assert answer.headers["Location"] == "/"


def test_signing_in_leads_back(visitor: Browser, people: dict[str, User]) -> None:
    away = visitor.get("/rules/compare?a=IT&b=UK").headers["Location"]
    assert away == "/sign-in?next=/rules/compare?a%3DIT%26b%3DUK"
    answer = visitor.post(
        "/sign-in", {"name": "viewer", "password": PASSWORD, "next": "/rules/compare?a=IT&b=UK"}
    )
    assert answer.headers["Location"] == "/rules/compare?a=IT&b=UK"
