"""Numbers in forms: read and shown as the language of the page writes them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from checker.errors import UsageError
from checker.storage import Database, brands, campaigns, creators
from tests.web.conftest import Browser
from web import Config, amounts, create_app

ITALIANO = {"Accept-Language": "it"}


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("it", "1.234,50", "1234.50"),
        ("it", "1234,5", "1234.5"),
        ("it", "1.234", "1234"),
        ("it", "12 500,50", "12500.50"),
        ("it", "12\u202f500", "12500"),
        ("it", "12'500,5", "12500.5"),
        ("it", "-3", "-3"),
        ("it", " 0,07 ", "0.07"),
        ("en", "1,234.50", "1234.50"),
        ("en", "1234.5", "1234.5"),
        ("en", "1.234", "1.234"),
        ("en", "12 500.50", "12500.50"),
    ],
)
def test_numbers_are_read_by_the_language(app: Flask, language: str, text: str, value: str) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        assert amounts.read(text) == Decimal(value)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("it", "1,234.50"), ("it", "1.5"), ("it", "12.34"), ("it", "1.234.50"), ("it", "1,2,3"),
        ("en", "1.234,50"), ("en", "12500,50"), ("en", "1,5"), ("en", "1.234.567"),
    ],
)  # fmt: skip
def test_what_another_language_would_write_is_asked_about(
    app: Flask, language: str, text: str
) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        with pytest.raises(UsageError, match="not clear which number") as caught:
            amounts.read(text, "budget")
        example = {"it": "12.500,50", "en": "12,500.50"}[language]
        assert caught.value.entry == "budget"
        assert example in caught.value.remedy
        assert amounts.read(example) == Decimal("12500.50")


@pytest.mark.parametrize("text", ["", "x", "NaN", "1e5", "∞", "١٢", ".", ",", "--5", "1 2 3", "5€"])
def test_what_is_no_number_is_refused(app: Flask, text: str) -> None:
    with app.test_request_context(headers=ITALIANO), pytest.raises(UsageError):
        amounts.read(text)


@given(
    value=st.decimals(-(10**15), 10**15, places=4, allow_nan=False),
    language=st.sampled_from(["en", "it"]),
)
def test_what_is_shown_is_read_back(shared: Flask, value: Decimal, language: str) -> None:
    with shared.test_request_context(headers={"Accept-Language": language}):
        assert amounts.read(amounts.written(value)) == value


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One application for all that hypothesis tries; nothing is stored in it."""
    place = tmp_path_factory.mktemp("amounts") / "web.db"
    return create_app(
        Config(secret_key="x" * 40, database_url=f"sqlite:///{place}", production=False)
    )


def test_a_budget_goes_round_in_italian(browsers: dict[str, Browser], database: Database) -> None:
    browser = browsers["auditor"]
    with database.write() as session:
        brands.add_brand(session, "Acme")
    sent = {"name": "Primavera", "brand": "1", "budget": "1.234,50", "currency": "EUR"}
    assert browser.post("/campaigns/new", sent, headers=ITALIANO).status_code == 302
    with database.read() as session:
        assert campaigns.get_campaign(session, 1).budget == Decimal("1234.50")
    form = browser.get("/campaigns/1/edit", headers=ITALIANO).text
    assert 'name="budget" type="text" value="1.234,50"' in form
    assert "1.234,50 EUR" in browser.get("/campaigns/1", headers=ITALIANO).text
    assert 'value="1,234.50"' in browser.get("/campaigns/1/edit").text
    again = {**sent, "version": "1"}
    assert browser.post("/campaigns/1/edit", again, headers=ITALIANO).status_code == 302
    with database.read() as session:
        stored = campaigns.get_campaign(session, 1)
    assert stored.budget == Decimal("1234.50")
    again["version"] = str(stored.version)
    unclear = browser.post("/campaigns/1/edit", {**again, "budget": "12.34"}, headers=ITALIANO)
    assert unclear.status_code == 400
    assert "Non è chiaro quale numero sia 12.34. Scrivilo così: 12.500,50." in unclear.text
    # A form that was shown in Italian stays so when the language was changed meanwhile.
    meant = {**again, "budget": "2.000", "written_in": "it"}
    assert browser.post("/campaigns/1/edit", meant).status_code == 302
    with database.read() as session:
        assert campaigns.get_campaign(session, 1).budget == Decimal(2000)


def test_targets_and_counts_go_round_in_italian(
    browsers: dict[str, Browser], database: Database
) -> None:
    browser = browsers["auditor"]
    with database.write() as session:
        campaigns.save_campaign(session, brands.add_brand(session, "Acme").id, "Primavera")
        creators.add_creator(session, "Giulia", accounts=[("instagram", "giulia")])
    sent = {"name": "copertura", "target": "1.250.000,5"}
    browser.post("/campaigns/1/indicators", sent, headers=ITALIANO)
    form = browser.get("/campaigns/1/edit", headers=ITALIANO).text
    assert 'value="1.250.000,50"' in form
    counted = {"day": "2026-05-01", "followers": "12.500"}
    path = "/creators/1/accounts/1/counts"
    assert browser.post(path, counted, headers=ITALIANO).status_code == 302
    with database.read() as session:
        account = creators.get_creator(session, 1).accounts[0]
        assert [each.followers for each in creators.list_snapshots(session, account.id)] == [12_500]
    draft = {"text": "Ciao", "j": ["IT"], "followers": "12.5"}
    assert "12.5" in browser.post("/drafts/live", draft, headers=ITALIANO).text
