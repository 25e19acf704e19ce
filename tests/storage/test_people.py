"""Creators, brands, campaigns and collaborations."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from checker.errors import UsageError
from checker.storage import (
    AuditedPost,
    ConflictError,
    Database,
    NotFoundError,
    PostBrand,
    audits,
    authors,
    brands,
    campaigns,
    collaborations,
    creators,
    directory,
    removal,
    waivers,
)
from checker.storage.records import FollowerCount, Snapshot
from tests.storage import made

MAY = datetime(2026, 5, 1, 10, tzinfo=UTC)


def test_creators(database: Database) -> None:
    with database.write() as session:
        giulia = creators.add_creator(
            session,
            " Giulia Rossi ",
            country="gb",
            area="Lazio",
            language="it",
            topics=["Sun", "skin  care", "sun"],
            facts={"income": 1000},
            accounts=[("Instagram", "@Giulia.R"), ("tiktok", "giulia")],
        )
        assert (giulia.name, giulia.country) == ("Giulia Rossi", "UK")
        assert giulia.topics == ("skin care", "sun")
        assert [(a.platform, a.handle) for a in giulia.accounts] == [
            ("instagram", "Giulia.R"),
            ("tiktok", "giulia"),
        ]
        changed = creators.update_creator(
            session, giulia.id, expected_version=1, topics=[], area=None, name="Giulia"
        )
        assert (changed.version, changed.topics, changed.area) == (2, (), None)
        with pytest.raises(ConflictError, match="changed by somebody else"):
            creators.update_creator(session, giulia.id, expected_version=1, notes="late")
        with pytest.raises(UsageError, match="no field 'colour'"):
            creators.update_creator(session, giulia.id, colour="red")
        for bad in ("", " ", "x" * 301, "a\0b"):
            with pytest.raises(UsageError):
                creators.add_creator(session, bad)
    with database.read() as session:
        assert creators.find_creators(session, "GIULIA")[0].id == giulia.id
        assert creators.find_creators(session, "@giulia.r")[0].id == giulia.id
        assert creators.list_creators(session, after=giulia.id) == []
        with pytest.raises(NotFoundError):
            creators.get_creator(session, 99)
    with database.write() as session:
        creators.delete_creator(session, giulia.id)
        assert creators.count_creators(session) == 0
        assert creators.find_account(session, "tiktok", "giulia") is None


def test_one_handle_belongs_to_one_creator(database: Database) -> None:
    with database.write() as session:
        first = creators.add_creator(session, "Giulia Rossi", accounts=[("instagram", "giulia")])
        second = creators.add_creator(session, "Giulia Bianchi", accounts=[("tiktok", "giulia")])
        again = creators.add_account(session, first.id, "instagram", "@GIULIA")
        assert again.id == first.accounts[0].id
        with pytest.raises(ConflictError) as caught:
            creators.add_account(session, second.id, "Instagram", "@Giulia")
    assert "'Giulia Rossi' (creator 1)" in caught.value.what
    assert "'Giulia Bianchi' (creator 2)" in caught.value.what
    assert caught.value.remedy


def test_followers_at_the_time_of_a_post(database: Database) -> None:
    with database.write() as session:
        giulia = creators.add_creator(session, "Giulia", accounts=[("instagram", "giulia")])
        account = giulia.accounts[0].id
        days = [(40, 400), (0, 100), (20, None), (10, 200)]  # out of order, one not counted
        added = [Snapshot(MAY + timedelta(days=d), n, likes=7) for d, n in days]
        assert creators.add_snapshots(session, account, added) == 4
        assert creators.add_snapshots(session, account, [Snapshot(MAY, 110)]) == 0
        with pytest.raises(UsageError):
            creators.add_snapshots(session, account, [Snapshot(MAY, -1)])
        with pytest.raises(NotFoundError):
            creators.add_snapshots(session, 99, [])
    expected = {
        -1: FollowerCount(),
        0: FollowerCount(110, MAY),
        9: FollowerCount(110, MAY),
        25: FollowerCount(200, MAY + timedelta(days=10)),
        130: FollowerCount(400, MAY + timedelta(days=40)),
        131: FollowerCount(400, MAY + timedelta(days=40), stale=True),
    }
    with database.read() as session:
        taken = creators.list_snapshots(session, account)
        assert [s.followers for s in taken] == [110, 200, None, 400]
        assert taken[0].likes == 7  # a correction leaves what it does not know
        for day, count in expected.items():
            moment = MAY + timedelta(days=day)
            assert creators.followers_at(session, account, moment) == count
            post = made.post(1, author="@GIULIA", platform="instagram")
            at = authors.resolve(
                session,
                [
                    made.post(
                        1, author="@Giulia", platform="instagram", published_at=moment.isoformat()
                    )
                ],
            )[0]
            assert at is not None and at.followers == count
        undated = made.post(1, author="giulia", platform="instagram", published_at=None)
        by_day = made.post(1, author="giulia", platform="instagram", published_at="2026-05-01")
        nowhere = made.post(1, author="giulia", platform=None, published_at="2026-05-01")
        elsewhere = made.post(1, author="giulia", platform="x")
        nobody = made.post(1, author=None)
        found = authors.resolve(session, [undated, by_day, nowhere, elsewhere, nobody, post])
    assert [f is not None for f in found] == [True, True, True, False, False, True]
    assert found[0] is not None and found[0].followers == FollowerCount()
    assert found[1] is not None and found[1].followers == FollowerCount(110, MAY)


def test_brands_and_their_names(database: Database) -> None:
    with database.write() as session:
        acme = brands.add_brand(
            session,
            "ACME",
            category="Cosmetics",
            handles=["@acme_it"],
            aliases=["Acme S.p.A.", "acme"],
            domains=["https://www.acme.example/shop"],
        )
        same = brands.add_brand(session, "acme", handles=["acme_uk", "@ACME_IT"])
        assert same.id == acme.id
        assert same.handles == ("@acme_it", "acme_uk")
        assert same.aliases == ("Acme S.p.A.",)
        for kind, value in (
            ("handles", "@Acme_IT"),
            ("aliases", "acme s.p.a."),
            ("aliases", "ACME"),
            ("domains", "acme.example"),
        ):
            with pytest.raises(ConflictError, match=r"'Bolt'.*'ACME'"):
                brands.add_brand(session, "Bolt", **{kind: [value]})  # type: ignore[arg-type]
        bolt = brands.add_brand(session, "Bolt")
        with pytest.raises(ConflictError):
            brands.update_brand(session, bolt.id, name="Acme S.p.A.")
        assert brands.update_brand(session, bolt.id, name="BOLT", category="").version == 6
        for name in ("Acme", "ACME s.p.a.", "@acme_uk", "www.acme.example"):
            found = brands.find_brand(session, name)
            assert found is not None and found.id == acme.id
        index = brands.brand_index(session)
        assert index["acme.example"] == index["acme_it"] == index["acme"] == (acme.id, "ACME")
        brands.remove_name(session, acme.id, "handle", "@ACME_UK")
        assert [b.name for b in brands.list_brands(session)] == ["ACME", "BOLT"]
        brands.delete_brand(session, bolt.id)
        assert brands.find_brand(session, "bolt") is None


def test_campaigns(database: Database) -> None:
    with database.write() as session:
        acme = brands.add_brand(session, "ACME")
        made_of = {
            "starts_on": date(2026, 5, 1),
            "ends_on": date(2026, 5, 31),
            "target_group": "18-25",
            "strategy": "seeding",
            "budget": Decimal("12345.67"),
            "currency": "eur",
            "tactics": ["gifts", "codes"],
        }
        spring = campaigns.save_campaign(session, acme.id, "Spring", **made_of)  # type: ignore[arg-type]
        assert (spring.budget, spring.currency) == (Decimal("12345.67"), "EUR")
        reach = campaigns.set_indicator(session, spring.id, "reach", unit="people")
        campaigns.set_indicator(session, spring.id, "reach", unit="persons", target=Decimal(10**9))
        for day, value in ((5, "2.5"), (1, "1"), (5, "3.25")):
            moment = datetime(2026, 5, day, tzinfo=UTC)
            campaigns.monitor(session, reach.id, moment, Decimal(value))
        with pytest.raises(ConflictError):
            campaigns.save_campaign(session, acme.id, "SPRING")
        for bad in (
            {"starts_on": date(2026, 5, 2), "ends_on": date(2026, 5, 1)},
            {"budget": Decimal(5)},
            {"budget": Decimal("NaN"), "currency": "EUR"},
            {"currency": "euros"},
        ):
            with pytest.raises(UsageError):
                campaigns.save_campaign(session, acme.id, "Bad", **bad)
    with database.write() as session:
        read = campaigns.list_campaigns(session, brand_id=acme.id)[0]
        (indicator,) = read.indicators
        assert (indicator.unit, indicator.target) == ("persons", Decimal(10**9))
        assert [v.value for v in indicator.values] == [Decimal(1), Decimal("3.25")]
        with pytest.raises(ConflictError):
            campaigns.save_campaign(
                session, acme.id, "Summer", campaign_id=read.id, expected_version=7
            )
        later = campaigns.save_campaign(session, acme.id, "Summer", campaign_id=read.id)
        assert (later.name, later.version, later.budget) == ("Summer", 2, None)
        campaigns.delete_campaign(session, later.id)
        assert campaigns.list_campaigns(session) == []


def test_collaborations_and_competition(database: Database) -> None:
    with database.write() as session:
        giulia = creators.add_creator(
            session, "Giulia", country="IT", accounts=[("instagram", "g"), ("tiktok", "g")]
        )
        acme = brands.add_brand(session, "ACME", category="cosmetics")
        bolt = brands.add_brand(session, "Bolt", category="Cosmetics")
        cola = brands.add_brand(session, "Cola", category="drinks")
        campaign = campaigns.save_campaign(session, acme.id, "Spring")

        def tie(brand: int, **more: object) -> tuple[int, bool]:
            found, new = collaborations.add_collaboration(
                session,
                brand,
                "gift",
                creator_id=giulia.id,
                **more,  # type: ignore[arg-type]
            )
            return found.id, new

        may = {"starts_on": date(2026, 5, 1), "ends_on": date(2026, 5, 31)}
        first = tie(acme.id, campaign_id=campaign.id, contract="C-1", source="gifts.csv", **may)
        again = tie(acme.id, campaign_id=campaign.id, contract="C-1", source="again.csv", **may)
        assert first[1] and again == (first[0], False)
        tie(bolt.id, starts_on=date(2026, 5, 31), account_id=giulia.accounts[0].id)
        tie(cola.id)
        with pytest.raises(UsageError, match="not one of"):
            tie(bolt.id, campaign_id=campaign.id)
        with pytest.raises(UsageError, match="before it starts"):
            tie(bolt.id, starts_on=date(2026, 6, 1), ends_on=date(2026, 5, 1))
        with pytest.raises(UsageError):
            collaborations.add_collaboration(session, acme.id, "gift")
        with pytest.raises(NotFoundError):
            tie(99)
    with database.read() as session:
        (pair,) = collaborations.competing(session)
        assert {pair.first.brand, pair.second.brand} == {"ACME", "Bolt"}
        assert (pair.starts_on, pair.ends_on) == (date(2026, 5, 31), date(2026, 5, 31))
        on_last = collaborations.list_collaborations(
            session, creator_id=giulia.id, on=date(2026, 5, 31)
        )
        assert [c.brand for c in on_last] == ["Cola", "ACME", "Bolt"]
        posts = [
            made.post(1, author="g", platform=p, published_at="2026-05-31")
            for p in ("instagram", "tiktok")
        ]
        found = authors.resolve(session, posts)
        assert [[c.brand for c in f.collaborations] for f in found if f] == [
            ["Cola", "ACME", "Bolt"],
            ["Cola", "ACME"],
        ]
        assert authors.country_of(session, "instagram", "@G") == "IT"


def test_followers_in_the_directory_are_the_latest_known_of_the_largest_account(
    database: Database,
) -> None:
    counts = {
        "Ada": [
            [900, 400, None],
            [None, 500, 300],
        ],  # 400 and 300: what is hidden is not the latest
        "Bea": [[50], []],
        "Cleo": [[None], []],
        "Dora": [],
    }
    with database.write() as session:
        for name, histories in counts.items():
            there = [(platform, name) for platform, _ in zip(("a", "b"), histories, strict=False)]
            person = creators.add_creator(session, name, accounts=there)
            for account, history in zip(person.accounts, histories, strict=True):
                creators.add_snapshots(
                    session,
                    account.id,
                    [Snapshot(MAY + timedelta(n), many) for n, many in enumerate(history)],
                )
    with database.read() as session:
        every = directory.search_creators(session, directory.CreatorQuery())
        counted = directory.CreatorQuery(followers=(None, None))
        some = directory.search_creators(session, counted)
    assert [one.followers for one in every] == [400, 50, None, None]
    assert [one.creator.name for one in some] == ["Ada", "Bea"]


def test_the_directory(database: Database) -> None:
    with database.write() as session:
        acme = brands.add_brand(session, "ACME", handles=["acme_it"])
        people = {}
        for name, followers, topic in (("Ada", 800, "sun"), ("Bea", 50_000, "food")):
            person = creators.add_creator(
                session,
                name,
                country="IT",
                area="Roma Nord",
                topics=[topic],
                accounts=[("instagram", name)],
            )
            account = person.accounts[0].id
            people[name] = (person.id, account)
            snapshots = [Snapshot(MAY, 5), Snapshot(MAY + timedelta(1), followers)]
            creators.add_snapshots(session, account, snapshots)
        creators.add_creator(session, "Cleo")
    posts = []
    plan = [("Ada", "no-intent", 80, "seen"), ("Ada", "disclosed", None, "seen")]
    plan += [("Bea", "undisclosed", 500, "seen"), ("Bea", "disclosed", 1500, "seen")]
    plan += [("Bea", "no-intent", 1000, "record")]
    for number, (name, verdict, likes, source) in enumerate(plan, 1):
        post = made.post(
            number, author=name, platform="instagram", likes=likes, comments=None, brands=()
        )
        posts.append(
            AuditedPost(
                post,
                number,
                (made.verdict(post, name=verdict),),
                account_id=people[name][1],
                brands=(PostBrand("@acme_it", source),),  # type: ignore[arg-type]
            )
        )
    audit = made.stored(database, posts)

    def names(**wanted: object) -> list[str]:
        with database.read() as session:
            query = directory.CreatorQuery(audit_id=audit.id, **wanted)  # type: ignore[arg-type]
            return [s.creator.name for s in directory.search_creators(session, query)]

    assert names() == ["Ada", "Bea", "Cleo"]
    assert names(topics=["SUN"]) == ["Ada"]
    assert names(area="roma", countries=["it"], platforms=["instagram"]) == ["Ada", "Bea"]
    assert names(name="be") == ["Bea"]
    assert names(followers=(0, 999)) == ["Ada"]
    assert names(followers=(1000, None)) == ["Bea"]
    assert names(engagement=(0.05, None)) == ["Ada"]  # 80 / 800; the hidden likes do not count
    assert names(engagement=(None, 0.02)) == ["Bea"]  # 1000 / 50,000
    assert names(engagement=(0, None), definition="by-views") == []
    assert names(compliance=(0.9, None)) == ["Ada"]
    assert names(compliance=(0.5, 0.5)) == ["Bea"]
    assert names(speaks_of=acme.id) == ["Ada"]
    with database.read() as session:
        first = directory.search_creators(session, directory.CreatorQuery(speaks_of=acme.id))[0]
        assert (first.posts, first.commercial, first.disclosed) == (2, 1, 1)
        assert (first.mentions, first.compliance, first.engagement) == (1, 1.0, 0.1)
        with pytest.raises(NotFoundError):
            directory.search_creators(session, directory.CreatorQuery(speaks_of=99))


def test_the_digest_of_the_creators(database: Database) -> None:
    with database.write() as session:
        empty = audits.creators_digest(session)
        creators.add_creator(session, "Giulia", facts={"b": 1, "a": 2})
        one = audits.creators_digest(session)
        assert one != empty
        assert audits.creators_digest(session) == one
        creators.delete_creator(session, 1)
        assert audits.creators_digest(session) == empty


def test_what_a_removal_means_and_what_forbids_it(database: Database) -> None:
    today = date(2026, 5, 1)
    with database.write() as session:
        acme = brands.add_brand(session, "ACME")
        giulia = creators.add_creator(session, "Giulia", accounts=[("tiktok", "giulia")])
        spring = campaigns.save_campaign(session, acme.id, "Spring")
        tie, _ = collaborations.add_collaboration(
            session, acme.id, "gift", creator_id=giulia.id, campaign_id=spring.id
        )
        counted = Snapshot(datetime(2026, 1, 1, tzinfo=UTC), 5)
        creators.add_snapshots(session, giulia.accounts[0].id, [counted])
        seen = removal.look(session, "creator", giulia.id)
        assert (seen.accounts, seen.snapshots, seen.collaborations) == (1, 1, 1)
        assert removal.look(session, "campaign", spring.id).loosened == 1
        assert removal.look(session, "brand", acme.id).campaigns == 1
        waiver = waivers.add_waiver(
            session, reason="agreed", author="Ada", expires_on=today, today=today,
            creator_id=giulia.id,
        )  # fmt: skip
        assert removal.look(session, "creator", giulia.id).digest != seen.digest
        with pytest.raises(ConflictError, match=rf"number {waiver.id}\)"):
            creators.delete_creator(session, giulia.id)
        waivers.delete_waiver(session, waiver.id)
        assert removal.look(session, "creator", giulia.id).digest == seen.digest
        audit = audits.create_audit(
            session, "slow", inputs=[], jurisdictions=(), ruleset="", engine=""
        )
        for remove, number in (
            (creators.delete_creator, giulia.id),
            (brands.delete_brand, acme.id),
            (campaigns.delete_campaign, spring.id),
            (collaborations.delete_collaboration, tie.id),
        ):
            with pytest.raises(ConflictError, match="'slow' is not finished"):
                remove(session, number)
        audits.delete_audit(session, audit.id)
        campaigns.delete_campaign(session, spring.id)
        assert collaborations.get_collaboration(session, tie.id).campaign_id is None
        creators.delete_creator(session, giulia.id)
        for kind, number in (("creator", giulia.id), ("collaboration", tie.id)):
            with pytest.raises(NotFoundError):
                removal.look(session, kind, number)  # type: ignore[arg-type]  # both are kinds


def test_a_collaboration_is_changed(database: Database) -> None:
    with database.write() as session:
        acme = brands.add_brand(session, "ACME")
        bolt = brands.add_brand(session, "Bolt")
        giulia = creators.add_creator(session, "Giulia", accounts=[("tiktok", "giulia")])
        first, _ = collaborations.add_collaboration(session, acme.id, "gift", creator_id=giulia.id)
        second, _ = collaborations.add_collaboration(session, bolt.id, "paid", creator_id=giulia.id)
        version = collaborations.version_of(first)
        changed = collaborations.update_collaboration(
            session, first.id, "loan", brand_id=bolt.id, expected_version=version,
            account_id=giulia.accounts[0].id, ends_on=date(2026, 5, 31), notes="returned",
        )  # fmt: skip
        assert collaborations.get_collaboration(session, first.id) == changed
        assert (changed.brand, changed.relation, changed.notes) == ("Bolt", "loan", "returned")
        with pytest.raises(ConflictError, match="meanwhile"):
            collaborations.update_collaboration(
                session, first.id, "gift", brand_id=acme.id, expected_version=version
            )
        with pytest.raises(ConflictError, match=f"number {second.id}"):
            collaborations.update_collaboration(session, first.id, "paid", brand_id=bolt.id)
        # A list that is imported again finds the changed one.
        again = collaborations.add_collaboration(
            session, bolt.id, "loan", account_id=giulia.accounts[0].id, ends_on=date(2026, 5, 31)
        )
        assert again == (changed, False)
