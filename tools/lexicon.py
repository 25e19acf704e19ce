"""Write rules/lexicons/<lang>.yaml from invented posts: what weight has each word?

    python -m tools.lexicon it

A logistic regression over words, pairs of words and endings, each counted once a post
(scikit-learn, which only this tool needs: ``pip install palese[lexicon]``). The posts are those
of tests/lexicon, tests/quiet and the ``dev`` files of tests/cases; ``held`` files are never read.
The thresholds follow from ten-fold cross-validation: how many ordinary posts may score above them.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from checker import settings
from checker.language import LanguageIdentifier, prose_of
from checker.match.japanese import JapaneseWords
from checker.match.lexicon import features
from checker.match.placeholders import words_of
from checker.match.tokens import TokenMatchers
from checker.rulepack.cache import load_pack
from checker.text.normalise import normalise

TESTS = Path(__file__).parent.parent / "tests"
MIN_POSTS = 3
"""A feature in fewer posts than this says nothing reliable."""

MIN_WEIGHT = 0.05
REGULARISATION = 0.2
WEAK_FALSE = 0.06
MODERATE_FALSE = 0.015
DENSE_FALSE = 0.004
ORDINARY_MISSED = 0.02
LABEL_WORDS = frozenset(
    {
        "ad",
        "ads",
        "adv",
        "advert",
        "advertisement",
        "advertising",
        "sponsored",
        "sponsor",
        "gifted",
        "pubblicita",
        "sponsorizzato",
        "sponsorizzata",
        "sponsorizzati",
        "affiliato",
        "affiliate",
        "affiliated",
        "omaggio",
        "partnership",
        "collab",
        "pr",
        "広告",
        "宣伝",
        "プロモーション",
        "タイアップ",
        "案件",
        "協賛",
        "提供",
    }
)
"""Words of labels, which have rules of their own."""


def posts(lang: str) -> Iterator[tuple[str, bool]]:
    """Yield the text of every post in the language, and whether it is commercial."""
    identify = LanguageIdentifier(load_pack().languages).identify
    files = [
        *sorted(TESTS.glob("lexicon/*.jsonl")),
        *sorted(TESTS.glob("quiet/*.jsonl")),
        *sorted(TESTS.glob("cases/dev*.jsonl")),
    ]
    for file in files:
        for line in file.read_text("utf-8").splitlines():
            data = json.loads(line)
            if "commercial" in data:
                text, commercial = data["text"], data["commercial"]
            else:
                expected = next(iter(data["expect"].values()))
                if expected == "review":
                    continue
                post = data["post"]
                text = post.get("text") or "\n".join(s["text"] for s in post["segments"])
                commercial = expected != "no-intent"
            if identify(prose_of(text)).lang == lang:
                yield text, commercial


def cutter(lang: str) -> Callable[[str], list[str]]:
    """Return what cuts a folded text of a language into words, as the checker does."""
    if lang == "ja":
        tokens = TokenMatchers()
        return JapaneseWords(lambda text: tokens.document(text, "ja")).words_of
    return words_of


def vector(text: str, cut: Callable[[str], list[str]]) -> dict[str, int]:
    """Return the features of a text."""
    words = [word for word in cut(normalise(text).folded) if word not in LABEL_WORDS]
    return dict.fromkeys(features(words), 1)


def main(lang: str) -> None:
    """Train and write the list of one language."""
    texts, truth = zip(*posts(lang), strict=True)
    commercial = np.array(truth)
    cut = cutter(lang)
    vectors = [vector(text, cut) for text in texts]
    count = Counter(name for found in vectors for name in found)
    kept = [{n: 1 for n in found if count[n] >= MIN_POSTS} for found in vectors]
    vectoriser = DictVectorizer()
    matrix = vectoriser.fit_transform(kept)
    model = LogisticRegression(C=REGULARISATION, class_weight="balanced", max_iter=5000)
    folds = StratifiedKFold(10, shuffle=True, random_state=1)
    scores = cross_val_predict(model, matrix, commercial, cv=folds, method="decision_function")
    weak, moderate, dense = (
        float(np.quantile(scores[~commercial], 1 - share))
        for share in (WEAK_FALSE, MODERATE_FALSE, DENSE_FALSE)
    )
    ordinary = float(np.quantile(scores[commercial], ORDINARY_MISSED))
    model.fit(matrix, commercial)
    weights = {
        name: round(float(weight), 2)
        for name, weight in zip(vectoriser.get_feature_names_out(), model.coef_[0], strict=True)
        if abs(weight) >= MIN_WEIGHT
    }
    found = (
        float((scores[commercial] >= weak).mean()),
        float((scores[commercial] >= moderate).mean()),
    )
    print(
        f"{lang}: {len(texts)} posts, {int(commercial.sum())} commercial, {len(weights)} weights; "
        f"found of the commercial ones {found[0]:.0%} weak, {found[1]:.0%} moderate"
    )
    lines = [
        "# How much each word, pair of words and ending points to a commercial aim.",
        "# Written by tools/lexicon.py from invented posts; see there before changing anything.",
        f"language: {lang}",
        "lexicon: sales-talk",
        "signal: sales-talk",
        f"bias: {float(model.intercept_[0]):.3f}",
        f"weak: {weak:.2f}",
        f"moderate: {moderate:.2f}",
        f"dense: {dense:.2f}",
        f"ordinary: {ordinary:.2f}",
        "weights:",
        *(f"  {json.dumps(name, ensure_ascii=False)}: {weights[name]}" for name in sorted(weights)),
    ]
    path = settings.rules_dir() / "lexicons" / f"{lang}.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:] or ["it", "en"]:
        main(name)
