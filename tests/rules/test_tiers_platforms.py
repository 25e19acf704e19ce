"""The shipped tiers and platforms, held to the values that others rely on."""

from __future__ import annotations

import pytest

from checker.creators.engagement import engagement_rate
from checker.creators.tiers import ORDER, classify, classify_all
from checker.model import Segment
from checker.rulepack.build import build
from checker.rulepack.pack import RulePack
from checker.rulepack.schema import Tier, TierFile
from checker.settings import rules_dir
from checker.text.segment import fold_offset

PLATFORMS = (
    "instagram", "tiktok", "youtube", "x", "facebook", "threads", "linkedin", "blog", "podcast",
    "twitch", "pinterest", "telegram", "snapchat", "reddit", "whatsapp", "bereal",
)  # fmt: skip

# Both sides of every border of the table; None where a taxonomy has no tier.
BORDERS: dict[str, list[tuple[int, str | None]]] = {
    "general": [
        (0, "nano"), (999, "nano"), (1_000, "micro"), (100_000, "micro"), (100_001, "macro"),
        (250_000_000, "macro"),
    ],
    "niche": [
        (0, None), (249, None), (250, "micro"), (5_000, "micro"), (5_001, None),
        (1_000_000, None),
    ],
    "narrow": [
        (0, None), (999, None), (1_000, "micro"), (10_000, "micro"), (10_001, None),
    ],
    "four-level": [
        (0, "nano"), (9_999, "nano"), (10_000, "micro"), (90_000, "micro"), (90_001, None),
        (99_999, None), (100_000, "macro"), (999_999, "macro"), (1_000_000, "top"),
        (250_000_000, "top"),
    ],
    "harvard-media": [
        (0, None), (499, None), (500, "nano"), (999, "nano"), (1_000, "micro"), (4_999, "micro"),
        (5_000, "mid-tier"), (9_999, "mid-tier"), (10_000, "macro"), (24_999, "macro"),
        (25_000, "mega"), (49_999, "mega"), (50_000, "all-star"), (250_000_000, "all-star"),
    ],
    "arpp": [(0, None), (9_999, None), (10_000, None), (5_000_000, None)],
    "agcom-2024": [(999_999, None), (1_000_000, None), (5_000_000, None)],
    "agcom-2025": [
        (0, None), (499_999, None), (500_000, "rilevante"), (5_000_000, "rilevante"),
    ],
    "es-rd444": [(999_999, None), (1_000_000, None), (5_000_000, None)],
}  # fmt: skip


@pytest.fixture(scope="module")
def pack() -> RulePack:
    """The rules that ship with palese."""
    return build([rules_dir()])


def tier_of(followers: int, taxonomy: TierFile) -> str | None:
    """Pick a tier from the file alone, without the code under test."""
    if taxonomy.needs:
        return None
    fitting = [
        tier.name
        for tier in taxonomy.tiers
        if tier.low <= followers <= (tier.high if tier.high is not None else followers)
    ]
    assert len(fitting) <= 1, f"{followers} falls into {fitting}"
    return fitting[0] if fitting else None


@pytest.mark.parametrize(
    ("taxonomy", "followers", "tier"),
    [(name, number, tier) for name, rows in BORDERS.items() for number, tier in rows],
)
def test_tier_at_the_border(
    pack: RulePack, taxonomy: str, followers: int, tier: str | None
) -> None:
    file = pack.tiers[taxonomy]
    assert tier_of(followers, file) == tier
    assert classify(followers, file) == tier


def test_every_taxonomy_is_there_in_order(pack: RulePack) -> None:
    assert set(ORDER) == set(BORDERS) <= set(pack.tiers)
    assert list(classify_all(30_000, pack.tiers))[: len(ORDER)] == list(ORDER)


def test_thirty_thousand_followers(pack: RulePack) -> None:
    tiers = classify_all(30_000, pack.tiers)
    assert tiers["general"] == "micro"
    assert tiers["four-level"] == "micro"
    assert tiers["harvard-media"] == "mega"
    assert tiers["niche"] is None


def test_other_taxonomies_follow_by_name(pack: RulePack) -> None:
    own = TierFile(taxonomy="own", title="", source="", tiers=(Tier("all", 0),))
    tiers = classify_all(5, {"zeta": own, "alpha": own, **pack.tiers})
    assert list(tiers)[-2:] == ["alpha", "zeta"]
    assert tiers["alpha"] == "all"


def test_unknown_followers_have_no_tier(pack: RulePack) -> None:
    assert set(classify_all(None, pack.tiers).values()) == {None}


