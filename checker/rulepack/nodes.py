"""The parse tree of a template, and the parser that makes it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import msgspec

from checker.errors import RuleError
from checker.rulepack.slots import SLOTS
from checker.text.normalise import fold_word
from checker.text.scripts import is_unspaced

_TOKEN = re.compile(r"\s+|\(|\)|\[|\]|\||\{[a-z]+\}|<[a-z_-]+>|~\d+|\^|\$|\*|[^\s()\[\]|{}<>~^$*]+")


class Node(msgspec.Struct):
    kind: str
    value: str = ""
    children: list[Any] = []
    loose: bool = False
    """True in scripts without blanks: words need no blank between them."""
    begins: bool = False
    ends: bool = False


class Parser:
    def __init__(self, source: str, lists: Mapping[str, Sequence[str]], where: str) -> None:
        self.source = source
        self.lists = lists
        self.where = where
        # Fold what is wording; leave the signs of the language itself alone.
        self.tokens = _TOKEN.findall(source.strip())
        if "".join(self.tokens) != source.strip():
            raise self._error("it has a sign that the template language does not know")
        self.place = 0

    def _error(self, why: str) -> RuleError:
        return RuleError(
            f"the template {self.source!r} cannot be read: {why}",
            where=self.where,
            remedy="See docs/rules.md for the template language",
        )

    def parse(self) -> Node:
        node = self._alternatives("")
        if self.place < len(self.tokens):
            raise self._error(f"unexpected {self.tokens[self.place]!r}")
        return node

    def _alternatives(self, closing: str) -> Node:
        options = [self._sequence()]
        while self._peek() == "|":
            self.place += 1
            options.append(self._sequence())
        if closing:
            if self._peek() != closing:
                raise self._error(f"{closing!r} is missing")
            self.place += 1
        return options[0] if len(options) == 1 else Node("alt", children=options)

    def _peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def _sequence(self) -> Node:
        items: list[Node] = []
        while (token := self._peek()) not in ("", "|", ")", "]"):
            self.place += 1
            items.append(self._item(token, items))
        while items and items[-1].kind == "space":
            items.pop()
        while items and items[0].kind == "space":
            items.pop(0)
        for item, following in pairwise(items):
            if following.kind == "space":
                _elide(item)
        return Node("seq", children=items)

    def _item(self, token: str, items: list[Node]) -> Node:
        if token.isspace():
            return Node("space")
        if token == "(":
            inner = self._alternatives(")")
            filled = [child for child in inner.children if child.kind != "seq" or child.children]
            if inner.kind == "alt" and len(filled) < len(inner.children):
                # "(a|b|)" may be left out, as "[a|b]" may.
                return Node("opt", children=[Node("alt", children=filled)])
            return Node("group", children=[inner])
        if token == "[":
            return Node("opt", children=[self._alternatives("]")])
        if token.startswith("{"):
            name = token[1:-1]
            if name not in SLOTS:
                raise self._error(f"there is no slot {token}; there are {', '.join(sorted(SLOTS))}")
            return Node("slot", name)
        if token.startswith("<"):
            name = token[1:-1]
            if name not in self.lists:
                raise self._error(f"there is no word list {token} in this pack")
            options = [Parser(text, self.lists, self.where).parse() for text in self.lists[name]]
            return Node("group", children=[Node("alt", children=options)])
        if token.startswith("~"):
            return Node("gap", token[1:])
        if token.startswith("?") and items and items[-1].kind in ("group", "opt", "slot"):
            raise self._error("'?' means nothing here; an optional word is written [so]")
        if token in "^$*":
            return Node({"^": "start", "$": "end", "*": "any"}[token])
        return Node("text", fold_word(token))


def _elide(node: Node) -> None:
    """Leave the apostrophe of "dall' azienda" to the gap, which takes it, blank or no blank."""
    if node.kind == "text":
        if len(node.value) > 1:
            node.value = node.value.rstrip("'")
    elif node.children and node.kind in ("group", "alt", "opt", "seq"):
        for child in node.children if node.kind == "alt" else node.children[-1:]:
            _elide(child)


def mark_edges(node: Node, *, first: bool) -> None:
    """Mark the texts that every match begins (or ends) with at the edge of a word."""
    if node.kind == "text":
        char = node.value[:1] if first else node.value[-1:]
        if char.isascii() and char.isalnum():
            if first:
                node.begins = True
            else:
                node.ends = True
    elif node.kind in ("group", "alt", "opt"):
        for child in node.children:
            mark_edges(child, first=first)
    elif node.kind == "seq":
        # A match may also end ahead of an optional last word: "slot" is not the end of "slots".
        for unit in units(node.children) if first else reversed(units(node.children)):
            mark_edges(unit[0 if first else -1], first=first)
            if not (len(unit) == 1 and unit[0].kind == "opt"):
                break


def is_loose(node: Node) -> bool:
    """True for a template in a script without blanks: there a blank is where one may stand."""
    if node.kind == "text":
        return any(is_unspaced(char) for char in node.value)
    return any(is_loose(child) for child in node.children)


def units(items: list[Node]) -> list[list[Node]]:
    """Split a sequence at its blanks; ``^`` and ``$`` are units of their own."""
    units: list[list[Node]] = [[]]
    for item in items:
        if item.kind == "space":
            units.append([])
        elif item.kind == "start":
            units.append([item])
            units.append([])
        else:
            units[-1].append(item)
    return [unit for unit in units if unit]
