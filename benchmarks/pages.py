"""How fast the web application answers on an audit of many posts, with several users at once.

Run from the root of the repository: ``python -m benchmarks pages [--posts N] [--users N]``. It
makes a database (see :mod:`benchmarks.filled`), starts ``palese serve`` on it, signs everybody in
and has each load all pages in an order of their own, over and over. Nothing else should run on the
machine meanwhile.
"""

from __future__ import annotations

import contextlib
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode

import click
import httpx
import msgspec

from benchmarks import filled
from checker.storage import Database, posts, queue, users
from checker.storage.audits import list_audits
from web.access import new_token

LIMIT_MS = 300.0
DRAFT_LIMIT_MS = 50.0
_RUN = "from checker.cli.main import entry; entry()"
_CSRF = re.compile(r'name="csrf(?:_token|-token)"[^>]*(?:value|content)="([^"]+)"')
_DRAFTS = (
    "Oggi provo la crema nuova con voi: codice GIULIA10 per il 10% su tutto, link in bio #adv",
    "A walk by the sea and the best coffee of the year, thanks to everybody who came along.",
    "Grazie a @marca010 per il regalo! Io la uso ogni mattina e la pelle ringrazia.",
    "Ad: I tried the new trainers for a month. 20% off with RUN20 until Sunday, link below.",
)


class Page(msgspec.Struct, frozen=True):
    """An address to load; ``api`` with a token instead of a session, ``draft`` as a form."""

    name: str
    path: str
    api: bool = False
    draft: bool = False


class Figures(msgspec.Struct, frozen=True):
    """Milliseconds of one page, from the request to the end of its answer.

    ``first`` is the first answer of the fresh server, before the others began.
    """

    name: str
    requests: int
    first: float
    p50: float
    p95: float
    worst: float
    limit: float

    @property
    def met(self) -> bool:
        """True when 95 of 100 answers, and the first one, are within the limit."""
        return self.p95 <= self.limit and self.first <= LIMIT_MS


def pages(database: Database) -> list[Page]:
    """Return what is loaded: every page, the table of posts under many filters, the API."""
    with database.read() as session:
        new, old = list_audits(session)[:2]
        plan = queue.plan_states(session, filled.NAME)[0]
        rules = [each.rule for each in posts.cited(session, new.id)]
        waiting = queue.next_open(session, new.id)
        drawn = queue.next_drawn(session, plan.id, filled.NAME)
    assert waiting is not None and drawn is not None
    one, two = f"/audits/{new.id}", f"/audits/{old.id}"
    found = [
        Page("audits", "/audits/"),
        Page("audit", one),
        Page("audit, one jurisdiction", f"{one}?j=UK"),
        Page("audit, other taxonomy and measure", f"{one}?taxonomy=agcom&measure=disclosure"),
        Page("the older audit", two),
        *(
            Page(f"audit by {name}", f"{one}/by/{name}")
            for name in ("tier", "jurisdiction", "platform", "brand", "campaign", "topic",
                         "month", "rule")
        ),
        Page("compare", f"/audits/compare?a={old.id}&b={new.id}"),
        Page("compare, fixed", f"/audits/compare?a={old.id}&b={new.id}&change=fixed"),
        Page("compare, unchanged", f"/audits/compare?a={old.id}&b={new.id}&change=unchanged"),
        Page("report", f"/reports/{new.id}"),
        Page("report, one jurisdiction", f"/reports/{new.id}?j=IT"),
        *(Page(f"posts{title}", f"/posts/?{urlencode({'a': new.id, **query}, doseq=True)}")
          for title, query in _filters(rules, new.posts)),
        Page("a post", f"/posts/{new.id}/{new.posts // 2}"),
        Page("review", "/review/"),
        Page("review of a sample", _item(drawn, f"?plan={plan.id}")),
        Page("review of what waits", _item(waiting, "")),
        Page("agreement", f"/review/agreement/{new.id}"),
        Page("creators", "/creators/"),
        Page("creators by name", "/creators/?q=12"),
        Page("creators by tier and area", "/creators/?tier=micro&area=Lazio"),
        Page("creators by share", "/creators/?share=20&share_to=80"),
        Page("creators by engagement", "/creators/?engaged=1&definition=by-views"),
        Page("a creator", "/creators/17"),
        Page("brands", "/brands/"),
        Page("brands by name", "/brands/?q=marca+01"),
        Page("a brand", "/brands/1"),
        Page("campaigns", "/campaigns/"),
        Page("a campaign", "/campaigns/3"),
        Page("rules", "/rules/"),
        Page("rules, list", "/rules/list"),
        Page("rules, searched", "/rules/list?q=gift"),
        Page("administration", "/admin/"),
        Page("check a draft", "/drafts/"),
    ]  # fmt: skip
    api = [
        ("audits", "/audits"),
        ("audit", one),
        ("findings", f"{one}/findings?limit=100"),
        ("findings of a rule", f"{one}/findings?rule={rules[-1]}&limit=100"),
        ("verdicts", f"{one}/verdicts?verdict=undisclosed&limit=100"),
        ("verdicts, searched", f"{one}/verdicts?text=crema&limit=100"),
        ("verdicts, deep", f"{one}/verdicts?after={new.verdicts - 200}&limit=100"),
        ("a post", f"{one}/posts/5"),
        *((f"figures by {name}", f"{one}/figures?by={name}") for name in ("tier", "brand", "rule")),
        ("creators", "/creators?limit=100"),
        ("a creator", "/creators/17"),
        ("rules", "/rules?limit=100"),
        ("jurisdictions", "/jurisdictions"),
    ]
    return [*found, *(Page(f"API: {name}", f"/api/v1{path}", api=True) for name, path in api)]


