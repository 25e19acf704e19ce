"""A database to load pages from: audits of many posts, and everything that people add to them.

Each of a number of posts of the mix is judged by the engine and stored several times over, under
other authors, days, ids and closing words, through the storage functions that an audit uses. The
same numbers give the same database.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import msgspec

from benchmarks import mix
from checker.engine import Engine
from checker.importers.validate import post_from_mapping
from checker.model import CreatorFacts, Post, Segment, Verdict
from checker.storage import (
    AuditedPost,
    AuditInput,
    AuditWriter,
    Cursor,
    Database,
    PostBrand,
    audits,
    brands,
    campaigns,
    collaborations,
    creators,
    crossposts,
    posts,
    queue,
    reviews,
    users,
    waivers,
)
from checker.storage.compare import keep_latest_changes
from checker.storage.records import Audit, Brand, Creator, CrossFinding, SampleItem, Snapshot
from web import passwords

CODES = ("IT", "UK")
NAME = "load"
PASSWORD = "a long word for measuring alone"
CREATORS = 3_000
BRANDS = 300
_BASE = 10_000
_BATCH = 1_000
_UNKNOWN = 6_000
_TOPICS = ("beauty", "travel", "food", "games", "fashion", "fitness", "books", "parents")
_AREAS = ("Lazio", "Lombardia", "Sicilia", "Scotland", "Wales", "Kent")
_PLATFORMS = ("instagram", "tiktok", "youtube", "facebook")
_FIRST = date(2024, 1, 1)
_DAYS = 900

Judged = list[tuple[Post, tuple[Verdict, ...]]]


class People(msgspec.Struct, frozen=True):
    """Who is on record: creators by handle, and brands."""

    creators: list[Creator]
    brands: list[Brand]


def fill(database: Database, number: int, *, say: object = print) -> tuple[Audit, Audit]:
    """Store two audits of ``number`` posts, the later with a tenth of the posts changed.

    Returns:
        The older and the newer one.
    """
    assert callable(say)
    dice = random.Random(mix.SEED)
    say("judging")
    base = _judged(min(number, _BASE))
    say("people and brands")
    people = _people(database, dice)
    made = []
    for name, changed in (("spring", 0), ("summer", 10)):
        say(f"the audit {name}")
        made.append(_audit(database, name, base, people, number, changed))
    say("reviews, waivers and the like")
    _work(database, made[1], people, dice)
    return made[0], made[1]


def _judged(number: int) -> Judged:
    engine = Engine()
    found: Judged = []
    for at, line in enumerate(mix.make(number)):
        post = engine.canonical(post_from_mapping(msgspec.json.decode(line), str(at), at + 1))
        found.append((post, engine.check(post, CODES)))
    return found


def _people(database: Database, dice: random.Random) -> People:
    with database.write() as session:
        kept = [
            brands.add_brand(
                session,
                f"Marca {n:03d}",
                category=f"category {n % 12}",
                handles=[f"marca{n:03d}"],
                aliases=[f"Casa Marca {n:03d}"],
            )
            for n in range(BRANDS)
        ]
        own = []
        for n in range(CREATORS):
            creator = creators.add_creator(
                session,
                f"Autrice {n:04d}",
                country=dice.choice(("IT", "UK")),
                area=dice.choice(_AREAS),
                topics=dice.sample(_TOPICS, 2),
                accounts=[(platform, f"autrice.{n:04d}") for platform in _PLATFORMS[: 1 + n % 2]],
            )
            own.append(creator)
            size = int(10 ** dice.uniform(2.5, 6.5))
            for account in creator.accounts:
                creators.add_snapshots(
                    session,
                    account.id,
                    [
                        Snapshot(
                            datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=120 * k),
                            int(size * (1 + k / 10)),
                        )
                        for k in range(8)
                    ],
                )
        for n in range(40):
            campaign = campaigns.save_campaign(
                session,
                kept[n].id,
                f"Campaign {n}",
                starts_on=_FIRST + timedelta(days=20 * n),
                ends_on=_FIRST + timedelta(days=20 * n + 90),
                budget=Decimal(10_000),
                currency="EUR",
            )
            for creator in own[n * 25 : n * 25 + 25]:
                collaborations.add_collaboration(
                    session,
                    kept[n].id,
                    "paid",
                    creator_id=creator.id,
                    campaign_id=campaign.id,
                    starts_on=campaign.starts_on,
                    ends_on=campaign.ends_on,
                )
        user = users.add_user(
            session, NAME, "administrator", password_hash=passwords.hashed(PASSWORD, NAME)
        )
        assert user.active
    return People(own, kept)


def _audit(
    database: Database, name: str, base: Judged, people: People, number: int, changed: int
) -> Audit:
    with database.write() as session:
        begun = audits.create_audit(
            session,
            name,
            inputs=[AuditInput(0, f"{name}.jsonl", number * 500, "0" * 64)],
            ruleset=base[0][1][0].ruleset,
            engine=base[0][1][0].engine,
            jurisdictions=CODES,
        )
    writer = AuditWriter(database, begun.id)
    dice = random.Random(f"{mix.SEED} posts")
    batch: list[AuditedPost] = []
    for line, audited in enumerate(_posts(base, people, number, changed, dice), 1):
        batch.append(audited)
        if len(batch) == _BATCH or line == number:
            writer.add_batch(batch, Cursor(0, line, done=line == number))
            batch = []
    _across(database, begun.id, number, people)
    writer.finish()
    keep_latest_changes(database, begun.id)  # as an audit does when it has ended
    with database.read() as session:
        return audits.get_audit(session, begun.id)


def _posts(
    base: Judged, people: People, number: int, changed: int, dice: random.Random
) -> Iterator[AuditedPost]:
    for n in range(number):
        # Of the posts that changed only the verdict is another, so every draw stays the same.
        at = dice.randrange(len(base))
        other = dice.randrange(len(base))
        post, verdicts = base[at]
        text_of = post
        if changed and n % changed == 0:
            post, verdicts = base[other]
            text_of = post
        creator = people.creators[dice.randrange(CREATORS)] if dice.random() < 0.6 else None
        stranger = f"someone.{dice.randrange(_UNKNOWN)}"
        account = creator.accounts[0] if creator else None
        platform = account.platform if account else dice.choice(_PLATFORMS)
        author = account.handle if account else stranger
        day = _FIRST + timedelta(days=dice.randrange(_DAYS))
        followers = int(10 ** dice.uniform(2.5, 6.5)) if dice.random() < 0.9 else None
        likes = dice.randrange(20_000)
        named = people.brands[int(BRANDS * dice.random() ** 2)] if dice.random() < 0.35 else None
        loose = f"Altra Marca {dice.randrange(400)}" if dice.random() < 0.1 else None
        identity = f"p-{n:07d}"
        first, *rest = text_of.segments
        words = f"{first.text} n{n:06d}"
        post = msgspec.structs.replace(
            post,
            id=identity,
            segments=(Segment(words, first.kind), *rest),
            platform=platform,
            author=author,
            published_at=day.isoformat(),
            followers=followers,
            likes=likes,
            comments=likes // 40,
            views=likes * 12,
        )
        yield AuditedPost(
            post,
            n + 1,
            tuple(
                msgspec.structs.replace(
                    verdict, id=identity, creator=CreatorFacts(author, followers)
                )
                for verdict in verdicts
            ),
            account_id=account.id if account else None,
            followers=followers,
            topic=_TOPICS[n % len(_TOPICS)],
            brands=tuple([PostBrand(f"@{named.handles[0]}", "seen", named.id)] if named else [])
            + tuple([PostBrand(loose, "seen")] if loose else []),
        )


def _across(database: Database, audit_id: int, number: int, people: People) -> None:
    """Invent findings across posts; the check itself is measured elsewhere."""
    dice = random.Random(audit_id)
    series, networks = [], []
    for n in range(min(400, number // 50)):
        members = sorted(dice.sample(range(1, number + 1), 8))
        of_audit = tuple((posts.post_id(audit_id, m), "") for m in members)
        brand = people.brands[n % BRANDS].name
        series.append(
            CrossFinding("series", "series/unlabelled", "warning",
                         "The author leaves 4 others without a label", of_audit, brand)
        )  # fmt: skip
        networks.append(
            CrossFinding("network", "network/same-text", "warning",
                         "8 creators voice nearly the same text", of_audit, brand)
        )  # fmt: skip
    for kind, found in (("series", series), ("network", networks)):
        with database.write() as session:
            crossposts.replace_cross_findings(session, audit_id, kind, found)  # type: ignore[arg-type]


def _work(database: Database, audit: Audit, people: People, dice: random.Random) -> None:
    """Draw a sample, review a part of it, and waive some findings."""
    today = datetime.now(UTC).date()
    drawn = sorted(dice.sample(range(1, audit.posts + 1), min(2_000, audit.posts)))
    with database.write() as session:
        items = [
            SampleItem(posts.post_id(audit.id, n), CODES[n % 2], f"stratum {n % 6}", 100.0)
            for n in drawn
        ]
        plan = reviews.add_plan(session, audit.id, "quarter", 7, items, {"blind": True})
        for item in items[: len(items) // 2]:
            for reviewer in ("anna", "bruno")[: 1 + item.post_id % 2]:
                reviews.save_review(
                    session, item.post_id, item.jurisdiction, reviewer,
                    "agree" if dice.random() < 0.9 else "cannot-tell", plan_id=plan.id,
                )  # fmt: skip
        found = posts.cited(session, audit.id)
        rules: Sequence[str] = [each.rule for each in found if "undisclosed" not in each.rule]
        for n, rule in enumerate(rules[:3]):
            waivers.add_waiver(
                session, reason="agreed with the brand", author=NAME, today=today,
                expires_on=today + timedelta(days=90), rule=rule,
                creator_id=people.creators[n].id if n else None,
            )  # fmt: skip
        assert queue.plan_states(session, NAME)
