"""Names of brands and accounts compared."""

from __future__ import annotations

import pytest

from checker.text.names import name_forms, same_brand


@pytest.mark.parametrize(
    ("brand", "handle"),
    [
        ("Kaffeløftet", "@kaffeloeftet"),
        ("Kaffeløftet", "@kaffeloftet.dk"),
        ("Mønstermor", "@moenstermor"),
        ("Åbo", "@aabo"),
        ("Bäckerhof", "@baeckerhof"),
        ("Müslihaus", "@mueslihaus.berlin"),
        ("Vægfryd", "@vaegfryd"),
    ],
)
def test_letters_that_handles_lack_are_spelled_out(brand: str, handle: str) -> None:
    assert same_brand(name_forms(brand)[1], name_forms(handle)[1])


@pytest.mark.parametrize(("brand", "handle"), [("Kaffeløftet", "@kaffehuset"), ("Åbo", "@obo")])
def test_other_names_stay_apart(brand: str, handle: str) -> None:
    assert not same_brand(name_forms(brand)[1], name_forms(handle)[1])
