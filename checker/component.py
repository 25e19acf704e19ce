"""palese as a component of a spaCy pipeline.

    nlp = spacy.blank("it")
    nlp.add_pipe("palese", config={"jurisdictions": ["IT", "EU"]})
    doc = nlp("#adv @acme …")
    doc._.palese.verdicts["IT"].verdict

Signals and labels are also on ``doc.spans["palese"]``, each with its kind as the label.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from spacy.language import Language
from spacy.tokens import Doc, Span

from checker.engine import Engine
from checker.model import Evidence, Post, Segment, Verdict

SPAN_GROUP = "palese"


class DocReport(msgspec.Struct, frozen=True):
    """What palese says of one ``Doc``."""

    evidence: Evidence
    verdicts: dict[str, Verdict]

    @property
    def verdict(self) -> str:
        """The verdict of the first jurisdiction."""
        return next(iter(self.verdicts.values())).verdict


class PaleseComponent:
    """Checks each ``Doc`` as one post.

    Args:
        engine: the engine to use.
        jurisdictions: codes of packs; none: by the language of the text.

    A ``Doc`` may carry what is known of its post in ``doc.user_data["palese"]``: a mapping with
    the fields of a post (platform, author, country, relation …) other than its text.
    """

    def __init__(self, engine: Engine, jurisdictions: Sequence[str]) -> None:
        self._engine = engine
        self._jurisdictions = engine.jurisdictions(list(jurisdictions))
        if not Doc.has_extension("palese"):
            Doc.set_extension("palese", default=None)

    def __call__(self, doc: Doc) -> Doc:
        known: dict[str, Any] = dict(doc.user_data.get("palese") or {})
        post = msgspec.convert({"id": "doc", **known, "segments": (Segment(text=doc.text),)}, Post)
        evidence = self._engine.evidence(post)
        codes = self._jurisdictions or (self._engine.regime(post, evidence),)
        verdicts = self._engine.judge(post, evidence, codes)
        doc._.palese = DocReport(evidence, {v.jurisdiction: v for v in verdicts})
        doc.spans[SPAN_GROUP] = [
            *(_span(doc, s.start, s.end, s.signal) for s in evidence.signals if s.segment == 0),
            *(_span(doc, x.start, x.end, f"label:{x.label}") for x in evidence.labels),
        ]
        return doc


def _span(doc: Doc, start: int, end: int, name: str) -> Span:
    span = doc.char_span(start, end, label=name, alignment_mode="expand")
    assert span is not None  # "expand" always finds tokens for a place inside the text
    return span


@Language.factory("palese", default_config={"jurisdictions": [], "rules": []})
def make_component(
    nlp: Language, name: str, jurisdictions: list[str], rules: list[str]
) -> PaleseComponent:
    """Make the component; ``rules`` are folders of further rules."""
    from pathlib import Path

    return PaleseComponent(Engine([Path(folder) for folder in rules]), jurisdictions)