def test_tiers_are_ordered_and_apart(pack: RulePack) -> None:
    for file in pack.tiers.values():
        for before, after in zip(file.tiers, file.tiers[1:], strict=False):
            assert before.high is not None, f"{file.taxonomy}: {before.name} is open"
            assert before.low <= before.high < after.low, f"{file.taxonomy}: {after.name}"


def test_tests_beyond_followers_say_so(pack: RulePack) -> None:
    assert pack.tiers["agcom-2024"].needs == ("posts-per-year", "engagement-rate")
    assert pack.tiers["es-rd444"].needs == ("gross-revenue", "posts-per-year")
    # Followers alone are enough for the test of 2025.
    assert pack.tiers["agcom-2025"].needs == ()


def test_every_tier_file_names_its_source(pack: RulePack) -> None:
    for file in pack.tiers.values():
        assert file.title and file.source, file.taxonomy
        assert file.url or file.confirmed == "recollection", file.taxonomy


@pytest.mark.parametrize("name", PLATFORMS)
def test_platform_is_there(pack: RulePack, name: str) -> None:
    platform = pack.platforms[name]
    assert platform.name
    assert platform.note, "each platform says how its values are known"


def test_platform_aliases_are_unambiguous(pack: RulePack) -> None:
    seen: dict[str, str] = {}
    for name, platform in pack.platforms.items():
        for alias in (name, *platform.aliases):
            assert alias == alias.lower()
            assert alias not in seen, f"{alias} is {name} and {seen[alias]}"
            seen[alias] = name
    assert seen["twitter"] == "x"
    assert seen["ig"] == "instagram"


def test_folds(pack: RulePack) -> None:
    folds = {
        (name, fold.segment): (fold.chars, fold.lines)
        for name, platform in pack.platforms.items()
        for fold in platform.folds
    }
    assert folds["instagram", "caption"] == (125, 3)
    assert folds["youtube", "description"] == (157, 3)
    assert folds["tiktok", "caption"] == (100, 2)
    assert folds["facebook", "caption"] == (477, 5)
    assert folds["linkedin", "caption"] == (210, 3)
    assert folds["x", "caption"] == (280, None)
    assert folds["threads", "caption"] == (500, None)
    assert folds["pinterest", "description"] == (50, None)
    for name in ("blog", "podcast", "telegram", "bereal", "snapchat", "reddit", "twitch"):
        assert pack.platforms[name].folds == ()


def test_one_fold_for_each_kind_of_segment(pack: RulePack) -> None:
    for platform in pack.platforms.values():
        kinds = [fold.segment for fold in platform.folds]
        assert len(kinds) == len(set(kinds))
        assert all(fold.chars or fold.lines for fold in platform.folds)


def test_video_first_platforms(pack: RulePack) -> None:
    video = {name for name, platform in pack.platforms.items() if platform.video}
    assert {"tiktok", "youtube", "twitch", "snapchat"} <= video
    assert not {"instagram", "x", "blog"} & video


def test_instagram_fold_cuts_where_it_says(pack: RulePack) -> None:
    fold = pack.platforms["instagram"].folds[0]
    lines = Segment("one\ntwo\nthree\n#ad").text
    assert fold_offset(lines, fold.chars, fold.lines) == lines.index("\n#ad")
    assert fold_offset("a" * 125, fold.chars, fold.lines) is None
    assert fold_offset("a" * 126, fold.chars, fold.lines) == 125


def test_engagement_rate_definitions() -> None:
    assert engagement_rate(310, 12, 9_000, 12_000) == pytest.approx(310 / 12_000)
    both = engagement_rate(310, 12, 9_000, 12_000, "likes-and-comments-per-followers")
    assert both == pytest.approx(0.0268, abs=5e-5)
    assert engagement_rate(310, 12, 9_000, 12_000, "by-views") == pytest.approx(322 / 9_000)


def test_hidden_likes_are_unknown_not_zero() -> None:
    assert engagement_rate(None, 12, 9_000, 12_000) is None
    assert engagement_rate(None, 12, 9_000, 12_000, "by-views") is None
    assert engagement_rate(0, 0, 9_000, 12_000) == 0.0


def test_missing_figures_make_the_rate_unknown() -> None:
    assert engagement_rate(310, None, None, 12_000) is not None
    assert engagement_rate(310, None, None, 12_000, "likes-and-comments-per-followers") is None
    assert engagement_rate(310, 12, None, 12_000, "by-views") is None
    assert engagement_rate(310, 12, 9_000, None) is None
    assert engagement_rate(310, 12, 9_000, 0) is None
    assert engagement_rate(310, 12, 0, 12_000, "by-views") is None


def test_unknown_definition_is_refused() -> None:
    with pytest.raises(ValueError, match="by-magic"):
        engagement_rate(1, 1, 1, 1, "by-magic")  # type: ignore[arg-type]
