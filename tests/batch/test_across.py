"""Checks across the posts of an audit: run at its end, stored, and shown by the reports."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from checker.batch import across, inputs, run, stored
from checker.engine import Engine
from checker.errors import PaleseError
from checker.storage import Database, audits, crossposts
from checker.storage.records import Audit
from tests.batch.made import post, write
from tests.creators.test_networks import TEXTS

SERIES = (
    post(1, author="giulia", published_at="2026-05-01", text="#pubblicità @acme La crema nuova"),
    post(2, author="giulia", published_at="2026-05-09", text="Ancora la crema @acme, che bontà"),
    post(3, author="luca", published_at="2026-05-09", text="La crema @acme non mi piace"),
)


def rows() -> list[dict[str, object]]:
    known = {"country": "IT", "brands": ["@acme"]}
    series = [{**row, **known} for row in SERIES]
    network = [
        post(10 + n, author=f"voce{n}", published_at=f"2026-03-0{n + 1}", text=text, country="IT")
        for n, text in enumerate(TEXTS)
    ]
    return [*series, *network]


def audited(database: Database, engine: Engine, file: str, *, resume: bool = False) -> Audit:
    found = inputs.look_at([file])
    with database.write() as session:
        audit = run.begin(session, "one", found, engine, ("IT",), resume=resume)
    return run.run(
        database,
        audit,
        found,
        engine,
        on_problem=lambda _: None,
        on_progress=lambda *_: None,
    )


def test_they_rest_on_the_posts(on_any: Database, engine: Engine, tmp_path: Path) -> None:
    audit = audited(on_any, engine, write(tmp_path / "p.jsonl", *rows()))
    with on_any.read() as session:
        network, series = crossposts.list_cross_findings(session, audit.id)
        assert (series.kind, series.rule, series.brand) == ("series", across.SERIES_RULE, "acme")
        assert "8 days apart" in series.message
        ids = [audits.read_post(session, p).id for p, _ in series.members]
        assert ids == ["post-1", "post-2"]
        assert [role for _, role in series.members] == ["labelled", "unlabelled"]
        assert (network.rule, network.brand) == (across.NETWORK_RULE, "lumea")
        assert "3 creators voice nearly the same text on lumea within 3 days" in network.message
        assert len(network.members) == 3
        page, document, table = io.BytesIO(), io.BytesIO(), io.BytesIO()
        stored.write_report(session, audit, "html", page)
        stored.write_report(session, audit, "json", document)
        stored.write_report(session, audit, "csv", table)
    assert "Across posts" in page.getvalue().decode()
    assert network.message in page.getvalue().decode()
    found = json.loads(document.getvalue())["across"]
    assert [one["rule"] for one in found] == [across.NETWORK_RULE, across.SERIES_RULE]
    assert [p["author"] for p in found[1]["posts"]] == ["giulia", "giulia"]
    lines = list(csv.DictReader(io.StringIO(table.getvalue().decode(), newline="")))
    more = [line for line in lines if line["row"] != "verdict"]
    assert lines[-5:] == more
    assert [(line["row"], line["findings"], line["verdict"]) for line in more] == [
        *[("across", across.NETWORK_RULE, "")] * 3,
        *[("across", across.SERIES_RULE, "")] * 2,
    ]
    assert [line["id"] for line in more] == [p["id"] for one in found for p in one["posts"]]
    assert more[3]["message"] == f"{found[1]['message']} (labelled)"


def test_a_stop_before_they_are_stored_is_made_good(
    on_any: Database, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path / "p.jsonl", *rows())
    real = crossposts.replace_cross_findings
    with monkeypatch.context() as patched, pytest.raises(InterruptedError):

        def stop(*given: object) -> int:
            if given[2] == "network":
                raise InterruptedError
            return real(*given)  # type: ignore[arg-type]

        patched.setattr(crossposts, "replace_cross_findings", stop)
        audited(on_any, engine, file)
    audit = audited(on_any, engine, file, resume=True)
    assert audit.state == "done"
    with on_any.read() as session:
        kinds = [found.kind for found in crossposts.list_cross_findings(session, audit.id)]
    assert kinds == ["network", "series"]


def test_no_room_for_temporary_files(
    on_any: Database, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    file = write(tmp_path / "p.jsonl", *rows())
    monkeypatch.setattr("tempfile.TemporaryFile", full)
    with pytest.raises(PaleseError, match="No space left on device") as caught:
        audited(on_any, engine, file)
    assert "--resume" in caught.value.remedy
    monkeypatch.undo()
    assert audited(on_any, engine, file, resume=True).state == "done"
