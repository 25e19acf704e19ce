"""Is a label being used, or only talked about? And which brand stands with it?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence, Set
from operator import neg

from checker.match.patterns import Expression, found
from checker.model import Label
from checker.rulepack.pack import CompiledLabel, CompiledSector, CompiledSignal
from checker.text.scripts import is_unspaced, word_count
from checker.text.segment import CORNERS, SegmentText

LESSON_LABELS = 3
LESSON_POINTS = 4

CLOSING_WORDS = 3
"""Words that may follow a label that closes the text: "… Pubblicità Acme Boots"."""

SHORT_LINE = 5
"""A line or bracket of so few words is a label as a whole: "Advert for Acme Boots"."""

_NEAR = 80
"""Characters ahead of a label among which the word before it is looked for."""

_ENDS = frozenset(".!…。")
_OPENERS = frozenset("([{*<-–—|/•·_~:")
_PARTING = frozenset("|])}·•:/")
_BEFORE = re.compile(r"[^\W_]+(?:'[^\W_]+)*['’]?\s*[\"']?\Z")
_ASKED = re.compile(r"\s*\?+(?!\s*(?:ja|jo|jep|klar|yes|yep|yeah|si|oui|sim|tak|da|hai)\b)")
"""A question mark that no yes follows: "Werbung? Schön wär's"."""
_NAME = re.compile(
    r"[\s:|/·•–—\-,>👉]{0,4}(?:dall'|dalla|dal|da|di|by|con|with|per|for|von|mit|für|fur|door|av|"
    r"af|fra|de|del|par|avec|por|com|przez|z|x)?[\s:]{0,2}"
    r"([@#]?[^\W_][\w.&'’+-]*(?:[ ](?:&[ ])?[^\W_][\w.&'’+-]*){0,3})"
)


def is_used(
    rule: CompiledLabel,
    segment: SegmentText,
    start: int,
    end: int,
    form: str,
    cues: Mapping[str, Sequence[str]],
    lang: str | None,
    *,
    on_record: bool,
) -> bool:
    """True when the wording at ``[start, end)`` labels the post rather than being its subject.

    A label in quoted speech, or right behind a word such as "without" or "hashtag", is being
    talked about, and so are a hashtag in the middle of a sentence and a word that is asked and not
    affirmed. With a relation on record the
    benefit of that doubt goes to the label. Single plain words count only where labels stand
    (see ``standalone``).
    """
    if not on_record and any(s < start and end < e for s, e in segment.quotes):
        return False
    if form == "hashtag" and not on_record and _embedded(segment, start, end):
        return False
    if not on_record and _is_named(segment, start, end):
        return False
    if form == "plain":
        if rule.rule.plain and _ASKED.match(segment.folded, end):
            return False
        if rule.rule.where == "standalone" and not (
            standalone(segment, start, end)
            or (rule.rule.plain and _is_sentence(segment.folded, start, end))
        ):
            return False
        if rule.rule.where == "anywhere" and rule.rule.strength not in ("strong", "certain"):
            return True
    before = _BEFORE.search(segment.folded[max(0, start - _NEAR) : start].rstrip(" \"'("))
    if before is None:
        return True
    word = before.group().strip().strip("\"'")
    tail = segment.folded[max(0, start - 30) : start].rstrip(" \"'(#")
    return not any(
        word == cue or tail.endswith(f" {cue}")
        for name in ({lang} if lang else set(cues)) | {"any", rule.lang}
        for cue in cues.get(name or "", ())
    )


def is_subject(segment: SegmentText, end: int, expression: Expression) -> bool:
    """True when the words right behind a label's ``end`` speak of it: "#PR も付けんと"."""
    rest = segment.folded[end : end + _NEAR].partition("\n")[0]
    return found(expression, rest.lstrip(" \"')"))


def parted(
    key: str,
    text: str,
    extents: Iterable[tuple[int, int]],
    exceptions: Sequence[tuple[int, int]],
) -> set[tuple[str, int, int]]:
    """Return the matches of an outright label that no exception reaching past them can undo.

    They open a line and a sign cuts them off from what follows: in "Werbung | Auf dem Balkon …"
    the words behind the bar do not belong to the label. A dash does so with a blank before it,
    and so does a picture.
    """
    kept = set()
    for start, end in extents:
        line = text.rfind("\n", 0, start) + 1
        opens = not any(char.isalnum() for char in text[line:start])
        within = any(a < start < b or (start <= a and b <= end) for a, b in exceptions)
        if opens and not within and _cuts_off(text[end : end + _NEAR]):
            kept.add((key, start, end))
    return kept


def _cuts_off(rest: str) -> bool:
    sign = rest.lstrip(" ")[:1]
    if sign == "-":  # every dash is folded to this one; without a blank it joins two words
        return rest[:1] == " "
    return sign in _PARTING or (sign != "" and unicodedata.category(sign) == "So")


def is_part(
    hit: tuple[CompiledSignal | CompiledLabel | CompiledSector, int, int, str, str],
    parted: Set[tuple[str, int, int]],
    longer: Iterable[tuple[int, int]],
) -> bool:
    """True for a match that ``parted`` kept and that is only the beginning of a longer label."""
    rule, start, end, *_ = hit
    if (rule.key, start, end) not in parted:
        return False
    return any(s <= start and end < e for s, e in longer)


