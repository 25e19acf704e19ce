"""Reviewing: the queue, blindness, agreement, and two windows on one verdict."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checker.engine import Engine
from checker.storage import Database, reviews, users
from checker.storage.records import Audit, Review
from tests.web.audited import audited
from tests.web.conftest import Browser

DRAW = {
    "audit": "1", "name": "sample", "size": "6", "seed": "7", "taxonomy": "general",
    "method": "equal",
}  # fmt: skip


@pytest.fixture
def audit(database: Database, engine: Engine, tmp_path: Path) -> Audit:
    """An audit of thirty posts."""
    return audited(database, engine, tmp_path)


def _stored(database: Database) -> list[Review]:
    with database.read() as session:
        return reviews.list_reviews(session, 1)


def _first(browser: Browser, query: str = "plan=1") -> str:
    answer = browser.get(f"/review/next?{query}")
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def _say(browser: Browser, path: str, decision: str, **form: str) -> int:
    place, _, query = path.partition("?")
    plan = {"plan": query.removeprefix("plan=")} if query else {}
    data = {"decision": decision, "version": "0", **plan, **form}
    return browser.post(place, data).status_code


def test_without_an_audit_the_page_says_what_to_do(browsers: dict[str, Browser]) -> None:
    assert "Nothing waits for review" in browsers["reviewer"].get("/review/").text


def test_a_sample_is_drawn_and_worked_off(
    browsers: dict[str, Browser], database: Database, audit: Audit
) -> None:
    assert browsers["auditor"].post("/review/samples", DRAW).status_code == 302
    reviewer = browsers["reviewer"]
    seen = []
    for decision in ("agree", "cannot-tell", "agree", "agree", "agree", "agree"):
        path = _first(reviewer)
        page = reviewer.get(path)
        assert page.status_code == 200
        assert "Is this verdict right?" in page.text
        assert _say(reviewer, path, decision) == 302
        seen.append(path)
    assert len(set(seen)) == 6
    assert "All reviewed" in reviewer.get("/review/next?plan=1").text
    stored = _stored(database)
    assert [review.decision for review in stored].count("agree") == 5
    assert {review.plan_id for review in stored} == {1}
    with database.read() as session:
        deeds = [deed.action for deed in users.list_activity(session)]
    assert deeds.count("reviewed") == 6
    assert deeds.count("sample-drawn") == 1


def test_a_sample_that_cannot_be_drawn_is_said(browsers: dict[str, Browser], audit: Audit) -> None:
    auditor = browsers["auditor"]
    answer = auditor.post("/review/samples", {**DRAW, "size": "none"})
    assert answer.status_code == 400
    assert "That is not a number of verdicts" in answer.text
    auditor.post("/review/samples", DRAW)
    again = auditor.post("/review/samples", {**DRAW, "size": "7"})
    assert again.status_code == 400
    assert "was drawn with other options" in again.text


def test_who_disagrees_says_what_is_right_and_why(
    browsers: dict[str, Browser], database: Database, audit: Audit
) -> None:
    reviewer = browsers["reviewer"]
    path = "/review/1/2/IT"
    assert _say(reviewer, path, "disagree", correct="no-intent") == 400
    assert _say(reviewer, path, "disagree", reason="an own code") == 400
    assert _say(reviewer, path, "nonsense") == 400
    assert _say(reviewer, path, "disagree", correct="no-intent", reason="<b>own</b> code") == 302
    (stored,) = _stored(database)
    assert (stored.decision, stored.correct_verdict) == ("disagree", "no-intent")
    page = reviewer.get(path).text
    assert "&lt;b&gt;own&lt;/b&gt; code</textarea>" in page


def test_two_windows_cannot_overwrite_each_other_unseen(
    browsers: dict[str, Browser], database: Database, audit: Audit
) -> None:
    reviewer = browsers["reviewer"]
    path = "/review/1/2/IT"
    assert _say(reviewer, path, "agree") == 302  # the first window
    answer = reviewer.post(
        path,
        {"decision": "disagree", "correct": "no-intent", "reason": "second", "version": "0"},
    )
    assert answer.status_code == 409
    assert "Nothing was overwritten" in answer.text
    assert "second</textarea>" in answer.text
    (stored,) = _stored(database)
    assert (stored.decision, stored.version) == ("agree", 1)
    version = re.search(r'name="version" value="(\d+)"', answer.text)
    assert version is not None
    said = {"correct": "no-intent", "reason": "second", "version": version[1]}
    assert _say(reviewer, path, "disagree", **said) == 302
    (stored,) = _stored(database)
    assert (stored.decision, stored.version) == ("disagree", 2)
    assert reviewer.post(path, {"decision": "agree"}).status_code == 400  # based on nothing


@pytest.mark.parametrize("blind", [True, False])
def test_reviewers_are_blind_to_each_other_where_the_plan_says_so(
    browsers: dict[str, Browser], audit: Audit, blind: bool
) -> None:
    browsers["auditor"].post("/review/samples", {**DRAW, **({"blind": "yes"} if blind else {})})
    one, other = browsers["reviewer"], browsers["auditor"]
    path = _first(one)
    assert _first(other) == path
    said = {"correct": "review", "reason": "a secret reason"}
    assert _say(one, path, "disagree", **said) == 302
    place = path.partition("?")[0]
    for address in (path, place):  # without the plan in the address, too
        page = other.get(address).text
        assert ("a secret reason" in page) is not blind
        assert ("1 answer is shown once you have given yours" in page) is blind
    assert _say(other, path, "agree") == 302
    assert "a secret reason" in other.get(path).text


def test_agreement_by_rule_and_reviewer(browsers: dict[str, Browser], audit: Audit) -> None:
    one, other = browsers["reviewer"], browsers["auditor"]
    empty = one.get("/review/agreement/1").text
    assert "Nobody has reviewed anything of this audit" in empty
    for number in (2, 3, 4, 7):
        assert _say(one, f"/review/1/{number}/IT", "agree") == 302
        if number < 7:
            assert _say(other, f"/review/1/{number}/IT", "agree") == 302
    wrong = {"correct": "no-intent", "reason": "not for money"}
    assert _say(other, "/review/1/7/IT", "disagree", **wrong) == 302
    page = one.get("/review/agreement/1").text
    rows = dict(
        re.findall(r'<tr><th scope="row">(?:<a[^>]*>|<bdi>)([^<]+)<.*?</th>(.*?)</tr>', page)
    )
    assert {"Reviewer", "Auditor", "undisclosed advertising"} <= set(rows)
    numbers = re.findall(r'data-label="(?:Agrees|Disagrees|Cannot tell)">(\d+)', rows["Auditor"])
    assert numbers == ["3", "1", "0"]
    alpha = re.search(r"Krippendorff.s alpha</dt><dd><span class=\"alpha\">([^<]+)", page)
    assert alpha is not None
    # Eight values in four pairs, three of which agree; worked out by hand in the coincidences.
    assert 0 < float(alpha[1]) < 1
    assert "What reviewers say of it" in one.get("/rules/findings/it/undisclosed").text
    assert "What reviewers say of it" not in one.get("/rules/findings/uk/undisclosed").text


def test_what_is_left_to_a_person_waits(
    browsers: dict[str, Browser], database: Database, audit: Audit
) -> None:
    reviewer = browsers["reviewer"]
    page = reviewer.get("/review/").text
    assert ("Left to a person" in page) == ("/review/next?audit=1" in page)
    assert reviewer.get("/review/next?audit=1").status_code in (200, 302)


@pytest.mark.parametrize(
    "path",
    [
        "/review/9/1/IT", "/review/1/999/IT", "/review/1/1/FR", "/review/1/99999999999999/IT",
        "/review/99999999999999999999/1/IT", "/review/1/1/IT?plan=9", "/review/next?plan=9",
        "/review/next?audit=9", "/review/agreement/9",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_there(
    browsers: dict[str, Browser], audit: Audit, path: str
) -> None:
    assert browsers["reviewer"].get(path).status_code == 404
