"""Cut a segment into hashtags, mentions, links and prose, and find where its platform folds it.

Hashtags, mentions and links are cut here, ahead of any tokenizer: general-purpose tokenizers
split ``#ad,#sp`` and ``@la.mia.casa`` in the wrong places.
"""

from __future__ import annotations

import re
from functools import cached_property

from checker.model import Segment
from checker.text.normalise import NormalText, normalise
from checker.text.scripts import UNSPACED, UNSPACED_WORD, word_count

TLDS = (
    "com|it|uk|co|org|net|eu|us|de|fr|es|nl|be|dk|se|no|pt|pl|jp|br|ca|au|in|io|me|ly|gg|tv|link"
    "|shop|store|example|app|page|bio|club|online|site|dev|to|ie|at|ch|info|biz|gl|st|tt|life|fm"
)
_DOTTED = re.compile(r"[a-z0-9-]\.[a-z]|://|www\.")
"""What every link holds; few texts do, and the search for links themselves is slow."""

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


class _Patterns:
    """What cuts a text: plain for scripts with blanks, which is faster, else for any.

    Where a script has no blanks, only a letter of another can run on into a link, a handle or a
    tag: "@acmeさんの" names @acme. Words are stretches of so many letters.
    """

    def __init__(self, *, unspaced: bool) -> None:
        letter, alpha = (f"[^\\W{UNSPACED}]", f"[^\\W\\d_{UNSPACED}]") if unspaced else (
            r"\w", r"[^\W\d_]"
        )  # fmt: skip
        path = f'[^\\s<>"{UNSPACED}、。]' if unspaced else r"[^\s<>\"]"
        self.link = re.compile(
            rf"(?:https?://|www\.){path}+"
            rf"|(?<!{letter})(?<![@.])(?:[a-z0-9][a-z0-9-]*\.)+"
            rf"(?:(?:{TLDS})(?!{letter}|-)(?:/{path}*)?|[a-z]{{2,12}}/{path}+)"
        )
        handle = rf"{letter}(?:(?:{letter}|[.-])*{letter})?"
        handle += rf"|[{UNSPACED}]\w*" if unspaced else ""
        self.mention = re.compile(rf"(?<!{letter})(?<![@./])@({handle})")
        self.hashtag = re.compile(rf"(?<!{letter})(?<![&/])#(\w+)")
        chunk = rf"|[{UNSPACED}]{{1,{UNSPACED_WORD}}}" if unspaced else ""
        self.word = re.compile(rf"{alpha}+(?:['-]{alpha}+)*{chunk}")


_PLAIN = _Patterns(unspaced=False)
_ANY = _Patterns(unspaced=True)
_UNSPACED = re.compile(f"[{UNSPACED}]")
# Apostrophes inside words do not end a quotation.
_SINGLE_QUOTED = re.compile(r"(?<!\w)'(?:[^'\n]|(?<=\w)'(?=\w)){12,400}'(?!\w)")
CORNERS = "「『"
"""Opening brackets that stand for quotation marks in Japanese."""

# "と", "って" and the like, unless they give a name: "「…」という講座".
_QUOTATION = re.compile(
    r'[、 ]?(?:とか|なんて|だって|みたいな|(?:と|って)(?!いう|いった|ゆう|言う|"))'
)
_SPEAKER = 8
"""Letters that the name of a speaker has at most, ahead of the speech: "店員さん「…」"."""
_TRAILING = ".,;:!?)]}'\"…»"


class Tag:
    """A hashtag, mention or link: its place in the folded reading and its bare name."""

    __slots__ = ("end", "name", "start")

    def __init__(self, start: int, end: int, name: str) -> None:
        self.start = start
        self.end = end
        self.name = name


