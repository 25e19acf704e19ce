"""Which rules may not be waived is data; a pack of one's own may add to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.errors import RuleError
from checker.rulepack.cache import load_pack
from checker.settings import rules_dir
from checker.storage.waivers import may_be_waived, why_not


def test_what_ships() -> None:
    never = load_pack([rules_dir()], cache=False).unwaivable
    for rule in ("it/undisclosed", "uk/denial-false", "de/sector-warning-missing"):
        assert not may_be_waived(rule, never)
        assert why_not(rule, never)
    assert may_be_waived("it/label-below-fold", never)
    assert why_not("it/label-below-fold", never) is None


def test_a_pack_of_ones_own_adds(tmp_path: Path) -> None:
    file = tmp_path / "house.yaml"
    file.write_text("unwaivable:\n- {rule: it/label-*, reason: our house says so}\n")
    never = load_pack([rules_dir(), tmp_path], cache=False).unwaivable
    assert why_not("it/label-below-fold", never) == "our house says so"
    assert not may_be_waived("it/undisclosed", never)


def test_a_reason_must_be_given(tmp_path: Path) -> None:
    (tmp_path / "house.yaml").write_text("unwaivable:\n- {rule: it/label-*}\n")
    with pytest.raises(RuleError, match="reason"):
        load_pack([rules_dir(), tmp_path], cache=False)