def _is_named(segment: SegmentText, start: int, end: int) -> bool:
    """True in corner brackets that a sentence runs on from: "「#PR」を五番目に置く"."""
    text = segment.folded
    if text[start - 1 : start] != '"' or text[end : end + 1] != '"' or not start:
        return False
    opening = segment.original(start - 1, start)[0]
    return segment.norm.original[opening] in CORNERS and is_unspaced(text[end + 1 : end + 2])


def _embedded(segment: SegmentText, start: int, end: int) -> bool:
    """True for a hashtag with a word of the same sentence right before and right behind it."""
    ahead = segment.blanked[:start].rstrip(" ")
    behind = segment.blanked[end:].lstrip(" ")
    touching = segment.folded[:start].rstrip(" ").endswith(ahead[-1:]) if ahead else False
    follows = segment.folded[end:].lstrip(" ").startswith(behind[:1]) if behind else False
    return touching and follows and ahead[-1:].isalnum() and behind[:1].isalnum()


def standalone(segment: SegmentText, start: int, end: int) -> bool:
    """True where a plain word stands as a label does.

    It opens the segment or a line; or it is bracketed; or it is alone on its line; or it closes
    the text behind the end of a sentence. Where a script has no blanks, a word that touches
    another is part of a longer one ("広告代理店") or of a sentence ("広告が多い").
    """
    text = segment.folded
    if is_unspaced(text[start - 1 : start] if start else "") or is_unspaced(text[end : end + 1]):
        return False
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    ahead = segment.blanked[line_start:start]
    behind = text[end:line_end]
    opens = not any(char.isalnum() for char in ahead)
    closes = not any(char.isalnum() for char in segment.blanked[end:line_end])
    if opens and closes:
        return True
    previous = ahead.rstrip()[-1:]
    following = behind.lstrip()[:1]
    if previous and previous in _OPENERS and not following.isalnum():
        return True
    if opens:
        first_line = not any(char.isalnum() for char in segment.blanked[:line_start])
        short = word_count(text[line_start:line_end]) <= SHORT_LINE
        return first_line or short or not following.isalnum()
    if _in_short_brackets(text, start, end, line_start, line_end):
        return True
    if following == ":" and previous and previous in ".!?…。":
        return True  # "… for years. Ad: I now wear …"
    if word_count(segment.blanked[end:]) > CLOSING_WORDS:
        return False
    if not previous:
        return True
    return previous in ".!?…。|-–—/)•·~*" or not (
        previous.isalnum() or previous in ",'\"" or segment.blanked[end:].strip()
    )


def _is_sentence(text: str, start: int, end: int) -> bool:
    """True for a label that is a sentence of its own: "… all winter. Sponsored. The lid …"."""
    line = text[text.rfind("\n", 0, start) + 1 : start].rstrip()
    if line[-1:] not in _ENDS or text[end : end + 1] not in _ENDS:
        return False
    said = text[start:end]
    return text.count(said) == 1  # "Pub. Pub. Pub." is about advertising


def _in_short_brackets(text: str, start: int, end: int, line_start: int, line_end: int) -> bool:
    """True inside a short bracket: "(content in adv with Acme)"."""
    for opening, closing in ("()", "[]"):
        first = text.rfind(opening, line_start, start)
        last = text.find(closing, end, line_end)
        if first < 0 or last < 0 or closing in text[first:start]:
            continue
        if word_count(text[first:last]) <= SHORT_LINE + 2:
            return True
    return False


def is_broken(reading: str, written: str) -> bool:
    """True when the label is written with signs between its letters that its reading lacks."""
    signs = sum(char in " ._-*·~|" for char in written)
    return signs > sum(char in " ._-*·~|" for char in reading)


def brand_of(segment: SegmentText, start: int, end: int) -> str:
    """Return the name that ends a label or follows it ("sponsored by @acme"), or nothing."""
    for tag in segment.mentions:
        if start < tag.start and tag.end == end:
            return segment.folded[tag.start : tag.end]
    match = _NAME.match(segment.folded, end)
    if match is None:
        return ""
    name = match.group(1).rstrip(".'’-")
    line = segment.folded.find("\n", end)
    return "" if 0 <= line < match.start(1) else name


def is_lesson(labels: Sequence[Label]) -> bool:
    """True when so many kinds of label stand together that the post must be about labels.

    Nobody labels one post in four ways; a teacher who explains labels does. A plain label that
    opens the text by itself is a label, whatever follows.
    """
    for label in labels:
        place = label.place
        if label.plain and place is not None and place.words_before == 0 and place.run <= 1:
            return False
    return len({label.label for label in labels if label.points >= LESSON_POINTS}) >= LESSON_LABELS


def without_overlaps(labels: list[Label], langs: Sequence[str | None]) -> list[Label]:
    """Keep the longest of labels that overlap: "paid partnership with" over "partnership".

    Of equals, the one in the language of its segment: "patrocinado por" is Spanish and Portuguese.

    Args:
        labels: as they were found.
        langs: the language of each segment.
    """

    def rank(label: Label) -> tuple[int, int, bool]:
        length = label.end - label.start
        return length, label.points, label.lang == langs[label.segment]

    kept: list[Label] = []
    for label in sorted(labels, key=lambda x: (x.segment, x.start, *map(neg, rank(x)), x.rule)):
        clash = next(
            (
                k
                for k in kept
                if k.segment == label.segment and k.start < label.end and label.start < k.end
            ),
            None,
        )
        if clash is None:
            kept.append(label)
        elif rank(label) > rank(clash):
            kept[kept.index(clash)] = label
    return sorted(kept, key=lambda x: (x.segment, x.start, x.end))
