"""The command line as a test calls it."""

from __future__ import annotations

import io
import json
from typing import Any

from click.testing import CliRunner, Result

from checker.cli.main import command


def run(*args: str, stdin: str | bytes | None = None) -> Result:
    given = io.BytesIO(stdin) if isinstance(stdin, bytes) else stdin
    return CliRunner().invoke(command, args, input=given, standalone_mode=False)


def status(result: Result) -> Any:
    """Return the exit status of a command, or what it raised."""
    return result.return_value if result.exception is None else result.exception


def worked(*args: str) -> Result:
    """Run a command that must work."""
    result = run(*args)
    assert result.exception is None, result.exception
    return result


def document(*args: str) -> Any:
    """Return what a command says as JSON."""
    return json.loads(worked(*args, "--format", "json").stdout)
