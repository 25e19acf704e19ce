"""palese as a component of a spaCy pipeline.

    nlp = spacy.blank("it")
    nlp.add_pipe("palese", config={"jurisdictions": ["IT", "EU"]})
    doc = nlp("#adv @acme …")
    doc._.palese.verdicts["IT"].verdict

Signals and labels are also on ``doc.spans["palese"]``, each with its kind as the label.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias

import msgspec
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import raise_error

from checker.engine import Engine
from checker.lots import MOST_ITEMS, lots
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


ErrorHandler: TypeAlias = Callable[[str, Callable[[Doc], Doc], list[Doc], Exception], object]
"""What spaCy calls with a component's name, the component, the documents and what went wrong."""


class PaleseComponent:
    """Checks each ``Doc`` as one post.

    Args:
        engine: the engine to use.
        jurisdictions: codes of packs; none: by the language of the text.
        name: of the component in its pipeline.

    A ``Doc`` may carry what is known of its post in ``doc.user_data["palese"]``: a mapping with
    the fields of a post (platform, author, country, relation …) other than its text.
    """

    def __init__(self, engine: Engine, jurisdictions: Sequence[str], name: str = "palese") -> None:
        self.name = name
        self._engine = engine
        self._jurisdictions = engine.jurisdictions(list(jurisdictions))
        self._failed: ErrorHandler = raise_error
        if not Doc.has_extension("palese"):
            Doc.set_extension("palese", default=None)

    def __call__(self, doc: Doc) -> Doc:
        post = self._post(doc)
        return self._told(doc, post, self._engine.evidence(post))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = MOST_ITEMS) -> Iterator[Doc]:
        """Check many documents, which is sooner than one by one.

        Args:
            stream: the documents.
            batch_size: how many at a time, fewer when they are long.

        A document whose post cannot be read goes to the error handler (``nlp.set_error_handler``;
        by itself it raises) and is left out.
        """
        for docs in lots(stream, _letters, batch_size):
            read = []
            for doc in docs:
                try:
                    read.append((doc, self._post(doc)))
                except msgspec.ValidationError as error:
                    self._failed(self.name, self, [doc], error)
            found = self._engine.evidence_of(post for _, post in read)
            for (doc, post), evidence in zip(read, found, strict=True):
                yield self._told(doc, post, evidence)

    def set_error_handler(self, handler: ErrorHandler) -> None:
        """Have documents whose post cannot be read told to ``handler``."""
        self._failed = handler

    def get_error_handler(self) -> ErrorHandler:
        """Return what is told of documents whose post cannot be read."""
        return self._failed

    def _post(self, doc: Doc) -> Post:
        known: dict[str, Any] = dict(doc.user_data.get("palese") or {})
        data = {"id": "doc", **known, "segments": (Segment(text=doc.text),)}
        return self._engine.canonical(msgspec.convert(data, Post))

    def _told(self, doc: Doc, post: Post, evidence: Evidence) -> Doc:
        """Put on a document what was found in its post."""
        codes = self._jurisdictions or (self._engine.regime(post, evidence),)
        verdicts = self._engine.judge(post, evidence, codes)
        doc._.palese = DocReport(evidence, {v.jurisdiction: v for v in verdicts})
        doc.spans[SPAN_GROUP] = [
            *(_span(doc, s.start, s.end, s.signal) for s in evidence.signals if s.segment == 0),
            *(_span(doc, x.start, x.end, f"label:{x.label}") for x in evidence.labels),
        ]
        return doc


def _letters(doc: Doc) -> int:
    return len(doc.text)


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

    return PaleseComponent(Engine([Path(folder) for folder in rules]), jurisdictions, name)
