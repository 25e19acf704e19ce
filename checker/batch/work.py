"""What is done with a post, by whomever: put in what is on record, judge, make rows."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from checker.batch.brands import BrandFinder
from checker.engine import Engine
from checker.model import Evidence, Post, Relation
from checker.rulepack.pack import RulePack
from checker.storage import AuditedPost, Cursor, InputProblem, PostBrand, PreparedPost, prepare
from checker.storage.records import AuthorFacts, Collaboration

_NUL = "\0"
_REPLACED = "\ufffd"


class Task(msgspec.Struct, frozen=True):
    """A post to be judged, the line it was read from, and what is on record of its author."""

    post: Post
    line: int
    facts: AuthorFacts | None = None


class Chunk(msgspec.Struct, frozen=True):
    """Posts of one input that are judged and stored together.

    Attributes:
        tasks: the posts, in the order of the input.
        cursor: how far the input has been read with them.
        problems: what was wrong with lines among them.
        bytes_read: of all inputs, for the progress bar.
    """

    tasks: list[Task]
    cursor: Cursor
    problems: tuple[InputProblem, ...] = ()
    bytes_read: int = 0


class Instructions(msgspec.Struct, frozen=True):
    """All that a worker process must know; it can be pickled.

    Attributes:
        pack: the compiled rules, as MessagePack.
        codes: jurisdictions; none: each post under its own regime.
        brands: names of brands on record, as ``brands.brand_index`` returns them.
    """

    pack: bytes
    codes: tuple[str, ...]
    brands: dict[str, tuple[int, str]]

    def judge(self) -> Judge:
        """Return the judge that these instructions describe."""
        pack = msgspec.msgpack.decode(self.pack, type=RulePack)
        return Judge(Engine(pack=pack), self.codes, self.brands)


class Judge:
    """Judges posts and makes their rows; the same answer in every process.

    Args:
        engine: checks the posts.
        codes: jurisdictions; none: each post under its own regime.
        brands: names of brands on record.
    """

    def __init__(
        self, engine: Engine, codes: tuple[str, ...], brands: dict[str, tuple[int, str]]
    ) -> None:
        self.engine = engine
        self.codes = codes
        self.brands = brands
        self._finder = BrandFinder(brands)

    def instructions(self) -> Instructions:
        """Return what makes an equal judge elsewhere."""
        return Instructions(msgspec.msgpack.encode(self.engine.pack), self.codes, self.brands)

    def __call__(self, tasks: Sequence[Task]) -> list[PreparedPost]:
        """Return the rows of each post, in order."""
        named = [self._finder.find(task.post) for task in tasks]
        posts = [
            task.post if task.facts is None else with_records(task.post, task.facts, brands)
            for task, brands in zip(tasks, named, strict=True)
        ]
        found = self.engine.evidence_of(posts)
        return [
            _storable(prepare(self._judged(*each)))
            for each in zip(tasks, posts, named, found, strict=True)
        ]

    def _judged(
        self, task: Task, post: Post, brands: tuple[PostBrand, ...], evidence: Evidence
    ) -> AuditedPost:
        """Return a post with its verdicts and what the records add to it."""
        facts = task.facts
        if facts is None:
            return AuditedPost(
                post,
                task.line,
                self.engine.check(post, self.codes, evidence=evidence),
                followers=post.followers,
                topic=_topic(post),
                brands=brands,
            )
        brands += tuple(PostBrand(t.brand, "record", t.brand_id) for t in facts.collaborations)
        return AuditedPost(
            post,
            task.line,
            self.engine.check(
                post,
                self.codes,
                country_of=lambda _: facts.country,
                facts=facts.figures,
                evidence=evidence,
            ),
            account_id=facts.account_id,
            followers=post.followers,
            followers_stale=task.post.followers is None and facts.followers.stale,
            topic=_topic(post) or (facts.topics[0] if facts.topics else None),
            brands=brands,
        )


def with_records(post: Post, facts: AuthorFacts, named: Sequence[PostBrand] = ()) -> Post:
    """Return a post with its relation and its author's followers as they are on record.

    What the input itself says comes first. Of several collaborations on the day, one with a
    brand that the post names is taken, and one that tells of a tie before one that denies it.

    Args:
        post: as read.
        facts: what is on record of its author at its time.
        named: the brands on record that the post names.
    """
    changes: dict[str, Relation | int] = {}
    if post.relation is None and facts.collaborations:
        ids = {brand.brand_id for brand in named}

        def rank(tie: Collaboration) -> tuple[bool, bool, int]:
            return tie.brand_id not in ids, tie.relation == "none", tie.id

        tie = min(facts.collaborations, key=rank)
        changes["relation"] = Relation(tie.relation, tie.brand)
    if post.followers is None and facts.followers.followers is not None:
        changes["followers"] = facts.followers.followers
    return msgspec.structs.replace(post, **changes) if changes else post


def _topic(post: Post) -> str | None:
    topic = post.extra.get("topic")
    return topic if isinstance(topic, str) and topic and _NUL not in topic else None


def _storable(prepared: PreparedPost) -> PreparedPost:
    """Return the rows with U+FFFD for NUL, which PostgreSQL takes in no text.

    Places stay true, both databases hold the same, and the verdict's own line, where JSON
    escapes it, is left as it is.
    """
    url, text, document, words = prepared.body
    if _NUL not in text:
        return prepared
    for _, _, findings in prepared.verdicts:
        for finding in findings:
            finding["message"] = finding["message"].replace(_NUL, _REPLACED)
    return PreparedPost(
        prepared.line,
        prepared.post,
        (url, text.replace(_NUL, _REPLACED), document, words),
        prepared.brands,
        prepared.verdicts,
    )
