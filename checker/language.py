"""The language of a stretch of prose: cheap evidence first, langdetect where that does not settle.

Words, endings and letters are data (``rules/languages/*.yaml``); this module only weighs them.
It may abstain, and does so when there is too little prose or when two languages share a text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec
from ahocorasick_rs import AhoCorasick

from checker.arbiter import Arbiter

Entry = tuple[tuple[int, float], ...]

# What one piece of evidence is worth before it is shared among the languages that claim it.
WORD, DISTINCT, SLOPPY = 1.0, 1.6, 0.7
ENDING, LETTER = 0.45, 0.5
SHARING = 0.6

# When words settle it: enough evidence, a lead over the runner-up, and not a foreign text
# that happens to hold one known word.
ENOUGH, LEAD, LEAD_SHARE, COVER = 1.1, 0.5, 0.1, 0.11
# When two languages each have this much of their own, the text is in both.
SPLIT, SPLIT_SHARE = 5.0, 0.7

FEW_WORDS = 3
GIVEAWAY = 1.5

# Short captions of these three can seldom be told apart; whoever writes from one of their
# countries mostly writes its language.
SIBLINGS = {"DK": "da", "NO": "no", "SE": "sv"}
WRITTEN_FORMS = {"nb": "no", "nn": "no"}
"""Bokmål and Nynorsk share the rules of one language."""
SIBLING_WORDS = 25
"""Words from which on a Scandinavian text says for itself which of the three it is."""

MEMORY = 50_000
"""Words whose say is remembered from one text to the next."""

_MILLION = 1_000_000
_WIDTH = 48
"""Bits for a sum of millionths: room for more words than any text has."""
_FULL = (1 << _WIDTH) - 1

_TOKEN = re.compile(r"[^\W\d_]+'?")
_PLAIN_TOKEN = re.compile(r"[a-z]+'?")
_KANA = re.compile(r"[\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff]")
_HAN = re.compile(r"[\u3005\u3400-\u9fff\uf900-\ufaff]")
# Letters of scripts that no language of the Latin alphabet uses, kana and kanji left out.
_OTHER = re.compile(
    r"[\u0370-\u1cff\u1f00-\u1fff\u2d00-\u2dff\ua000-\ua71f\ua800-\uab2f\uab70-\ufaff]"
)
_APOSTROPHES = {ord(c): "'" for c in "\u2019\u2018\u02bc\u0060\u00b4\uff07"}
_SPELT_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae", "ß": "ss"}
)
_STROKES = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "ß": "ss", "đ": "d"})

_NOT_PROSE = re.compile(
    r"""
    # links
      (?:[Hh][Tt][Tt][Pp][Ss]?://|[Ww]{3}\.)\S+
    # e-mail addresses
    | (?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+
    # hashtags and mentions
    | [\#\uff03]\w+ | [@\uff20][\w.]+
    # bare domains
    | (?<![\w.-])[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*
      \.(?:com|net|org|info|shop|store|app|io|me|ly|gl|tv|eu|example
        |it|de|fr|es|nl|se|no|dk|pt|br|pl|jp|uk|us|ie|be|at|ch)\b(?:/\S*)?
    # numbers, and codes with digits in them
    | (?<![A-Za-z0-9_])[A-Za-z0-9_]*\d[A-Za-z0-9_]*(?:[.,:/-]\d[A-Za-z0-9_]*)*
    # emoji and what holds them together
    | [\u00a9\u00ae\u200d\u203c\u2049\u20e3\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299
       \ufe0e\ufe0f\U0001f000-\U0001faff\U000e0020-\U000e007f]+
    """,
    re.VERBOSE,
)


class LanguageGuess(msgspec.Struct, frozen=True):
    """A guess, or an abstention.

    ``lang`` is a code of the packs or ``None``; ``confidence`` runs from 0 to 1; ``method`` is
    ``script``, ``words``, ``langdetect`` or ``abstain``.
    """

    lang: str | None
    confidence: float
    method: str


_ABSTAIN = LanguageGuess(None, 0.0, "abstain")


def prose_of(text: str) -> str:
    """Return what is left of a post without tags, handles, addresses, emoji and numbers.

    Args:
        text: a post's text as written; each thing taken out of it leaves a space.
    """
    return _NOT_PROSE.sub(" ", text).strip()


class _Known(dict[str, int]):
    """What words say, remembered from one text to the next.

    A word's say for each language and its own count stand side by side in one whole number, so
    that the words of a text are added up in one go.
    """

    def __init__(self, look_up: Callable[[str], tuple[Entry, int, bool]], languages: int) -> None:
        super().__init__()
        self._look_up = look_up
        self._places = range(0, languages * _WIDTH, _WIDTH)
        self._count = languages * _WIDTH
        self._listed: dict[str, Entry] = {}

    def __missing__(self, token: str) -> int:
        entry, counts, listed = self._look_up(token)
        found = counts << self._count
        for lang, weight in entry:
            found += round(weight * _MILLION) << self._places[lang]
        if len(self) < MEMORY:
            self[token] = found
            if listed and entry:
                self._listed[token] = entry
        return found

    def listed(self, token: str) -> Entry:
        """Return what a word says that stands in a list; nothing for every other."""
        if token in self:
            return self._listed.get(token, ())
        entry, _, listed = self._look_up(token)
        return entry if listed else ()

    def add_up(self, tokens: Iterable[str]) -> tuple[list[float], int]:
        """Return what the words of a text say for each language, and how many count as words."""
        total = sum(map(self.__getitem__, tokens))
        scores = [(total >> place & _FULL) / _MILLION for place in self._places]
        return scores, total >> self._count


def near_home(lang: str | None, said: str | None, country: str | None, words: int) -> str | None:
    """Return the language of the author's country where a short text cannot tell it from its kin.

    "Rabatten ved stasjonen" is Danish by its words and Norwegian by its author. Only Danish,
    Norwegian and Swedish are so close; every other answer stands.

    Args:
        lang: what the text itself was taken for.
        said: the language on the post's record, which goes before the country's.
        country: the post's country, two letters, where it is known.
        words: how many words the text has; a long one is taken at its word.
    """
    kin = SIBLINGS.values()
    home = WRITTEN_FORMS.get(said, said) if said else SIBLINGS.get(country or "")
    if home not in kin or lang not in kin or words > SIBLING_WORDS:
        return lang
    return home


class LanguageIdentifier:
    """Tells the language of prose among those it was given evidence for.

    Args:
        data: by language code, the lists ``words``, ``distinct``, ``endings``, ``letters``,
            ``neutral`` (wording that says nothing of the language around it), ``scripts``
            (``kana``, ``han``) and ``foreign`` (letters that rule the script's language out);
            every one may be missing.
        languages: the codes to choose among; all of ``data`` when ``None``.
    """

    def __init__(
        self, data: Mapping[str, Mapping[str, Any]], languages: Sequence[str] | None = None
    ) -> None:
        chosen = data if languages is None else languages
        self.languages: tuple[str, ...] = tuple(sorted(code for code in chosen if code in data))
        mine = [data[code] for code in self.languages]
        self._words = _word_index(mine)
        self._endings = _shared([(_plain(d, "endings"), ENDING) for d in mine])
        self._ending_sizes = sorted({len(e) for e in self._endings}, reverse=True)
        self._letters = _shared([("".join(_plain(d, "letters")), LETTER) for d in mine])
        self._phrases: list[str] = []
        # Neutral wording is neutral whichever languages are chosen.
        for entry in dict.fromkeys(w for d in data.values() for w in _plain(d, "neutral")):
            if " " in entry:
                self._phrases.append(f" {entry} ")
            else:
                self._words[entry] = ()
        # Longest first, or "paid partnership" would leave the "with" of the longer label behind.
        self._phrases.sort(key=len, reverse=True)
        self._any_phrase = AhoCorasick(self._phrases) if self._phrases else None
        self._known = _Known(self._look_up, len(self.languages))
        self._script_owner = {
            script: code
            for code in reversed(self.languages)
            for script in _plain(data[code], "scripts")
        }
        self._foreign = frozenset(letter for d in mine for letter in "".join(_plain(d, "foreign")))
        self._arbiter: Arbiter | None = None

    def identify(self, prose: str) -> LanguageGuess:
        """Guess the language of ``prose``.

        Args:
            prose: text without tags, handles, links and emoji (see ``prose_of``).

        Returns:
            The guess; ``lang`` is ``None`` where there is too little to go by.
        """
        text = prose.lower()
        plain = text.isascii()
        if not plain:
            text = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES)
            by_script = self._by_script(text)
            if by_script is not None:
                return by_script
        tokens = (_PLAIN_TOKEN if plain else _TOKEN).findall(text)
        if not tokens:
            return _ABSTAIN
        joined = f" {' '.join(tokens)} "
        if self._any_phrase is not None and self._any_phrase.find_matches_as_indexes(joined):
            for phrase in self._phrases:
                joined = joined.replace(phrase, "  ")
            tokens = joined.split()
        scores, count = self._known.add_up(tokens)
        if not plain:
            # Not a set: its order, and so the last bit of the sum, would change from run to run.
            for letter in dict.fromkeys(text):
                for lang, weight in self._letters.get(letter, ()):
                    scores[lang] += weight
        return self._decide(text, scores, tokens, count)

    def _by_script(self, text: str) -> LanguageGuess | None:
        """Settle it by the writing system, or return ``None`` where the text is in Latin."""
        kana, han, other = (len(p.findall(text)) for p in (_KANA, _HAN, _OTHER))
        kana_owner = self._script_owner.get("kana")
        if not (kana or han or other):
            return None
        strange = kana + han + other
        latin = sum(map(str.isalpha, text)) - strange
        # A kanji says about as much as two letters.
        if latin > 2 * strange:
            return None
        if other > kana + han:
            return _ABSTAIN
        if (kana_owner and kana >= 2) or (kana_owner and kana and not latin):
            return LanguageGuess(kana_owner, 1.0, "script")
        owner = self._script_owner.get("han")
        if owner and 3 <= han <= 14 and self._foreign.isdisjoint(text):
            return LanguageGuess(owner, 0.7, "script")
        return _ABSTAIN

    def _look_up(self, token: str) -> tuple[Entry, int, bool]:
        """Return what a word says, whether it counts as one (1 or 0), and whether it is listed."""
        words, endings, sizes = self._words, self._endings, self._ending_sizes
        entry = words.get(token)
        if entry is None and token[-1] == "'":
            token = token[:-1]
            entry = words.get(token)
        if entry is None:
            if len(token) >= 5:
                for size in sizes:
                    entry = endings.get(token[-size:])
                    if entry is not None:
                        return entry, 1, False
            return (), 1, False
        return entry, (1 if entry else 0), True

    def _decide(
        self, text: str, scores: list[float], tokens: Sequence[str], count: int
    ) -> LanguageGuess:
        """Settle by the scores, hand over to the arbiter, or abstain."""
        best = max(scores, default=0.0)
        if best <= 0.0:
            return _ABSTAIN
        first = scores.index(best)
        rival = max((s for i, s in enumerate(scores) if i != first), default=0.0)
        if count < FEW_WORDS and (best < GIVEAWAY or best - rival < LEAD):
            return _ABSTAIN
        if rival > best * SPLIT_SHARE / 2 and best >= SPLIT and self._is_split(first, tokens):
            return _ABSTAIN
        if (
            best >= ENOUGH
            and best - rival >= max(LEAD, LEAD_SHARE * best)
            and best >= COVER * count
        ):
            return LanguageGuess(
                self.languages[first], round(1.0 - rival / (best + rival + 0.5), 3), "words"
            )
        if self._arbiter is None:
            self._arbiter = Arbiter(self.languages)
        answer = self._arbiter.ask(text, scores)
        return _ABSTAIN if answer is None else LanguageGuess(*answer, "langdetect")

    def _is_split(self, first: int, tokens: Iterable[str]) -> bool:
        """Tell whether some other language has as much of its own as the first has."""
        own = [0.0] * len(self.languages)
        for entry in filter(None, map(self._known.listed, tokens)):
            langs = [lang for lang, _ in entry]
            if first in langs:
                if len(langs) == 1:
                    own[first] += entry[0][1]
            else:
                for lang, weight in entry:
                    own[lang] += weight
        other = max((s for i, s in enumerate(own) if i != first), default=0.0)
        return other >= SPLIT / 2 and other >= SPLIT_SHARE * own[first]


def _plain(data: Mapping[str, Any], key: str) -> list[str]:
    """Return a list of the data in the form in which text is compared."""
    held = data.get(key) or ()
    items = [held] if isinstance(held, str) else held
    return [unicodedata.normalize("NFKC", str(item)).lower() for item in items]


def _without_accents(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.translate(_STROKES))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _word_index(languages: Sequence[Mapping[str, Any]]) -> dict[str, Entry]:
    """Weigh every word by how few languages claim it; sloppy spellings come cheaper."""
    proper: dict[str, dict[int, float]] = {}
    sloppy: dict[str, dict[int, float]] = {}
    for lang, data in enumerate(languages):
        for key, worth in (("words", WORD), ("distinct", DISTINCT)):
            for word in _plain(data, key):
                proper.setdefault(word, {})[lang] = worth
                if word.isascii():
                    continue
                for other in (_without_accents(word), word.translate(_SPELT_OUT)):
                    if other != word:
                        sloppy.setdefault(other, {})[lang] = worth * SLOPPY
    index: dict[str, Entry] = {}
    for word in proper.keys() | sloppy.keys():
        claims = {**sloppy.get(word, {}), **proper.get(word, {})}
        # One who spells it properly need not share with those who would drop an accent.
        among = len(proper.get(word, ())) or len(claims)
        index[word] = tuple(
            (lang, worth / among**SHARING) for lang, worth in sorted(claims.items())
        )
    return index


def _shared(claims: Sequence[tuple[Iterable[str], float]]) -> dict[str, Entry]:
    """Weigh endings or letters by how few languages claim them."""
    by_item: dict[str, list[int]] = {}
    for lang, (items, _) in enumerate(claims):
        for item in dict.fromkeys(items):
            by_item.setdefault(item, []).append(lang)
    return {
        item: tuple((lang, claims[lang][1] / len(langs) ** SHARING) for lang in langs)
        for item, langs in by_item.items()
    }
