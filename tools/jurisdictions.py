"""Write docs/jurisdictions/XX.md from the packs.

``python -m tools.jurisdictions`` writes one page for each jurisdiction and an index. A test
fails while a page does not say what its pack says.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from checker.rulepack.cache import load_pack
from checker.rulepack.pack import RulePack
from checker.rulepack.schema import JurisdictionFile, LabelEntry, Sourced

FOLDER = Path(__file__).parents[1] / "docs" / "jurisdictions"
STANDINGS = {
    "accepted": "Accepted by itself",
    "accepted-with-brand": "Accepted with the brand's name or handle",
    "accepted-if-clear": "Accepted where nothing blurs it",
    "insufficient": "Not enough",
    "rejected": "Rejected",
}
CONFIRMED = {
    "stored-copy": "read in a stored copy of the source",
    "secondary": "confirmed by an account of the source",
    "recollection": "from recollection only: warns, never condemns",
}


def pages(pack: RulePack) -> dict[str, str]:
    """Return the text of each page by its file name, the index among them."""
    found = {f"{code}.md": _page(pack, law) for code, law in pack.jurisdictions.items()}
    return {"README.md": _index(pack), **found}


def _index(pack: RulePack) -> str:
    rows = [
        f"| [{code}]({code}.md) | {law.name} | {', '.join(law.languages)} | {len(law.labels)} "
        f"| {law.reviewed} |"
        for code, law in pack.jurisdictions.items()
    ]
    head = [
        "# Jurisdictions",
        "",
        "What each country's authorities accept, made from the packs in `rules/jurisdictions/` by",
        "`python -m tools.jurisdictions`. Change the packs, not these pages.",
        "",
        "| code | jurisdiction | languages | labels | last reviewed |",
        "|---|---|---|---|---|",
    ]
    return "\n".join([*head, *rows, ""])


def _page(pack: RulePack, law: JurisdictionFile) -> str:
    lines = [f"# {law.name} ({law.jurisdiction})", ""]
    lines.append(f"Last reviewed {law.reviewed or 'on no recorded day'}.")
    if law.base:
        base = pack.jurisdictions[law.base]
        lines.append(
            f"What stands here goes before [{base.name}]({law.base}.md), which it builds on."
        )
    lines += ["", "## Who watches", ""]
    lines += [f"- {r.name}" for r in law.regulators]
    lines += ["", "## By which texts", "", "| id | text | date | how it was confirmed |"]
    lines.append("|---|---|---|---|")
    for item in law.instruments:
        title = f"[{_cell(item.title)}]({item.url})" if item.url else _cell(item.title)
        lines.append(f"| {item.id} | {title} | {item.date} | {CONFIRMED[item.confirmed]} |")
    lines += _section("What must be disclosed", _relations(law))
    lines += ["", "## Labels", ""]
    lines += _labels(law.labels) or ["Those of the jurisdiction that it builds on."]
    lines += _section(
        "Where the label stands", [f"{_cell(e.rule)} {_source(e)}" for e in law.placement]
    )
    lines += _section(
        "The platform's own label",
        [f"{t.platform}: {t.standing.replace('-', ' ')} {_source(t)}" for t in law.platform_tools],
    )
    lines += _section(
        "Language of the label", [f"{_cell(e.rule)} {_source(e)}" for e in law.language_of_label]
    )
    lines += _section("Goods with duties of their own", _sectors(law))
    lines += _section(
        "Thresholds",
        [f"{t.metric} {t.op} {t.value:g}: {_cell(t.effect)} {_source(t)}" for t in law.thresholds],
    )
    lines += _section("Sanctions (information only)", _sanctions(law))
    return "\n".join([*lines, ""])


def _section(title: str, items: Sequence[str]) -> list[str]:
    return ["", f"## {title}", "", *(f"- {item}" for item in items)] if items else []


def _relations(law: JurisdictionFile) -> list[str]:
    return [
        f"{r.kind}: {'to be disclosed' if r.disclose else 'no duty'}{_note(r)} {_source(r)}"
        for r in law.relations
    ]


def _labels(entries: Sequence[LabelEntry]) -> list[str]:
    lines: list[str] = []
    for standing, title in STANDINGS.items():
        own = [entry for entry in entries if entry.standing == standing]
        if not own:
            continue
        lines += [f"### {title}", ""]
        lines += ["| wording | for | source | in force | how it was confirmed |"]
        lines += ["|---|---|---|---|---|"]
        for e in own:
            wording = _cell(e.text or e.label) + (f" ({e.form})" if e.form != "any" else "")
            serves = ", ".join(e.relations) or "any relation"
            lines.append(
                f"| {wording} | {serves} | {e.source}, {_cell(e.section)} | {_dates(e)} "
                f"| {CONFIRMED[e.confirmed]} |"
            )
        lines.append("")
    return lines[:-1]


def _sectors(law: JurisdictionFile) -> list[str]:
    found = []
    for e in law.sectors:
        goods = f"{e.sector}{f' ({e.subsector})' if e.subsector else ''}"
        text = f": {_cell(e.text)}" if e.text else ""
        found.append(f"{goods}, {e.duty}{text} {_source(e)}")
    return found


def _sanctions(law: JurisdictionFile) -> list[str]:
    found = []
    for e in law.sanctions:
        most = f"up to {e.max_amount:,.0f} {e.currency}" if e.max_amount else "no fixed amount"
        found.append(f"{most}{_note(e)} {_source(e)}")
    return found


def _note(entry: Sourced) -> str:
    return f" ({_cell(entry.note)})" if entry.note else ""


def _source(entry: Sourced) -> str:
    dates = _dates(entry)
    when = "" if dates == "always" else f"; {dates}"
    return f"— {entry.source}, {_cell(entry.section)}; {CONFIRMED[entry.confirmed]}{when}"


def _dates(entry: Sourced) -> str:
    if entry.since and entry.until:
        return f"{entry.since} to {entry.until}"
    if entry.since:
        return f"from {entry.since}"
    return f"until {entry.until}" if entry.until else "always"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def main() -> None:
    """Write the pages, and remove those of packs that are gone."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    found = pages(load_pack())
    for name, text in found.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    for old in FOLDER.glob("*.md"):
        if old.name not in found:
            old.unlink()


if __name__ == "__main__":
    main()
