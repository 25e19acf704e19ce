"""What counter-signals take away."""

from __future__ import annotations

from checker.match.combos import apply_counters
from checker.model import WHOLE_POST, Signal


def _signal(name: str, segment: int, points: int, against: tuple[str, ...] = ()) -> Signal:
    return Signal(name, f"pl/{name}", segment, 0, 4, "word", points, (), against)


def test_a_counter_takes_away_what_it_names_in_its_own_segment_only() -> None:
    code, elsewhere = _signal("promo-code", 0, 6), _signal("promo-code", 1, 6)
    counter = _signal("homograph-code", 0, -1, ("promo-code",))
    assert apply_counters([code, elsewhere, counter], []) == [elsewhere, counter]


def test_a_counter_against_the_tone_takes_it_away_for_good_and_ill() -> None:
    tone = _signal("sales-talk", WHOLE_POST, -2, ("all",))
    counter = _signal("thanks-unclear-tone", 0, -1, ("sales-talk",))
    thanks = _signal("thanks-unclear", 0, 4)
    assert apply_counters([tone, thanks, counter], []) == [thanks, counter]


def test_a_counter_against_all_takes_nothing_away() -> None:
    code, own_money = _signal("promo-code", 0, 6), _signal("own-money", 0, -4, ("all",))
    assert apply_counters([code, own_money], []) == [code, own_money]
