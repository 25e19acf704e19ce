"""The shipped rules as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker import settings
from checker.engine import Engine
from checker.errors import RuleError
from checker.judge.messages import MESSAGES
from checker.judge.placement import POSITIONS
from checker.match.matcher import Matcher
from checker.rulepack.build import build
from checker.rulepack.examples import run_examples
from checker.rulepack.lint import lint


def test_every_example_and_the_linter(engine: Engine) -> None:
    matcher = Matcher(engine.pack, lambda prose: None)
    problems = [*run_examples(engine.pack, matcher.evidence), *lint(engine.pack)]
    assert [str(problem) for problem in problems] == []


def test_every_legal_entry_cites_an_instrument_and_a_section(engine: Engine) -> None:
    missing = []
    for code, law in engine.pack.jurisdictions.items():
        for entry in (
            *law.labels,
            *law.placement,
            *law.provisions,
            *law.sectors,
            *law.language_of_label,
        ):
            if not entry.section:
                missing.append((code, entry))
    assert missing == []


def test_positions_and_provisions_are_known(engine: Engine) -> None:
    for law in engine.pack.jurisdictions.values():
        for entry in law.placement:
            assert set(entry.positions) <= POSITIONS
        for provision in law.provisions:
            assert provision.id in {*MESSAGES, "identifiable", "denial", "contradiction", "legible"}
            assert provision.confirmed != "recollection"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("signals: 3\nlanguage: en\n", "Expected `array`"),
        ("language: en\nsignals:\n- id: x\n  signal: y\n  strength: huge\n  phrases: [ab]\n", ":3:"),
        ("language: en\nlanguage: it\nsignals: []\n", "'language' stands here and in line 1"),
        ("language: en\nsignals:\n- {id: a, signal: b, strength: weak, phrases: ['(ab']}\n", "')' is missing"),
        ("language: en\nsignals:\n- {id: a, signal: b, strength: weak, phrases: ['{nope} ab']}\n", "no slot {nope}"),
        ("language: en\nsignals:\n- {id: a, signal: b, strength: weak, phrases: ['<nope> ab']}\n", "no word list <nope>"),
        ("language: en\nsignals:\n- {id: a, signal: b, strength: weak, colour: red}\n", "unknown field `colour`"),
        ("- just\n- a list\n", "a rule file is a mapping"),
        ("what: ever\n", "it holds no signals"),
        ("language: en\nsignals: [*nothing]\n", "undefined alias"),
        ("language: !!python/object/apply:os.system ['true']\nsignals: []\n", "could not determine"),
        ("language: en\nsignals:\n- {id: a, signal: b, strength: weak}\n", "lacks what it matches"),
        ("language: en\nsignals:\n- {id: a, signal: b, strength: weak, kind: combo, all: [c], against: [c]}\n", "cancels no signals"),
    ],
)  # fmt: skip
def test_a_bad_rule_file_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        build([tmp_path])
    assert "mine.yaml" in str(caught.value)
    assert message in str(caught.value)


def test_a_look_around_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(
        "language: en\nsignals:\n- {id: a, signal: b, strength: weak, kind: pattern,"
        " patterns: ['(?=ab)'], anchors: [ab]}\n",
        encoding="utf-8",
    )
    pack = build([tmp_path])
    matcher = Matcher(pack, lambda prose: None)
    from tests.conftest import caption

    with pytest.raises(RuleError, match="RE2"):
        matcher.evidence(caption("ab"))


def test_rules_of_ones_own_add_to_the_shipped_ones(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text(
        """
language: en
signals:
- id: acme-policy
  signal: banned-claim
  strength: strong
  phrases: [clinically proven by acme]
  examples:
    match: ["[[clinically proven by Acme]]!", "it is [[clinically proven by acme]]"]
    silent: ["clinically speaking", "proven by time"]
""",
        encoding="utf-8",
    )
    from tests.conftest import caption

    engine = Engine([tmp_path], cache=False)
    verdict = engine.check(caption("Clinically proven by ACME, folks"), ["UK"])[0]
    assert "banned-claim" in {s.signal for s in verdict.intent.signals}
    assert verdict.ruleset != Engine(cache=False).pack.digest


def test_the_cache_follows_the_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from checker.rulepack.cache import load_pack

    monkeypatch.setenv("PALESE_CACHE_DIR", str(tmp_path / "cache"))
    first = load_pack([settings.rules_dir()])
    assert load_pack([settings.rules_dir()]) == first
    (kept,) = (tmp_path / "cache").glob("rules-*.msgpack")
    kept.write_bytes(b"damaged")
    assert load_pack([settings.rules_dir()]) == first
    extra = tmp_path / "extra"
    extra.mkdir()
    (extra / "x.yaml").write_text("language: en\nlists: {zz: [a, b]}\n", encoding="utf-8")
    assert load_pack([settings.rules_dir(), extra]).digest != first.digest
