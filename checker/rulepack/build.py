"""Turn rule files into one compiled pack: expressions, prefilter words, legal entries.

The pack is plain data, so that it can be kept in a cache and read back in milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from checker.errors import RuleError
from checker.rulepack import files, loader
from checker.rulepack.pack import (
    CompiledLabel,
    CompiledLexicon,
    CompiledSector,
    CompiledSignal,
    Phrase,
    RulePack,
    Wording,
)
from checker.rulepack.rarity import Rarity
from checker.rulepack.schema import (
    POINTS,
    JurisdictionFile,
    LabelFile,
    LabelRule,
    LexiconFile,
    NamesFile,
    PlatformFile,
    SectorFile,
    SignalFile,
    SignalRule,
    TierFile,
    WaiverFile,
)
from checker.rulepack.template import collapse, compile_template, is_anywhere
from checker.text.normalise import fold_word


def build(roots: Sequence[Path]) -> RulePack:
    """Read and compile the rules of every folder in ``roots``; later ones add to earlier ones.

    Raises:
        RuleError: naming file and line of the first thing that is wrong.
    """
    converted: list[tuple[loader.Source, Any, str]] = []
    languages: dict[str, Any] = {}
    for root in roots:
        for source in loader.read_tree(root):
            if source.kind == "languages":
                languages[Path(source.path).stem] = source.data
            else:
                converted.append((source, loader.convert(source, str(root)), str(root)))

    lists = _word_lists(converted)
    signals: list[CompiledSignal] = []
    labels: list[CompiledLabel] = []
    sectors: list[CompiledSector] = []
    lexicons: dict[str, CompiledLexicon] = {}
    cues: dict[str, tuple[str, ...]] = {}
    talked_of: dict[str, list[str]] = {}
    countries: dict[str, JurisdictionFile] = {}
    for source, record, root_name in converted:
        where = f"{root_name}/{source.path}"
        if isinstance(record, SignalFile):
            words = lists.get(record.language, {})
            for i, rule in enumerate(record.signals):
                at = _at(where, source, f"signals[{i}]", rule.id)
                compiled = _signal(rule, record.language, words, at, where)
                if record.borrowed and not rule.only_lang:
                    compiled = msgspec.structs.replace(compiled, borrowed=True)
                signals.append(compiled)
        elif isinstance(record, LabelFile):
            words = lists.get(record.language, {})
            cues[record.language] = cues.get(record.language, ()) + tuple(
                fold_word(cue) for cue in record.mention_cues
            )
            for i, text in enumerate(record.talked_of):
                at = _at(where, source, f"talked_of[{i}]", text)
                found = compile_template(text, words, at).pattern
                talked_of.setdefault(record.language, []).append(found)
            for i, label in enumerate(record.labels):
                at = _at(where, source, f"labels[{i}]", label.id)
                labels.append(_label(label, record.language, words, at, where))
        elif isinstance(record, SectorFile):
            words = lists.get(record.language, {})
            for i, sector in enumerate(record.sectors):
                at = _at(where, source, f"sectors[{i}]", sector.id)
                wording = _wording(sector.phrases, sector.unless, sector.hashtags, (), words, at)
                key = f"{record.language}/{sector.id}"
                sectors.append(
                    CompiledSector(
                        key, record.language, sector.sector, sector.subsector, sector.warning,
                        wording, sector.examples, where,
                    )
                )  # fmt: skip
        elif isinstance(record, JurisdictionFile):
            name = record.jurisdiction
            countries[name] = _merge(countries[name], record) if name in countries else record
        elif isinstance(record, LexiconFile):
            key = f"{record.language}/{record.lexicon}"
            lexicons[record.language] = CompiledLexicon(
                key, record.language, record.signal, record.bias, record.weak,
                record.moderate, record.dense, record.ordinary, record.weights,
            )  # fmt: skip
    records = [record for _, record, _ in converted]
    tiers = {r.taxonomy: r for r in records if isinstance(r, TierFile)}
    _check_unique(signals, labels, sectors)
    rarity = Rarity([*signals, *labels, *sectors])
    pack = RulePack(
        digest=files.digest(list(roots)),
        signals=rarity.order(signals),
        labels=rarity.order(labels),
        sectors=rarity.order(sectors),
        lexicons=lexicons,
        jurisdictions=dict(sorted(countries.items())),
        platforms={r.platform: r for r in records if isinstance(r, PlatformFile)},
        tiers=dict(sorted(tiers.items())),
        unwaivable={
            entry.rule: entry.reason
            for _, record, _ in converted
            if isinstance(record, WaiverFile)
            for entry in record.unwaivable
        },
        languages=languages,
        names={r.names: r for r in records if isinstance(r, NamesFile)},
        cues=cues,
        talked_of={lang: f"^(?:{'|'.join(found)})" for lang, found in talked_of.items()},
    )
    _check_references(pack)
    return pack


def _at(where: str, source: loader.Source, entry: str, identity: str) -> str:
    line = source.lines.get(entry)
    return f"{where}:{line} ({identity})" if line else f"{where} ({identity})"


def _word_lists(
    converted: list[tuple[loader.Source, Any, str]],
) -> dict[str, dict[str, tuple[str, ...]]]:
    """Collect the word lists of each language; those of ``any`` serve every language."""
    lists: dict[str, dict[str, tuple[str, ...]]] = {}
    for source, record, root in converted:
        if isinstance(record, SignalFile | LabelFile | SectorFile):
            own = lists.setdefault(record.language, {})
            for name, words in record.lists.items():
                if name in own:
                    raise RuleError(
                        f"the word list {name!r} is there twice for {record.language!r}",
                        where=f"{root}/{source.path}",
                    )
                own[name] = words
    shared = lists.get("any", {})
    languages = {r.language for _, r, _ in converted if hasattr(r, "language")}
    return {lang: {**shared, **lists.get(lang, {})} for lang in languages}


def _wording(
    phrases: Sequence[str],
    unless: Sequence[str],
    hashtags: Sequence[str],
    patterns: Sequence[str],
    lists: dict[str, tuple[str, ...]],
    where: str,
) -> Wording:
    found = []
    for text in phrases:
        item = compile_template(text, lists, where)
        found.append(Phrase.of(item.pattern, item.needs, item.course))
    found += [Phrase(f"(?:{text})") for text in patterns]
    exceptions = [
        compile_template(text, lists, where).pattern for text in unless if text[:1] != "#"
    ]
    return Wording(
        phrases=tuple(found),
        unless="|".join(exceptions),
        hashtags=tuple(fold_word(name.lstrip("#")) for name in hashtags),
        not_hashtags=tuple(fold_word(text[1:]) for text in unless if text[:1] == "#"),
    )


def _signal(
    rule: SignalRule, lang: str, lists: dict[str, tuple[str, ...]], at: str, file: str
) -> CompiledSignal:
    needs = {
        "phrase": rule.phrases or rule.hashtags,
        "hashtag": rule.hashtags,
        "tokens": rule.tokens and rule.anchors,
        "pattern": rule.patterns and rule.anchors,
        "link": rule.hosts or rule.params,
        "mention": rule.mentions,
        "field": rule.field,
        "personal-code": True,
        "combo": rule.all or rule.any,
    }[rule.kind]
    if not needs:
        raise RuleError(
            f"a rule of kind {rule.kind!r} lacks what it matches",
            where=at,
            remedy="See docs/rules.md for what each kind needs",
        )
    if rule.kind == "combo" and set(rule.against) - {"all"}:
        # Combinations come after the signals that they look at have been cancelled or not.
        raise RuleError(
            "a combination cancels no signals",
            where=at,
            remedy="Write 'against: [all]', which lowers the score of the post, or another kind",
        )
    wording = _wording(rule.phrases, rule.unless, rule.hashtags, rule.patterns, lists, at)
    if rule.anchors:
        folded = [fold_word(anchor).strip() for anchor in rule.anchors]
        # Without edges: a pattern may match inside a word, and a tokenizer cuts inside one. What
        # holds a sign ("tag=") is looked for as it is.
        anchors = {a if _has_sign(a) else collapse(a).strip() for a in folded}
        found = list(wording.phrases)
        if rule.kind == "tokens":
            found += [_token_phrase(pattern, anchors) for pattern in rule.tokens]
        elif rule.kind == "pattern":
            # Nothing is known of what an expression must contain but what its author says.
            found = [Phrase.of(phrase.pattern, [sorted(anchors)]) for phrase in found]
        wording = msgspec.structs.replace(wording, phrases=tuple(found))
    points = POINTS[rule.strength] * (-1 if rule.against else 1)
    return CompiledSignal(rule, f"{lang}/{rule.id}", lang, points, wording, file)


def _has_sign(text: str) -> bool:
    return any(not (char.isalnum() or char.isspace()) for char in text)


def _token_phrase(pattern: Sequence[dict[str, Any]], anchors: set[str]) -> Phrase:
    """Return what tells that a token pattern may match: its own words, else the anchors.

    Without edges, because a tokenizer cuts inside words ("do" + "n't").
    """
    needs = []
    for token in pattern:
        if token.get("OP", "1") not in ("1", "+"):
            continue
        value = token.get("LOWER", token.get("ORTH"))
        words = value.get("IN") if isinstance(value, dict) else [value]
        if not words or not all(isinstance(w, str) and len(w) > 1 and w.isalnum() for w in words):
            continue
        needs.append(tuple(sorted({fold_word(str(word)) for word in words})))
    if not needs:
        return Phrase.of("", [sorted(anchors)])
    longest = min(needs, key=lambda found: (-min(len(w) for w in found), len(found)))
    sure = [found for found in needs if found == longest or not any(map(is_anywhere, found))]
    distinct = tuple(dict.fromkeys(sure))
    return Phrase.of("", distinct, tuple(map(distinct.index, sure)))


def _label(
    rule: LabelRule, lang: str, lists: dict[str, tuple[str, ...]], at: str, file: str
) -> CompiledLabel:
    if not rule.hashtags and not rule.words:
        raise RuleError("a label needs hashtags or words", where=at)
    wording = _wording(rule.words, rule.unless, rule.hashtags, (), lists, at)
    return CompiledLabel(rule, f"{lang}/{rule.id}", lang, POINTS[rule.strength], wording, file)


def _merge(first: JurisdictionFile, second: JurisdictionFile) -> JurisdictionFile:
    """Add up two files of one jurisdiction: lists are joined, single values may stand in one."""
    values: dict[str, Any] = {}
    for name in JurisdictionFile.__struct_fields__:
        one, two = getattr(first, name), getattr(second, name)
        values[name] = one + two if isinstance(one, tuple) else one or two
    return JurisdictionFile(**values)


def _check_unique(
    signals: list[CompiledSignal], labels: list[CompiledLabel], sectors: list[CompiledSector]
) -> None:
    seen: dict[str, str] = {}
    items: list[CompiledSignal | CompiledLabel | CompiledSector] = [*signals, *labels, *sectors]
    for item in items:
        key = f"{type(item).__name__} {item.key}"
        if key in seen:
            raise RuleError(
                f"the rule {item.key!r} is also in {seen[key]}",
                where=item.file,
                remedy="Give one of them another id",
            )
        seen[key] = item.file


def _check_references(pack: RulePack) -> None:
    """Every name that one file uses of another must exist."""
    known = {label.key for label in pack.labels}
    for code, country in pack.jurisdictions.items():
        if country.base and country.base not in pack.jurisdictions:
            raise RuleError(f"{code} builds on {country.base!r}, which no pack covers", where=code)
        for entry in country.labels:
            if entry.label not in known:
                raise RuleError(
                    f"there is no label {entry.label!r}",
                    where=f"rules/jurisdictions/{code.lower()}",
                    remedy="Spell it in rules/labels/<language>/ first",
                )
        for place in country.placement:
            missing = sorted(set(place.labels) - known)
            if missing:
                raise RuleError(
                    f"the place {place.id!r} is for {missing[0]!r}, which is no label",
                    where=f"rules/jurisdictions/{code.lower()}",
                    remedy="Spell it in rules/labels/<language>/ first",
                )
        sourced = (
            *country.relations, *country.labels, *country.placement, *country.platform_tools,
            *country.language_of_label, *country.sectors, *country.thresholds,
            *country.sanctions, *country.provisions,
        )  # fmt: skip
        for item in sourced:
            if pack.instrument(code, item.source) is None:
                raise RuleError(
                    f"there is no instrument {item.source!r}",
                    where=f"rules/jurisdictions/{code.lower()}",
                    remedy="List it under instruments",
                )
