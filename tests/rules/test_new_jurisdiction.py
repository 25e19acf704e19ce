"""A country is added by a folder of YAML alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checker.engine import Engine
from checker.model import Post, Relation, Segment

FOLDER = Path(__file__).parent / "zubrowka"
GUIDE = Path(__file__).parents[2] / "docs" / "new-jurisdiction.md"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine([FOLDER], cache=False)


def _post(text: str) -> Post:
    return Post(
        id="p",
        author="agatha",
        country="ZZ",
        segments=(Segment(text=text, kind="caption"),),
        relation=Relation(kind="paid", brand="Mendl"),
    )


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Zreklama: cakes by Mendl, the best in town", "disclosed"),
        ("#ad cakes by Mendl, the best in town", "inadequate"),
        ("Cakes by Mendl, the best in town. What a week it was. #zreklama", "inadequate"),
        ("Cakes by Mendl, the best in town", "undisclosed"),
    ],
)
def test_the_new_country_judges(engine: Engine, text: str, verdict: str) -> None:
    (found,) = engine.check(_post(text))
    assert (found.jurisdiction, found.verdict) == ("ZZ", verdict)
    for finding in found.findings:
        if finding.severity == "error":
            assert finding.citation is not None
            assert finding.citation.instrument == "ZZ-ACT"


def test_the_fix_is_in_its_words(engine: Engine) -> None:
    (found,) = engine.check(_post("Cakes by Mendl, the best in town"), fix=True)
    fixes = [finding.fix for finding in found.findings if finding.fix is not None]
    assert [fix.insert for fix in fixes] == ["Zreklama: "]


def test_the_guide_shows_these_files() -> None:
    shown = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.S)
    files = [
        FOLDER / "labels" / "en" / "zubrowka.yaml",
        FOLDER / "jurisdictions" / "zz" / "zubrowka.yaml",
    ]
    assert shown == [file.read_text(encoding="utf-8") for file in files]
