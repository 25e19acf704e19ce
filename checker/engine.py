"""The engine: a post in, a verdict per jurisdiction out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from checker.creators.engagement import Definition, engagement_rate
from checker.creators.tiers import TierTable
from checker.errors import UsageError
from checker.judge.fix import propose, with_fix
from checker.judge.law import LawBook
from checker.judge.verdict import judge
from checker.judge.widest import widest
from checker.language import LanguageIdentifier
from checker.lots import letters_of, lots
from checker.match.matcher import Matcher
from checker.model import CreatorFacts, Evidence, Post, Verdict, Widest
from checker.rulepack.cache import load_pack
from checker.rulepack.pack import RulePack

FALLBACK_REGIME = "EU"
"""Judges a post of which neither country nor language can be told."""


class Engine:
    """Checks posts with one set of rules. Make one and use it for as many posts as you like.

    Args:
        rules: folders of further rules, added to those that ship with palese.
        pack: compiled rules, instead of reading any.
        cache: keep the compiled rules between runs.
        prefilter: leave it on; turned off, every rule is tried on every text.

    Raises:
        RuleError: when a rule cannot be used.
    """

    def __init__(
        self,
        rules: Sequence[Path] = (),
        *,
        pack: RulePack | None = None,
        cache: bool = True,
        prefilter: bool = True,
    ) -> None:
        if pack is None:
            from checker import settings

            pack = load_pack([settings.rules_dir(), *rules], cache=cache)
        self.pack = pack
        self.laws = LawBook(pack)
        self._languages = LanguageIdentifier(pack.languages)
        self._matcher = Matcher(pack, self._language, prefilter=prefilter)
        self._tiers = TierTable(pack.tiers)
        self._regimes = {
            lang: code for code, law in pack.jurisdictions.items() for lang in law.default_for
        }

        self._platforms = {alias: name for name, p in pack.platforms.items() for alias in p.aliases}

    def _language(self, prose: str) -> str | None:
        return self._languages.identify(prose).lang

    def forget(self) -> None:
        """Give back the memory that judging took; what is needed again is made again."""
        self._matcher.forget()

    def jurisdictions(self, names: str | Sequence[str] | None) -> tuple[str, ...]:
        """Turn ``"IT,UK"``, ``"all"`` or a list into the codes of packs, in the order given.

        Raises:
            UsageError: when no pack covers one of them.
        """
        if not names:
            return ()
        parts = names.split(",") if isinstance(names, str) else list(names)
        wanted = [part.strip().upper() for part in parts if part.strip()]
        if "ALL" in wanted:
            return self.laws.codes
        codes = []
        for name in wanted:
            code = {"GB": "UK"}.get(name, name)
            self.laws.law(code, None)
            if code not in codes:
                codes.append(code)
        if not codes:
            raise UsageError("no jurisdiction is named", remedy="Give codes such as -j IT,UK")
        return tuple(codes)

    def evidence(self, post: Post) -> Evidence:
        """Return what the rules find in a post, before any law is applied."""
        return self.evidence_of([post])[0]

    def evidence_of(self, posts: Iterable[Post]) -> list[Evidence]:
        """Return what the rules find in each of many posts; sooner than one after another."""
        found: list[Evidence] = []
        for lot in lots(map(self.canonical, posts), letters_of):
            found += self._matcher.evidence_of(lot)
        return found

    def check(
        self,
        post: Post,
        jurisdictions: Sequence[str] = (),
        *,
        country_of: Callable[[str], str | None] | None = None,
        facts: Mapping[str, float] | None = None,
        fix: bool = False,
        evidence: Evidence | None = None,
    ) -> tuple[Verdict, ...]:
        """Return the verdicts on ``post``, one per jurisdiction.

        Args:
            post: the post as read.
            jurisdictions: codes of packs; none: the regime of the post's country, else of its
                author's record, else of its language.
            country_of: tells an author's country from a record, where there is one.
            facts: figures on record of the author beyond followers, for tiers that need them.
            fix: add the smallest change that makes the post pass in all of them.
            evidence: what the rules find in it, where that is known already (:meth:`evidence_of`).
        """
        post = self.canonical(post)
        if evidence is None:
            evidence = self.evidence(post)
        codes = jurisdictions or (self.regime(post, evidence, country_of),)
        verdicts = self.judge(post, evidence, codes, facts)
        return self._fixed(post, evidence, codes, verdicts) if fix else verdicts

    def widest(self, post: Post, jurisdictions: Sequence[str]) -> Widest | None:
        """Return the one change after which a post passes in the most of the jurisdictions.

        Returns:
            ``None`` where nothing needs a change, or none helps.
        """
        post = self.canonical(post)
        evidence = self.evidence(post)

        def again(changed: Post) -> tuple[Verdict, ...]:
            return self.judge(changed, self.evidence(changed), jurisdictions)

        laws = [self.laws.law(code, post.published_on) for code in jurisdictions]
        verdicts = self.judge(post, evidence, jurisdictions)
        return widest(post, evidence, verdicts, laws, again)

    def canonical(self, post: Post) -> Post:
        """Return the post with its platform under the name that the rules use."""
        name = self._platforms.get(post.platform or "")
        return post if name is None else msgspec.structs.replace(post, platform=name)

    def folds(self, post: Post) -> tuple[int | None, ...]:
        """Return for each segment the code point from which its platform hides the rest.

        ``None`` where the platform shows all of it, or is not known.
        """
        places: list[int | None] = []
        for segment in self._matcher.segments(self.canonical(post)):
            fold = segment.fold
            places.append(None if fold is None else segment.original(fold, fold + 1)[0])
        return tuple(places)

    def _fixed(
        self,
        post: Post,
        evidence: Evidence,
        codes: Sequence[str],
        verdicts: tuple[Verdict, ...],
    ) -> tuple[Verdict, ...]:
        """Return the verdicts with the change proposed, or with a word that none helps."""

        def again(changed: Post) -> tuple[Verdict, ...]:
            return self.judge(changed, self.evidence(changed), codes)

        laws = [self.laws.law(code, post.published_on) for code in codes]
        plan = propose(post, evidence, verdicts, laws, again)
        return tuple(with_fix(verdict, plan) for verdict in verdicts)

    def judge(
        self,
        post: Post,
        evidence: Evidence,
        jurisdictions: Sequence[str],
        facts: Mapping[str, float] | None = None,
    ) -> tuple[Verdict, ...]:
        """Return the verdicts on evidence already found."""
        creator = self.creator_facts(post, facts)
        day = post.published_on
        return tuple(
            judge(
                post,
                evidence,
                self.laws.law(code, day),
                creator=creator,
                ruleset=self.pack.digest,
            )
            for code in jurisdictions
        )

    def regime(
        self,
        post: Post,
        evidence: Evidence,
        country_of: Callable[[str], str | None] | None = None,
    ) -> str:
        """Return the jurisdiction that judges a post when none was asked for."""
        countries = [post.country]
        if country_of is not None and post.author:
            countries.append(country_of(post.author))
        for country in countries:
            code = self.laws.regime_of_country(country) if country else None
            if code is not None:
                return code
        fallback = FALLBACK_REGIME if FALLBACK_REGIME in self.laws.codes else self.laws.codes[0]
        return self._regimes.get(evidence.lang or "", fallback)

    def creator_facts(self, post: Post, facts: Mapping[str, float] | None = None) -> CreatorFacts:
        """Return the author's tier under each taxonomy and the post's engagement rate."""
        return CreatorFacts(
            author=post.author,
            followers=post.followers,
            tiers=self._tiers.classify(post.followers, facts),
            engagement_rate=_engagement(post),
        )


def _engagement(post: Post) -> float | None:
    """A post's own rate: likes and comments over followers, to four places.

    Likes alone where the comments are not known; ``None`` where the likes are hidden.
    """
    definition: Definition = (
        "likes-per-followers" if post.comments is None else "likes-and-comments-per-followers"
    )
    rate = engagement_rate(post.likes, post.comments, post.views, post.followers, definition)
    return None if rate is None else round(rate, 4)
