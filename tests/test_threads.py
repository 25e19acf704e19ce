"""One engine serves all threads of a server."""

from __future__ import annotations

import threading

from checker.engine import Engine
from checker.reports.base import verdict_json
from tests.conftest import caption, lines

TEXTS = [row["post"]["text"] for row in lines("cases/dev_en.jsonl") if row["post"].get("text")][:60]


def test_threads_do_not_disturb_each_other() -> None:
    alone = Engine(cache=False)
    posts = [caption(text, id=str(n), platform="instagram") for n, text in enumerate(TEXTS)]

    def said(engine: Engine, number: int) -> list[bytes]:
        return [verdict_json(v) for v in engine.check(posts[number], ("UK", "US"), fix=True)]

    wanted = [said(alone, number) for number in range(len(posts))]
    shared = Engine(pack=alone.pack)  # which has built nothing yet of what it builds on demand
    wrong: list[object] = []
    start = threading.Barrier(8)

    def run(offset: int) -> None:
        start.wait()
        try:
            for step in range(len(posts)):
                number = (step + offset) % len(posts)
                if said(shared, number) != wanted[number]:
                    wrong.append(number)
        except Exception as error:
            wrong.append(error)

    threads = [threading.Thread(target=run, args=(7 * n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert TEXTS
    assert wrong == []
