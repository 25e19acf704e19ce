"""Everything that is measured can be started from one place."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from benchmarks.__main__ import main


@pytest.mark.parametrize("name", ["speed", "audits", "networks", "pages"])
def test_each_command_says_what_it_takes(name: str) -> None:
    runner = CliRunner()
    assert f"  {name} " in runner.invoke(main, ["--help"]).output
    own = runner.invoke(main, [name, "--help"])
    assert own.exit_code == 0
    assert f"{name} [OPTIONS]" in own.output


def test_options_alone_measure_speed() -> None:
    found = CliRunner().invoke(main, ["--posts", "1"])
    assert found.exit_code == 2
    assert "give at least 50 posts" in found.output


def test_another_name_is_refused() -> None:
    found = CliRunner().invoke(main, ["page"])
    assert found.exit_code == 2
    assert "page" in found.output