class SegmentText:
    """A segment with its readings and, on demand, its parts.

    Parts are worked out when first asked for: most posts need only some of them.
    """

    def __init__(
        self,
        number: int,
        segment: Segment,
        *,
        fold_chars: int | None = None,
        fold_lines: int | None = None,
    ) -> None:
        self.number = number
        self.segment = segment
        self.norm: NormalText = normalise(segment.text)
        self.fold = fold_offset(self.norm.folded, fold_chars, fold_lines)
        """Offset in the folded reading at which the platform hides the rest, or ``None``.

        Counted there because invisible characters take no room on a screen.
        """

    @property
    def folded(self) -> str:
        return self.norm.folded

    @cached_property
    def _patterns(self) -> _Patterns:
        return _ANY if not self.folded.isascii() and _UNSPACED.search(self.folded) else _PLAIN

    @cached_property
    def links(self) -> tuple[Tag, ...]:
        """Links, in order; e-mail addresses are none."""
        text = self.folded
        if _DOTTED.search(text) is None:
            return ()
        mails = [m.span() for m in _MAIL.finditer(text)] if "@" in text else []
        found = []
        for match in self._patterns.link.finditer(text):
            start, end = match.span()
            while end > start and text[end - 1] in _TRAILING:
                end -= 1
            if not any(s < end and start < e for s, e in mails):
                found.append(Tag(start, end, text[start:end]))
        return tuple(found)

    @cached_property
    def hashtags(self) -> tuple[Tag, ...]:
        """Hashtags outside links, in order, with their names folded."""
        if "#" not in self.folded:
            return ()
        return self._outside_links(self._patterns.hashtag)

    @cached_property
    def mentions(self) -> tuple[Tag, ...]:
        """Mentioned handles outside links, in order."""
        if "@" not in self.folded:
            return ()
        return self._outside_links(self._patterns.mention)

    def _outside_links(self, pattern: re.Pattern[str]) -> tuple[Tag, ...]:
        return tuple(
            Tag(m.start(), m.end(), m.group(1))
            for m in pattern.finditer(self.folded)
            if not any(link.start <= m.start() < link.end for link in self.links)
        )

    @cached_property
    def tags(self) -> tuple[Tag, ...]:
        """Links, hashtags and mentions together, in order."""
        kinds = [found for found in (self.links, self.hashtags, self.mentions) if found]
        if len(kinds) < 2:
            return kinds[0] if kinds else ()
        return tuple(sorted((tag for found in kinds for tag in found), key=lambda tag: tag.start))

    @cached_property
    def blanked(self) -> str:
        """The folded reading with hashtags, mentions and links replaced by spaces."""
        return self._blank(self.folded)

    @cached_property
    def prose(self) -> str:
        """The cased reading with hashtags, mentions and links replaced by spaces."""
        return self._blank(self.norm.cased)

    def _blank(self, text: str) -> str:
        if not self.tags:
            return text
        parts = []
        position = 0
        for tag in self.tags:
            if tag.start >= position:
                parts.append(text[position : tag.start])
                parts.append(" " * (tag.end - tag.start))
                position = tag.end
        parts.append(text[position:])
        return "".join(parts)

    @cached_property
    def words(self) -> tuple[tuple[int, int], ...]:
        """Extent of every word of prose, in order."""
        return tuple(match.span() for match in self._patterns.word.finditer(self.blanked))

    @cached_property
    def quotes(self) -> tuple[tuple[int, int], ...]:
        """Extent of quoted speech: at least four words between a pair of quotation marks."""
        text = self.folded
        found = [m.span() for m in _SINGLE_QUOTED.finditer(text) if word_count(m.group()) >= 4]
        if text.count('"') < 2:
            return tuple(found)
        marks = [m.start() for m in re.finditer('"', text)]
        for start, end in zip(marks[::2], marks[1::2], strict=False):
            if word_count(text[start:end]) >= 4 and self._is_speech(start, end):
                found.append((start, end + 1))
        return tuple(found)

    def _is_speech(self, start: int, end: int) -> bool:
        """True for a pair of marks around speech.

        Corner brackets hold names and what an author underlines as well: speech is followed by
        a particle of quotation ("「…」と聞かれた") or follows its speaker on a line of its own.
        """
        if self.norm.original[self.original(start, start + 1)[0]] not in CORNERS:
            return True
        text = self.folded
        if _QUOTATION.match(text, end + 1):
            return True
        line = text.rfind("\n", 0, start) + 1
        return 0 < start - line <= _SPEAKER and text[end + 1 : end + 2] in ("", "\n", '"')

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the extent of ``[start, end)`` of a reading in the original text."""
        return self.norm.span(start, end)


def fold_offset(text: str, chars: int | None, lines: int | None) -> int | None:
    """Return where a platform cuts ``text``, or ``None`` when all of it shows.

    Args:
        text: the folded reading.
        chars: most code points that are shown.
        lines: most lines that are shown.
    """
    cut: int | None = None
    if chars is not None and len(text) > chars:
        cut = chars
    if lines is not None:
        place = -1
        for _ in range(lines):
            place = text.find("\n", place + 1)
            if place < 0:
                break
        if place >= 0 and text[place:].strip() and (cut is None or place < cut):
            cut = place
    return cut
