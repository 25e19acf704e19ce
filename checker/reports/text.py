"""For people at a terminal: what was found, why it matters, and what to write instead."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice

from checker.model import Post
from checker.reports.base import Judged, Out
from checker.reports.excerpt import excerpts, marks_of
from checker.reports.grouping import Group, Said, groups
from checker.reports.matrix import FROM, rows, widest_lines
from checker.reports.plain import columns, visible, wrap
from checker.reports.wording import MEANING, ORDER, advice, cited, labelled, segment_name, signs

_RESET = "\x1b[0m"
_BOLD = "\x1b[1m"
_DIM = "\x1b[2m"
_COLOURS = {
    "undisclosed": "\x1b[1;31m",
    "inadequate": "\x1b[1;33m",
    "review": "\x1b[1;35m",
    "disclosed": "\x1b[1;32m",
    "no-intent": "\x1b[2m",
    "^": "\x1b[1;31m",
    "~": "\x1b[36m",
    "-": "\x1b[33m",
    "error": "\x1b[31m",
    "warning": "\x1b[33m",
    "info": "\x1b[34m",
}
_RUNS = re.compile(r"([\^~-])\1*")
_NARROWEST = 24
_MOST_LINES = 4


class TextWriter:
    """Writes a paragraph for each post and a count at the end.

    Marks stand under the text, so that they are seen without colour too. Jurisdictions
    that say the same are named together.
    """

    def __init__(self, out: Out, *, colour: bool = False, width: int = 80) -> None:
        self._out = out
        self._colour = colour
        self._width = max(_NARROWEST, width)
        self._posts = 0
        self._verdicts: Counter[str] = Counter()
        self._marked = False

    def begin(self) -> None:
        """Nothing stands before the first post."""

    def add(self, judged: Judged) -> None:
        """Write what there is to say about one post."""
        self._posts += 1
        self._verdicts.update(verdict.verdict for verdict in judged.verdicts)
        lines = self._head(judged)
        shown: set[str] = set()
        if len(judged.verdicts) >= FROM:
            for code, name, reason in rows(judged.verdicts, self._width):
                gap = " " * (13 - len(name))
                line = f"  {code:4}{self._paint(name, _COLOURS[name])}{gap}{reason}"
                lines.append(line.rstrip())
            if judged.widest is not None:
                lines += ["", *widest_lines(judged.widest, judged.post, self._width)]
            lines.append("")
        for group in groups(judged):
            lines += self._group(group, judged.post, shown)
        self._out.write("\n".join([*lines, "", ""]))

    def end(self) -> None:
        """Write the counts, and what the marks stand for where there were any."""
        total = self._verdicts.total()
        said = f"{self._posts} {_plural('post', self._posts)}, {total} {_plural('verdict', total)}"
        counts = [f"{self._verdicts[name]} {name}" for name in ORDER if self._verdicts[name]]
        lines = wrap(f"{said}: {', '.join(counts)}" if counts else said, self._width)
        if self._marked:
            marks = "^ what is wrong   ~ label   - sign of advertising"
            fits = columns(marks) <= self._width
            lines += [self._paint(line, _DIM) for line in ([marks] if fits else marks.split("   "))]
        self._out.write("\n".join([*lines, ""]))
        self._out.flush()

    def _paint(self, text: str, code: str) -> str:
        return f"{code}{text}{_RESET}" if self._colour and text else text

    def _head(self, judged: Judged) -> list[str]:
        post = judged.post
        parts = [part for part in (post.id, post.author, post.platform) if part]
        place = visible(f"{judged.file}:{judged.line}" if judged.line > 0 else judged.file)
        lines = wrap(" · ".join(parts), self._width)
        room = self._width - columns(lines[-1]) - columns(place)
        lines = [self._paint(line, _BOLD) for line in lines]
        if room >= 2:
            lines[-1] += " " * room + self._paint(place, _DIM)
        else:
            indent = "  "
            lines += [
                self._paint(line, _DIM)
                for line in wrap(place, self._width, first=indent, rest=indent)
            ]
        return lines

    def _group(self, group: Group, post: Post, shown: set[str]) -> list[str]:
        name = group.verdict.verdict
        who = wrap(", ".join(group.jurisdictions), self._width, first="  ", rest="  ")
        lead = who.pop() + "  "
        if columns(lead) + columns(name) > self._width:
            who.append(lead.rstrip())
            lead = "  "
        why = signs(group.verdict)
        lines = wrap(f"{name} · {why}" if why else name, self._width, first=lead, rest="      ")
        head = len(lead)
        lines[0] = lead + self._paint(name, _COLOURS[name]) + lines[0][head + len(name) :]
        lines = who + lines
        if name != "no-intent" or group.findings:
            lines += self._marks(group, post, shown)
        labels = labelled(group.verdict)
        if labels:
            lines += self._indented(f"labelled: {labels}")
        if name == "review" and not group.findings:
            lines += self._indented(MEANING[name])
        for said in group.findings:
            lines += self._finding(said, group, post)
        return lines

    def _marks(self, group: Group, post: Post, shown: set[str]) -> list[str]:
        lines: list[str] = []
        indent = " " * 4
        for segment, marks in marks_of(group.verdict, post).items():
            text = post.segments[segment].text
            found = list(islice(excerpts(text, marks, self._width - 6), _MOST_LINES + 1))
            key = f"{segment}:{found[:_MOST_LINES]}"
            if key in shown:
                continue
            shown.add(key)
            if len(post.segments) > 1:
                name = visible(segment_name(post, segment))
                lines.append(self._paint(f"{indent}{name}", _DIM))
            for line in found[:_MOST_LINES]:
                self._marked = True
                lines.append(f"{indent}| {line.text}".rstrip())
                under = _RUNS.sub(lambda m: self._paint(m[0], _COLOURS[m[1]]), line.under)
                lines.append(f"{indent}| {under}".rstrip())
            if len(found) > _MOST_LINES:
                lines.append(f"{indent}| … more places further on")
        return lines

    def _finding(self, said: Said, group: Group, post: Post) -> list[str]:
        finding = said.finding
        severity = finding.severity
        lines = self._indented(f"{severity}: {finding.message}")
        lines[0] = lines[0].replace(severity, self._paint(severity, _COLOURS[severity]), 1)
        for source in said.sources:
            many = len(group.jurisdictions) > 1 and len(said.sources) > 1
            who = f"{', '.join(source.jurisdictions)}: " if many else ""
            where = f"{cited(source.citation)} " if source.citation else ""
            line = f"{who}{where}[{source.rule}]"
            own = wrap(line, self._width, first="      ", rest="        ")
            lines += [self._paint(part, _DIM) for part in own]
        if finding.fix is not None:
            line = advice(finding.fix, post)
            lines += wrap(line, self._width, first="      > ", rest="        ")
        return lines

    def _indented(self, text: str) -> list[str]:
        return wrap(text, self._width, first="    ", rest="      ")


def _plural(word: str, number: int) -> str:
    return word if number == 1 else f"{word}s"
