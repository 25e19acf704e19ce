"""The rules and the law, as the pack has them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from checker.rulepack.examples import all_rules
from checker.rulepack.pack import CompiledSector
from checker.rulepack.schema import (
    JurisdictionFile,
    LabelEntry,
    LabelRule,
    Regulator,
    SignalRule,
)
from web.api.operation import MOST_ITEMS, ApiError, Operation, Page
from web.rules.pages import Rule, examples_of, find, kind_of
from web.services import services

Kind = Literal["signal", "counter", "label", "sector"]


class RuleItem(msgspec.Struct, frozen=True):
    """A rule in a list. ``name`` is its signal, its label or its goods."""

    id: str
    kind: Kind
    name: str
    lang: str
    strength: str = ""
    relations: tuple[str, ...] = ()


class RuleDetail(msgspec.Struct, frozen=True):
    """A rule as its file has it; ``law`` is what jurisdictions say of a label."""

    id: str
    kind: Kind
    lang: str
    match: tuple[str, ...]
    silent: tuple[str, ...]
    signal: SignalRule | None = None
    label: LabelRule | None = None
    law: dict[str, tuple[LabelEntry, ...]] = {}


class JurisdictionItem(msgspec.Struct, frozen=True):
    """A jurisdiction in a list."""

    code: str
    name: str
    languages: tuple[str, ...]
    regulators: tuple[Regulator, ...]
    base: str = ""


class KindQuery(msgspec.Struct, frozen=True):
    """Which of the rules that share an id; without it the first: signal, label, sector."""

    kind: Kind | None = None


class RuleQuery(msgspec.Struct, frozen=True):
    """Which rules; ``after`` is the ``next`` of the page before."""

    kind: Kind | None = None
    lang: Annotated[str, msgspec.Meta(max_length=10)] | None = None
    after: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=MOST_ITEMS)] = 100


def _item(rule: Rule) -> RuleItem:
    kind: Any = kind_of(rule)
    if isinstance(rule, CompiledSector):
        return RuleItem(rule.key, kind, rule.sector, rule.lang)
    own = rule.rule
    if isinstance(own, SignalRule):
        return RuleItem(rule.key, kind, own.signal, rule.lang, own.strength, own.relations)
    return RuleItem(rule.key, kind, own.id, rule.lang, own.strength, own.tells)


def _place(item: RuleItem) -> tuple[str, str]:
    return item.id, item.kind


def rules(body: None, query: RuleQuery) -> Page[RuleItem]:
    """List rules, by id; a sign and a label may share one."""
    found = sorted(
        (
            _item(rule)
            for rule in all_rules(services().engine.pack)
            if query.kind in (None, kind_of(rule)) and query.lang in (None, rule.lang)
        ),
        key=_place,
    )
    if query.after is not None:
        identity, _, kind = query.after.rpartition(":")
        found = [item for item in found if _place(item) > (identity, kind)]
    kept = tuple(found[: query.limit])
    return Page(kept, ":".join(_place(kept[-1])) if len(found) > len(kept) else None)


def rule(body: None, query: KindQuery, lang: str, name: str) -> RuleDetail:
    """Show one rule."""
    pack = services().engine.pack
    key = f"{lang}/{name}"
    found = find(pack, key, query.kind or "")
    if found is None:
        raise ApiError(404, f"there is no rule {key!r}", "List the rules")
    examples = examples_of(found)
    kind: Any = kind_of(found)
    own = None if isinstance(found, CompiledSector) else found.rule
    law = {
        code: tuple(entry for entry in country.labels if entry.label == key)
        for code, country in pack.jurisdictions.items()
    }
    return RuleDetail(
        key,
        kind,
        found.lang,
        examples.match,
        examples.silent,
        own if isinstance(own, SignalRule) else None,
        own if isinstance(own, LabelRule) else None,
        {code: entries for code, entries in law.items() if entries},
    )


def jurisdictions(body: None, query: None) -> Page[JurisdictionItem]:
    """List the jurisdictions."""
    return Page(
        tuple(
            JurisdictionItem(code, law.name, law.languages, law.regulators, law.base)
            for code, law in services().engine.pack.jurisdictions.items()
        )
    )


def jurisdiction(body: None, query: None, code: str) -> JurisdictionFile:
    """Show what one jurisdiction asks for."""
    found = services().engine.pack.jurisdictions.get(code.upper())
    if found is None:
        raise ApiError(404, f"no pack covers the jurisdiction {code!r}", "List the jurisdictions")
    return found


OPERATIONS = (
    Operation(
        name="list_rules",
        method="GET",
        path="/rules",
        summary="List rules",
        run=rules,
        query=RuleQuery,
        answer=Page[RuleItem],
    ),
    Operation(
        name="get_rule",
        method="GET",
        path="/rules/{lang}/{name}",
        summary="Show a rule with its examples and what jurisdictions say of it",
        run=rule,
        query=KindQuery,
        answer=RuleDetail,
        errors=(404,),
    ),
    Operation(
        name="list_jurisdictions",
        method="GET",
        path="/jurisdictions",
        summary="List jurisdictions",
        run=jurisdictions,
        answer=Page[JurisdictionItem],
    ),
    Operation(
        name="get_jurisdiction",
        method="GET",
        path="/jurisdictions/{code}",
        summary="Show what a jurisdiction asks for, with its sources",
        run=jurisdiction,
        answer=JurisdictionFile,
        errors=(404,),
    ),
)
