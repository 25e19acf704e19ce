"""The arbiter of a text's language where its words do not settle it: langdetect, seeded."""

from __future__ import annotations

import math
from collections.abc import Sequence

SEED = 20240229

SURE = 0.8
PRIOR_SLOPE, PRIOR_STRANGER = 2.5, 0.5
# Neighbours of the pack's languages: without them langdetect would call Catalan Spanish.
STRANGERS = (
    *("af", "ca", "cs", "et", "fi", "hr", "hu", "id"),
    *("lt", "ro", "sk", "sl", "sq", "tl", "tr", "vi"),
)
# A long text is settled by its beginning, and langdetect's time grows with what it reads.
READS = 1000
# langdetect averages over trials; three of its seven give the same answers here.
TRIALS = 3


class Arbiter:
    """langdetect, loaded when first asked, told what the words say already.

    Args:
        languages: codes to choose among; an answer outside them is none.
    """

    def __init__(self, languages: Sequence[str]) -> None:
        # Imported here because most runs never need it, and loading its profiles takes a while.
        from pathlib import Path

        from langdetect import (  # type: ignore[import-untyped, unused-ignore]
            PROFILES_DIRECTORY,
            DetectorFactory,
            LangDetectException,
        )

        # A factory of our own: the library's shared one is global and loads 55 languages.
        self._factory = DetectorFactory()
        self._factory.set_seed(SEED)
        self._failure: type[Exception] = LangDetectException
        self._languages = tuple(languages)
        self._strangers = tuple(code for code in STRANGERS if code not in languages)
        profiles = [
            Path(PROFILES_DIRECTORY) / code for code in (*self._languages, *self._strangers)
        ]
        self._factory.load_json_profile(
            [path.read_text(encoding="utf-8") for path in profiles if path.exists()]
        )

    def ask(self, text: str, scores: Sequence[float]) -> tuple[str, float] | None:
        """Return langdetect's answer and how sure it is, or ``None``.

        Args:
            text: prose in lower case.
            scores: what the words say for each of the languages.

        Returns:
            ``None`` where it is not sure, or thinks of a language that is not among them.
        """
        top = max(scores)
        prior = {
            code: math.exp(PRIOR_SLOPE * (score - top))
            for code, score in zip(self._languages, scores, strict=True)
        }
        prior |= {code: math.exp(-PRIOR_SLOPE * top) * PRIOR_STRANGER for code in self._strangers}
        detector = self._factory.create()
        detector.set_prior_map(prior)
        detector.n_trial = TRIALS
        detector.append(text[:READS])
        try:
            found = detector.get_probabilities()
        except self._failure:
            return None
        if not found or found[0].prob < SURE or found[0].lang not in self._languages:
            return None
        return str(found[0].lang), round(float(found[0].prob), 3)
