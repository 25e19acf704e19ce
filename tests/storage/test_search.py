"""What a search finds is the same on every database."""

from __future__ import annotations

import msgspec
import pytest

from checker.model import Segment
from checker.storage import Database, migrate, sets, verdicts
from checker.storage.keys import number_of
from checker.storage.records import Audit
from checker.storage.verdicts import Filter
from checker.storage.words import asked
from tests.storage import made

TEXTS = (
    "Oggi provo la CREMA nuova di @Giulia.Rossi, sconto con GIULIA10 #Pubblicità",
    "La nuova crema e l'altra crema: ve ne parlo domani",
    "広告です！新商品のクリームを試しました #PR",
    "Un regalo 🎁 per voi",
    "ｇｉｆｔｅｄ by a friend, it's 100% mine",
    "Niente da dire",
)
FOUND = {
    "crema": {1, 2},
    "Crèma NUOVA": {1, 2},
    '"crema nuova"': {1},
    "“nuova crema”": {2},
    "crem": set(),
    "crem*": {1, 2},
    "giulia*": {1},
    "#pubblicita": {1},
    "pubblicità": {1},
    "#crema": set(),
    "#pubb*": {1},
    "@giulia.rossi": {1},
    "@giulia": set(),
    "@giulia*": {1},
    "giulia.rossi": {1},
    "広告": {3},
    "商": {3},
    "クリーム": {3},
    "告商": set(),
    "#pr": {3},
    "🎁": {4},
    "regalo 🎁": {4},
    "crema 🎁": set(),
    "gifted": {5},
    "it's": {5},
    "%": {5},
    "' OR 1=1 --": set(),
    "crema AND NOT (nuova": set(),
    '\\ " * : & | ! <->': set(),
}


@pytest.fixture
def audit(database: Database) -> Audit:
    """An audit of a post for each text, behind another audit that must not be found."""
    made.stored(database, [made.audited(n, segments=(Segment(TEXTS[0]),)) for n in range(1, 4)])
    posts = [made.audited(n, segments=(Segment(text),)) for n, text in enumerate(TEXTS, 1)]
    return made.stored(database, posts, name="searched")


def _found(database: Database, audit: Audit, text: str) -> set[int]:
    with database.read() as session:
        items = verdicts.list_verdicts(session, audit.id, Filter(text=text))
    return {number_of(item.post_id) for item in items}


def test_words_tags_handles_signs_and_japanese(database: Database, audit: Audit) -> None:
    assert {text: _found(database, audit, text) for text in FOUND} == FOUND


def test_the_same_without_sets(
    database: Database, audit: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sets, "of_audit", lambda *_: None)
    assert {text: _found(database, audit, text) for text in FOUND} == FOUND


def test_an_older_database_is_cut_into_words(url: str) -> None:
    with Database.open(url) as database:
        posts = [made.audited(n, segments=(Segment(text),)) for n, text in enumerate(TEXTS, 1)]
        audit = made.stored(database, posts)
    migrate(url, "0002")
    with Database.open(url) as database:
        assert {text: _found(database, audit, text) for text in FOUND} == FOUND
        assert sets.build_missing(database) == 1


def test_a_post_of_very_many_words(database: Database) -> None:
    text = " ".join(f"parola{n}" for n in range(60_000)) + " 🎁" * 10_000
    audit = made.stored(database, [made.audited(1, segments=(Segment(text),))])
    assert _found(database, audit, "parola17") == {1}
    assert msgspec.json.encode(asked("")) == b"[]"
