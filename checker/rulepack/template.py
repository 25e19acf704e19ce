"""The little language in which rules spell their wording.

    use (my|our) [discount] code {code}     alternatives, an optional word, a slot
    sponsorizzat(o|a|i|e) da {brand}        groups join to the word they touch
    regal*                                  any ending
    grazie ~3 per                           up to three words in between
    ^ad                                     only at the start of a line
    <kin>                                   a word list of the pack

Where a template holds kana or kanji, a blank is a place where blanks, a comma or a quotation mark
may stand but need not, and a word of ``~n`` is three letters of the same sentence:

    コード {latin} で ~3 割引                 "コード「ANNA15」で全品2割引"

A template becomes one regular expression for RE2 (linear time, whatever a user writes) and a
set of words one of which any match must contain, for the prefilter. Templates match the folded
reading: case, accents, compatibility forms and look-alike letters make no difference.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec

from checker.errors import RuleError
from checker.rulepack.nodes import Node, Parser, is_loose, mark_edges, units
from checker.rulepack.shorthand import CODE_GAP, GAP, LOOSE_GAP, shorten
from checker.rulepack.slots import SLOTS
from checker.text.scripts import UNSPACED_WORD, is_unspaced


class Compiled(msgspec.Struct, frozen=True):
    """A template ready for use: the expression and its prefilter words.

    ``pattern`` has signs for long pieces (:mod:`checker.rulepack.shorthand`). ``needs`` holds
    sets of atoms: a match has one of each; none where no word is certain to be in every match.
    ``course`` tells in which order they follow one another, by their places in ``needs``.
    """

    pattern: str
    needs: tuple[tuple[str, ...], ...] = ()
    course: tuple[int, ...] = ()


def compile_template(source: str, lists: Mapping[str, Sequence[str]], where: str) -> Compiled:
    """Compile one template.

    Args:
        source: the template.
        lists: word lists that ``<name>`` may refer to.
        where: file and rule, for errors.

    Raises:
        RuleError: when brackets do not match or a slot or list is not known.
    """
    parser = Parser(source, lists, where)
    node = parser.parse()
    loose = is_loose(node)
    if loose:
        _loosen(node)
    atoms = _atoms(node)
    pattern = shorten(_bounded(node))
    if not pattern:
        raise RuleError(f"the template {source!r} matches nothing", where=where)
    if not atoms:
        return Compiled(pattern)
    stretches = _stretches(node.children) if node.kind == "seq" else []
    further = {found.atoms for found in stretches if not any(map(is_anywhere, found.atoms))}
    needs = [atoms, *sorted(further - {atoms}, key=sorted)]
    course = [
        needs.index(found.atoms) for found in stretches if found.placed and found.atoms in needs
    ]
    return Compiled(pattern, tuple(tuple(sorted(found)) for found in needs), tuple(course))


def _bounded(node: Node) -> str:
    """Return the expression with the edges of words made part of it where they are plain.

    Without them RE2 would settle for "bet" in "(bet|bets)" and never try "bets".
    """
    mark_edges(node, first=True)
    mark_edges(node, first=False)
    return _expression(node)


def _loosen(node: Node) -> None:
    """Mark what a template of a script without blanks reads in another way."""
    if node.kind in ("seq", "space", "gap"):
        node.loose = True
    for child in node.children:
        _loosen(child)


def _expression(node: Node) -> str:
    kind = node.kind
    if kind == "text":
        text = re.sub(r"([\\.^$|?*+(){}\[\]])", r"\\\1", node.value)
        return (r"\b" if node.begins else "") + text + (r"\b" if node.ends else "")
    if kind == "slot":
        return SLOTS[node.value].expression
    if kind == "alt":
        return "(?:" + "|".join(_expression(child) for child in node.children) + ")"
    if kind == "group":
        return "(?:" + _expression(node.children[0]) + ")"
    if kind == "opt":
        return "(?:" + _expression(node.children[0]) + ")?"
    if kind == "start":
        return r"(?m:^)[\s\"'*(\[>•·-]*"
    if kind == "end":
        return r"[\s\"'*)\].!-]*(?m:$)"
    if kind == "any":
        return r"[\pL\pN]*"
    return _sequence_expression(node.children, loose=node.loose)


def _sequence_expression(items: list[Node], *, loose: bool = False) -> str:
    """Join words by gaps. Optional words and ``~n`` carry a gap of their own with them.

    Once a word that must be there has been written, each further one brings the gap ahead of
    it; before that, optional ones bring the gap behind them.
    """
    out: list[str] = []
    begun = False
    parts = units(items)
    for place, unit in enumerate(parts):
        gap = CODE_GAP if unit[0].kind == "slot" and unit[0].value == "code" else GAP
        if loose:
            gap = LOOSE_GAP
        only = unit[0] if len(unit) == 1 else None
        if only is not None and only.kind == "start":
            out.append(_expression(only))
        elif only is not None and only.kind == "gap" and loose:
            out.append(f"{_LOOSE_LETTER}{{0,{int(only.value) * UNSPACED_WORD}}}?")
        elif only is not None and only.kind in ("opt", "gap"):
            word = _expression(only.children[0]) if only.kind == "opt" else _ANY_WORD
            last = place == len(parts) - 1
            count = "?" if only.kind == "opt" else f"{{0,{only.value}}}{'' if last else '?'}"
            out.append(f"(?:{gap}{word}){count}" if begun else f"(?:{word}{gap}){count}")
        else:
            text = "".join(
                f"(?:{_expression(item.children[0])})?" if item.kind == "opt" else _expression(item)
                for item in unit
            )
            out.append(f"{gap}{text}" if begun else text)
            begun = True
    return "".join(out)


_LOOSE_LETTER = r"[^\n。!?]"
"""One letter of a ``~n`` where words are not told apart: anything but the end of a sentence."""

_ANY_WORD = r"[^\s!?]*[^\s.!?]"
"""One word of a ``~n``: it may hold a dot (a handle, an amount) but not end with one."""


MAX_ATOMS = 24
"""Most prefilter words that one stretch of a template may expand to."""

_OUTSIDE = re.compile(r"[^\w]+|_+")
_BLANKS = {code: " " for code in range(128) if not chr(code).isalnum()}


def collapse(text: str) -> str:
    """Return a folded text as the prefilter reads it: words and single blanks, one at each end."""
    if text.isascii():  # the same, in a fraction of the time
        return f" {' '.join(text.translate(_BLANKS).split())} "
    return f" {_OUTSIDE.sub(' ', text).strip()} "


def _atoms(node: Node) -> frozenset[str] | None:
    """Stretches of words one of which every match contains, or ``None`` when none is certain.

    A blank at an end of an atom stands for the edge of a word. ``%``, ``@`` and ``#`` by
    themselves stand for the sign anywhere.
    """
    kind = node.kind
    if kind in ("alt", "group", "opt"):
        if kind == "opt":
            return None
        found: set[str] = set()
        for child in node.children:
            atoms = _atoms(child)
            if atoms is None:
                return None
            found |= atoms
        return frozenset(found)
    if kind == "slot":
        return frozenset(SLOTS[node.value].atoms) or None
    if kind == "text":
        return _atoms(Node("seq", children=[node]))
    if kind != "seq":
        return None
    best: frozenset[str] | None = None
    for stretch in _stretches(node.children):
        if best is None or _weight(stretch.atoms) > _weight(best):
            best = stretch.atoms
    return best


class _Stretch(msgspec.Struct, frozen=True):
    """Atoms one of which stands in each match of a sequence.

    ``placed`` is false where it may stand on the same letters as the one before.
    """

    atoms: frozenset[str]
    placed: bool


def _stretches(items: Sequence[Node]) -> list[_Stretch]:
    """Return the stretches of a sequence in its order: the literal ones and its parts."""
    found: list[_Stretch] = []
    run: list[str] = []  # expansions of the literal stretch so far
    spaced = True  # whether the stretch begins at the edge of a word
    placed = True  # whether it begins behind what was found before

    def close(edge: bool) -> None:
        nonlocal run
        atoms = {_edged(text, spaced, edge) for text in run}
        # A single letter will do where it is a word of its own: " w ".
        if run and all(_is_telling(atom) for atom in atoms):
            found.append(_Stretch(frozenset(atoms), placed))
        run = []

    for place, item in enumerate(items):
        before = place == 0 or items[place - 1].kind in ("space", "start")
        literal = _literal(item)
        if item.kind == "space" and item.loose:
            close(True)
        elif item.kind == "space":
            if run:
                run = [text + " " for text in run]
        elif literal is not None and len(run or [""]) * len(literal) <= MAX_ATOMS:
            if not run:
                spaced, placed = before, True
            run = [one + two for one in run or [""] for two in literal]
        else:
            close(bool(run) and run[0].endswith(" "))
            inner = _atoms(item)
            if inner is not None:
                # An edge inside a group holds only where the group itself stands at one.
                after = place + 1 == len(items) or items[place + 1].kind in ("space", "end")
                whole = before and after
                inner = inner if whole else frozenset(atom.strip() for atom in inner)
                found.append(_Stretch(inner, placed=True))
            if literal is not None:
                spaced, placed = before, inner is None
                run = list(literal) if len(literal) <= MAX_ATOMS else []
    close(True)
    return [stretch for stretch in found if all(stretch.atoms)]


MIN_ATOM = 3
"""Shortest atom, its edges counted: " w ", "app". A kanji or kana says as much by itself."""


_ANYWHERE = 3
"""Longest stretch of letters that stands inside some word of nearly any text."""


def is_anywhere(atom: str) -> bool:
    """True for a stretch that says nothing about a text: "con", where it need be no word."""
    return len(atom) <= _ANYWHERE and atom.isascii() and atom.isalpha()


def _is_telling(atom: str) -> bool:
    return (len(atom) >= MIN_ATOM and bool(atom.strip())) or any(map(is_unspaced, atom))


def _literal(item: Node) -> list[str] | None:
    """Return the texts that an item stands for, or ``None`` when it is not a few fixed texts."""
    if item.kind == "text":
        return [item.value]
    if item.kind == "group":
        return _literal(item.children[0])
    if item.kind == "alt":
        out: list[str] = []
        for child in item.children:
            texts = _literal(child)
            if texts is None:
                return None
            out.extend(texts)
        return out if len(out) <= MAX_ATOMS else None
    if item.kind == "seq":
        texts = [""]
        for child in item.children:
            if child.kind == "space" and child.loose:
                return None  # it may or may not be there
            options = [" "] if child.kind == "space" else _literal(child)
            if options is None or len(texts) * len(options) > MAX_ATOMS:
                return None
            texts = [one + two for one in texts for two in options]
        return texts
    return None


def _edged(text: str, begins: bool, ends: bool) -> str:
    """Return a stretch as it stands in a collapsed text, with blanks for the edges of words."""
    core = collapse(text).strip()
    begins = begins or not (text[:1].isalnum())
    ends = ends or text.endswith(" ") or not (text.strip()[-1:].isalnum())
    return f"{' ' if begins and core else ''}{core}{' ' if ends and core else ''}"


def _weight(atoms: frozenset[str]) -> tuple[int, int]:
    """Prefer sets whose shortest atom is long (rare), then sets of few atoms."""
    return (min(len(atom) for atom in atoms), -len(atoms))