def _item(waiting: queue.Waiting, query: str) -> str:
    audit, number = waiting.post_id >> 32, posts.number_of(waiting.post_id)
    return f"/review/{audit}/{number}/{waiting.jurisdiction}{query}"


def _filters(rules: list[str], number: int) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield what is asked of the table of posts."""
    yield "", {}
    yield ", the last page", {"after": (2 << 32) | (2 * number - 100)}
    yield ", undisclosed", {"verdict": "undisclosed"}
    yield ", to review in the UK", {"verdict": "review", "j": "UK"}
    yield ", tier", {"taxonomy": "general", "tier": "micro", "verdict": "inadequate"}
    yield ", brand", {"brand": "Marca 010"}
    yield ", loose brand", {"brand": "Altra Marca 7"}
    yield ", author", {"author": "someone.77"}
    yield ", creator", {"creator": 17}
    yield ", frequent rule", {"rule": rules[0]}
    yield ", rare rule", {"rule": rules[-1]}
    yield ", month, platform, language", {"month": "2025-03", "platform": "tiktok", "lang": "it"}
    yield ", reviewed", {"reviewed": "yes"}
    yield ", not reviewed", {"reviewed": "no", "verdict": "review"}
    yield ", nothing fits", {"platform": "youtube", "lang": "ja", "verdict": "disclosed"}
    yield ", a word", {"q": "crema"}
    yield ", a frequent word", {"q": "the"}
    yield ", words", {"q": "link bio"}
    yield ", a beginning", {"q": "scont*"}
    yield ", a hashtag", {"q": "#adv"}
    yield ", one word of one post", {"q": "n012345"}
    yield ", frequent word, rare rule", {"q": "the", "rule": rules[-1]}
    yield ", frequent word, month", {"q": "the", "month": "2025-03", "verdict": "review"}
    yield ", no word", {"q": "🎁"}


class Server:
    """``palese serve`` on a free port, in a process of its own."""

    def __init__(self, url: str, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.base = f"http://127.0.0.1:{port}"
        environment = {
            **os.environ,
            "PALESE_CACHE_DIR": str(folder / "cache"),
            "PYTHONPATH": str(Path.cwd()),
            "PALESE_SECRET_KEY": "k" * 40,
        }
        options = ("serve", "--port", str(port), "--db", url)
        self._process = subprocess.Popen(
            [sys.executable, "-c", _RUN, *options], env=environment, stderr=subprocess.DEVNULL
        )
        for _ in range(600):
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"{self.base}/health", timeout=5).status_code == 204:
                    return
            time.sleep(0.1)
        raise RuntimeError("the server does not answer")

    def cpu(self) -> float:
        """Return the seconds of CPU that it has used (on Linux)."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident_mb(self) -> float:
        """Return its memory (on Linux)."""
        pages = int(Path(f"/proc/{self._process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def close(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait()


class User:
    """Somebody signed in, with a token of the API beside."""

    def __init__(self, base: str, cookies: httpx.Cookies, token: str) -> None:
        self._client = httpx.Client(base_url=base, cookies=cookies, timeout=120)
        self._token = token
        self._word = ""
        self._turn = 0

    def load(self, page: Page) -> float:
        """Load a page; return the milliseconds that it took.

        Raises:
            RuntimeError: the answer is not 200.
        """
        if page.draft and not self._word:
            found = _CSRF.search(self._client.get("/drafts/").text)
            self._word = found.group(1) if found else ""
        begin = time.perf_counter()
        if page.draft:
            self._turn += 1
            text = f"{_DRAFTS[self._turn % len(_DRAFTS)]} {self._turn}"
            data = {"text": text, "platform": "instagram", "j": ["IT", "UK"]}
            headers = {"X-CSRFToken": self._word, "X-Requested-With": "fetch"}
            answer = self._client.post(page.path, data=data, headers=headers)
        else:
            headers = {"Authorization": f"Bearer {self._token}"} if page.api else {}
            answer = self._client.get(page.path, headers=headers)
        took = (time.perf_counter() - begin) * 1e3
        if answer.status_code != 200:
            raise RuntimeError(f"{page.path}: {answer.status_code} {answer.text[:300]}")
        return took


def sign_in(base: str) -> httpx.Cookies:
    """Sign in and return the cookies: attempts are limited, so all users share one session."""
    with httpx.Client(base_url=base, timeout=30) as client:
        found = _CSRF.search(client.get("/sign-in").text)
        assert found is not None
        form = {"name": filled.NAME, "password": filled.PASSWORD, "csrf_token": found.group(1)}
        answer = client.post("/sign-in", data=form)
        if answer.status_code != 302:
            raise RuntimeError(f"signing in: {answer.status_code}")
        return client.cookies


def token(database: Database, number: int) -> str:
    """Make a token of the API; each user has its own, since requests of one are limited."""
    word, digest, hint = new_token()
    with database.write() as session:
        found = users.find_user(session, filled.NAME)
        assert found is not None
        users.add_token(session, found[0].id, f"load {number}", digest, hint)
    return word


def measure(
    server: Server, people: list[User], wanted: list[Page], seconds: float, pause: float = 0.0
) -> list[Figures]:
    """Load each page once on the fresh server, then all of them with all users at once."""
    first = {page.name: people[0].load(page) for page in wanted}
    took: dict[str, list[float]] = defaultdict(list)
    wrong: list[BaseException] = []
    until = time.monotonic() + seconds

    def work(place: int) -> None:
        dice = random.Random(place)
        try:
            while time.monotonic() < until:
                for page in dice.sample(wanted, len(wanted)):
                    took[page.name].append(people[place].load(page))
                    if pause:
                        time.sleep(dice.expovariate(1 / pause))
                    if time.monotonic() >= until:
                        break
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=work, args=(place,)) for place in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise wrong[0]
    return [_figures(page, first[page.name], took[page.name]) for page in wanted if took[page.name]]


def _figures(page: Page, first: float, took: list[float]) -> Figures:
    parts = quantiles(took, n=20, method="inclusive") if len(took) > 1 else took * 19
    limit = DRAFT_LIMIT_MS if page.draft else LIMIT_MS
    return Figures(page.name, len(took), first, parts[9], parts[18], max(took), limit)


def _tell(title: str, found: list[Figures]) -> None:
    print(f"\n{title}\n{'':42}{'requests':>9}{'first':>9}{'p50':>9}{'p95':>9}{'worst':>9}  ms")
    for each in found:
        times = "".join(f"{value:9.0f}" for value in (each.first, each.p50, each.p95, each.worst))
        print(f"{each.name:42}{each.requests:9}{times}  {'' if each.met else 'TOO SLOW'}")
    print(f"{sum(each.met for each in found)} of {len(found)} within their limit", flush=True)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--posts", "number", default=200_000, show_default=True, help="Posts of an audit.")
@click.option("--users", "many", default=8, show_default=True, help="Users at once.")
@click.option("--seconds", default=60.0, show_default=True, help="How long pages are loaded.")
@click.option("--pause", default=0.0, show_default=True, help="Seconds that users look at a page.")
@click.option(
    "--db", "kept", metavar="URL", help="SQLite or PostgreSQL; filled unless audits are there."
)
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write the results here.")
def main(
    number: int, many: int, seconds: float, pause: float, kept: str | None, target: Path | None
) -> None:
    """Load every page with several users at once, and say whether it is fast enough."""
    with tempfile.TemporaryDirectory(prefix="palese-pages-") as name:
        folder = Path(name)
        url = kept or f"sqlite:///{folder / 'pages.db'}"
        with Database.open(url) as database:
            if not database.consult(list_audits):
                filled.fill(database, number, say=lambda what: click.echo(what, err=True))
            wanted = pages(database)
            tokens = [token(database, place) for place in range(many)]
        server = Server(url, folder)
        try:
            cookies = sign_in(server.base)
            people = [User(server.base, cookies, word) for word in tokens]
            before = server.cpu()
            begin = time.perf_counter()
            found = measure(server, people, wanted, seconds, pause)
            used, passed = server.cpu() - before, time.perf_counter() - begin
            drafts = measure(
                server, people, [Page("draft check", "/drafts/live", draft=True)], 5, pause or 0.5
            )
            size = server.resident_mb()
        finally:
            server.close()
    how = f"each {pause:g} s after the last" if pause else "without a pause"
    _tell(f"{many} users at once, {how}", found)
    _tell(f"The draft check, {many} users who type: each {pause or 0.5:g} s after the last", drafts)
    total = sum(each.requests for each in found)
    print(f"\n{total / passed:.0f} requests/s, {1e3 * used / total:.1f} ms of CPU for each"
          f" (the server alone), {size:.0f} MB")  # fmt: skip
    if target is not None:
        target.write_bytes(msgspec.json.format(msgspec.json.encode([*found, *drafts])) + b"\n")
    sys.exit(0 if all(each.met for each in [*found, *drafts]) else 1)


if __name__ == "__main__":
    main()
