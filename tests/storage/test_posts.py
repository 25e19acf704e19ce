"""Posts and findings as lists and pages read them, on both databases."""

from __future__ import annotations

import pytest

from checker.storage import Database, NotFoundError, findings, posts, verdicts
from checker.storage.posts import number_of, post_id
from checker.storage.records import Audit
from checker.storage.verdicts import Filter
from tests.storage.made import audited, stored


def _made(database: Database, number: int, name: str = "spring") -> Audit:
    return stored(database, [audited(n) for n in range(number)], name)


def test_a_filter_by_posts_names_and_reviews(database: Database) -> None:
    audit = _made(database, 40)
    with database.read() as session:
        some = verdicts.list_verdicts(
            session, audit.id, Filter(posts=(post_id(audit.id, 3), post_id(audit.id, 5)))
        )
        assert {number_of(item.post_id) for item in some} == {3, 4, 5}
        named = verdicts.count_verdicts(session, audit.id, Filter(brand_names=("Nobody", "@ACME")))
        assert named == verdicts.count_verdicts(session, audit.id, Filter(brand="acme")) > 0
        every = verdicts.count_verdicts(session, audit.id)
        assert verdicts.count_verdicts(session, audit.id, Filter(reviewed=False)) == every
        assert verdicts.count_verdicts(session, audit.id, Filter(reviewed=True)) == 0
        assert verdicts.count_up_to(session, audit.id, Filter(), 7) == 7
        assert verdicts.count_up_to(session, audit.id, Filter(), 10_000) == every


def test_what_a_page_shows_of_a_post(database: Database) -> None:
    first, second = _made(database, 12, "one"), _made(database, 12, "two")
    with database.read() as session:
        facts = posts.get_facts(session, post_id(first.id, 3))
        assert (facts.number, facts.external_id, facts.audit_id) == (3, "ig-2", first.id)
        assert posts.neighbours(session, facts) == (2, 4)
        last = posts.get_facts(session, post_id(first.id, 12))
        assert posts.neighbours(session, last) == (11, None)
        seen = posts.appearances(session, facts)
        assert [found.audit_id for found in seen] == sorted(
            (found.audit_id for found in seen), reverse=True
        )
        assert {(found.audit_id, found.number, found.same_text) for found in seen} == {
            (first.id, 3, True),
            (second.id, 3, True),
        }
        line = posts.lines_of(session, [facts.id], 5)[facts.id]
        assert len(line.text) == 5
        read = posts.read_posts(session, [facts.id, post_id(first.id, 999)])
        assert [post.id for post in read.values()] == ["ig-2"]
        with pytest.raises(NotFoundError):
            posts.get_facts(session, post_id(first.id, 13))


def test_findings_in_pages(database: Database) -> None:
    audit = _made(database, 40)
    with database.read() as session:
        every = findings.list_findings(session, audit.id, limit=1_000)
        assert len(every) == audit.findings > 3
        behind = findings.list_findings(session, audit.id, after=every[1].finding.id, limit=2)
        assert behind == every[2:4]
        rule = every[0].finding.rule
        of_rule = findings.list_findings(session, audit.id, rule=rule, limit=1_000)
        assert of_rule == [found for found in every if found.finding.rule == rule]
        cited = posts.cited(session, audit.id)
        plain = [found for found in every if found.finding.severity != "info"]
        assert sum(each.number for each in cited) == len(plain)
