"""What palese is measured against: the floor, YARA-X and Presidio, all with palese's own words.

Each takes lines of JSON and gives lines of JSON, as palese does. None of them judges anything:
they find words. Building them (compiling rules, making recognisers) is not measured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from typing import Any

import msgspec
from ahocorasick_rs import AhoCorasick, Implementation

from checker.rulepack.pack import RulePack, Wording
from checker.rulepack.slots import DIGIT
from checker.rulepack.template import collapse

INSTALL = "python -m pip install -e '.[benchmarks]'"
LANG = "xx"

Work = Callable[[Sequence[bytes]], bytes]
"""Lines of JSON in, lines of JSON out."""


class MissingError(Exception):
    """A package that a rival needs is not installed."""

    def __init__(self, package: str) -> None:
        super().__init__(f"{package} is not installed; to measure against it: {INSTALL}")


class _Read(msgspec.Struct):
    id: str
    text: str


class _Found(msgspec.Struct):
    id: str
    hits: list[tuple[str, int, int]]


_decode = msgspec.json.Decoder(_Read).decode
_encode = msgspec.json.Encoder().encode


def terms_of(pack: RulePack) -> dict[str, tuple[str, ...]]:
    """Return the words of every worded rule: its phrases' literal stretches and its hashtags.

    They are what palese's prefilter looks for. A rule without any is left out.
    """
    terms: dict[str, tuple[str, ...]] = {}
    for name, wording in _wordings(pack):
        atoms = {atom.strip() for atom in _atoms(wording)}
        tags = {f"#{tag.strip('*')}" for tag in wording.hashtags}
        words = sorted(word for word in atoms | tags if len(word) > 1)
        if words:
            terms[name] = tuple(words)
    return terms


def _wordings(pack: RulePack) -> list[tuple[str, Wording]]:
    return [
        *((f"signal:{rule.key}", rule.wording) for rule in pack.signals),
        *((f"label:{rule.key}", rule.wording) for rule in pack.labels),
        *((f"sector:{rule.key}", rule.wording) for rule in pack.sectors),
    ]


def _atoms(wording: Wording) -> Iterator[str]:
    """The words of a rule of which each phrase needs one."""
    for phrase in wording.phrases:
        yield from (atom for found in phrase.needs[:1] for atom in found if atom != DIGIT)


def floor(pack: RulePack) -> Work:
    """Parse the JSON, run one Aho-Corasick pass over all the prefilter's words, write JSON.

    No Unicode beyond lower case, no rule, no verdict: what cannot be had for less.
    """
    words = sorted({atom for _, wording in _wordings(pack) for atom in _atoms(wording)})
    automaton = AhoCorasick(words, implementation=Implementation.ContiguousNFA)
    find = automaton.find_matches_as_indexes

    def work(lines: Sequence[bytes]) -> bytes:
        out = []
        for line in lines:
            post = _decode(line)
            hits = find(collapse(post.text.lower()), overlapping=True)
            out.append(_encode(_Found(post.id, [(words[n], s, e) for n, s, e in hits])))
        return b"\n".join(out)

    return work


def yara(terms: dict[str, tuple[str, ...]]) -> Work:
    """Scan each caption with one YARA rule for each of palese's, its words as whole-word strings.

    Raises:
        MissingError: yara-x is not installed.
    """
    if find_spec("yara_x") is None:
        raise MissingError("yara-x")
    import yara_x

    compiler = yara_x.Compiler()
    for number, words in enumerate(terms.values()):
        strings = "\n".join(f"$s{i} = {_quoted(w)} nocase {_whole(w)}" for i, w in enumerate(words))
        compiler.add_source(
            f"rule r{number} {{\nstrings:\n{strings}\ncondition:\nany of them\n}}\n"
        )
    scanner = yara_x.Scanner(compiler.build())
    names = list(terms)

    def work(lines: Sequence[bytes]) -> bytes:
        out = []
        for line in lines:
            post = _decode(line)
            hits = []
            for rule in scanner.scan(post.text.encode()).matching_rules:
                name = names[int(rule.identifier[1:])]
                for pattern in rule.patterns:
                    hits += [(name, m.offset, m.offset + m.length) for m in pattern.matches]
            out.append(_encode(_Found(post.id, hits)))
        return b"\n".join(out)

    return work


def presidio(terms: dict[str, tuple[str, ...]]) -> Work:
    """Analyse each caption with one deny-list recogniser for each of palese's rules.

    The language pipeline is spaCy's blank one: no model, only a tokenizer.

    Raises:
        MissingError: presidio-analyzer is not installed.
    """
    if find_spec("presidio_analyzer") is None:
        raise MissingError("presidio-analyzer")
    import spacy
    from presidio_analyzer import AnalyzerEngine, PatternRecognizer, RecognizerRegistry
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    class Blank(SpacyNlpEngine):  # type: ignore[misc, unused-ignore]
        """A pipeline that is there already, in place of one that is downloaded."""

        def __init__(self) -> None:
            super().__init__(models=[{"lang_code": LANG, "model_name": "blank"}])
            self.nlp: Any = {LANG: spacy.blank(LANG)}

    recognisers = [
        PatternRecognizer(
            supported_entity=f"R{number}",
            name=name,
            supported_language=LANG,
            deny_list=list(words),
        )
        for number, (name, words) in enumerate(terms.items())
    ]
    registry = RecognizerRegistry(recognizers=recognisers, supported_languages=[LANG])
    analyzer = AnalyzerEngine(
        registry=registry, nlp_engine=Blank(), supported_languages=[LANG]
    )  # the first analysis compiles the expressions; see the warm-up in timing.py
    names = list(terms)

    def work(lines: Sequence[bytes]) -> bytes:
        out = []
        for line in lines:
            post = _decode(line)
            found = analyzer.analyze(text=post.text, language=LANG)
            hits = [(names[int(hit.entity_type[1:])], hit.start, hit.end) for hit in found]
            out.append(_encode(_Found(post.id, hits)))
        return b"\n".join(out)

    return work


def _quoted(word: str) -> str:
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _whole(word: str) -> str:
    """``fullword`` where the word has letters at both ends, as YARA asks for."""
    return "fullword" if word[0].isalnum() and word[-1].isalnum() else ""
