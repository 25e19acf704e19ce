"""What a jurisdiction thinks of a label: its wording, its brand, its language."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import msgspec

from checker.judge.law import Law
from checker.judge.relation import Intent, own_name
from checker.model import BrandMention, Citation, Evidence, Label, Post, Severity, Standing
from checker.rulepack.schema import LabelEntry
from checker.text.names import name_forms, same_brand

_RANK: dict[str, int] = {
    "accepted": 0,
    "accepted-if-clear": 1,
    "accepted-with-brand": 2,
    "insufficient": 3,
    "rejected": 4,
}


class Objection(msgspec.Struct, frozen=True):
    """A reason why a label is not enough. ``code`` names the finding."""

    code: str
    citation: Citation | None
    detail: str = ""
    severity: Severity = "error"


class Ruling(msgspec.Struct, frozen=True):
    """A label as the jurisdiction sees it: good when there is no objection of weight."""

    label: Label
    standing: Standing
    objections: tuple[Objection, ...]
    entry: LabelEntry | None = None

    @property
    def good(self) -> bool:
        """True when nothing of weight stands against the label."""
        return not any(o.severity == "error" for o in self.objections)


def rule_on_wording(
    label: Label, law: Law, intent: Intent, evidence: Evidence, post: Post
) -> Ruling:
    """Judge a label's wording, brand name and language; places are judged elsewhere."""
    entry, served = _entry(label, law, intent, post.platform or "")
    if entry is None:
        return _unlisted(label, law, evidence, post)
    objections: list[Objection] = []
    standing = entry.standing
    if standing in ("insufficient", "rejected"):
        return Ruling(label, standing, (_poor(label, law, entry),), entry)
    if entry.segments and label.place is not None and label.place.kind not in entry.segments:
        elsewhere = Objection("label-other-medium", _seen(law, entry), ", ".join(entry.segments))
        return Ruling(label, "insufficient", (elsewhere,), entry)
    if not served:
        detail = ", ".join(entry.relations)
        other = Objection("label-for-other-relation", _seen(law, entry), detail)
        return Ruling(label, "insufficient", (other,), entry)
    if standing == "accepted-with-brand":
        presence = brand_presence(label, evidence, post)
        if presence == "absent":
            citation = law.provision("brand-missing") or law.cite(entry)
            weight: Severity = "warning" if entry.confirmed == "recollection" else "error"
            objections.append(Objection("brand-missing", citation, severity=weight))
        elif presence == "unknown":
            objections.append(Objection("brand-not-verified", law.cite(entry), severity="info"))
    else:
        objections.extend(_nameless(label, law, evidence, post))
    if entry.beside:
        others = {other.label for other in evidence.labels}
        if not others.intersection(entry.beside):
            objections.append(Objection("label-needs-another", law.cite(entry)))
    if label.broken:
        objections.append(Objection("label-broken-up", law.provision("legible", "identifiable")))
    objections.extend(_language(label, law, evidence, listed=label.label in law.listed))
    return Ruling(label, standing, tuple(objections), entry)


def _entry(label: Label, law: Law, intent: Intent, platform: str) -> tuple[LabelEntry | None, bool]:
    """Return the entry that applies, and whether the label serves the relation.

    An entry for the platform goes before one for any. Where sources disagree, the one marked as
    deciding is applied, else the most lenient.
    """
    entries = [e for e in law.labels.get(label.label, ()) if e.form in ("any", label.form)]
    entries = [e for e in entries if platform in e.platforms] or [
        e for e in entries if not e.platforms
    ]
    if not entries:
        return None, False
    deciding = [e for e in entries if e.decides]
    entries = deciding or entries
    serving = [e for e in entries if _serves(e, intent)]
    pool = serving or entries
    return min(pool, key=lambda e: (_RANK[e.standing], e.confirmed == "recollection")), bool(
        serving
    )


def _serves(entry: LabelEntry, intent: Intent) -> bool:
    """A wording for paid posts serves any relation; others serve those that they name."""
    if not entry.relations or "paid" in entry.relations:
        return True
    if not intent.on_record:
        return True
    if intent.relation in entry.relations:
        return True
    # A loan, a gift, a discount and a hosted stay are one family: something of value for free.
    free = {"gift", "loan", "discount", "event-invite", "travel"}
    return (
        intent.relation in free
        and bool(free.intersection(entry.relations))
        and (
            {intent.relation, *entry.relations} <= {"gift", "loan", "discount"}
            or {intent.relation, *entry.relations} <= {"event-invite", "travel"}
        )
    )


def _poor(label: Label, law: Law, entry: LabelEntry) -> Objection:
    """An insufficient wording; what rests on recollection is carried by the general rule."""
    return Objection("label-wording", _seen(law, entry))


def _seen(law: Law, entry: LabelEntry) -> Citation | None:
    """The citation of an entry, or of the general rule where the entry rests on recollection."""
    if entry.confirmed != "recollection":
        return law.cite(entry)
    return law.provision("label-wording", "identifiable")


def _unlisted(label: Label, law: Law, evidence: Evidence, post: Post) -> Ruling:
    """A wording on no list is judged by the pack's policy."""
    plain = law.unlisted == "plain-words" and label.plain
    language = _language(label, law, evidence, listed=False)
    if plain:
        nameless = _nameless(label, law, evidence, post)
        return Ruling(label, "accepted-if-clear", (*language, *nameless))
    blamed = [o for o in language if o.severity == "error"]
    wording = Objection("label-unlisted", law.provision("label-wording", "identifiable"))
    return Ruling(label, "insufficient", tuple(blamed) or (wording,))


def _nameless(label: Label, law: Law, evidence: Evidence, post: Post) -> tuple[Objection, ...]:
    """Object where the law wants the advertiser named and the known brand is nowhere named.

    Whoever advertises on an account of that name, or calls it self-promotion, is named above.
    """
    if not law.brand_named or post.relation is None or not post.relation.brand:
        return ()
    if own_name(post) or (post.relation.kind == "own-brand" and "own-brand" in label.tells):
        return ()
    if any(mention.known for mention in evidence.brands_seen):
        return ()
    return (Objection("brand-missing", law.provision("brand-missing", "identifiable")),)


def _language(label: Label, law: Law, evidence: Evidence, *, listed: bool) -> list[Objection]:
    """Object to a label that its readers may not understand."""
    rule = law.language
    if rule is None or rule.accepts == "any" or not label.langs:
        return []
    if rule.accepts == "content":
        content = content_lang(label, evidence)
        wanted: Sequence[str] = (content,) if content else ()
        # A label in a language that no pack can tell apart says nothing on the text's own.
        wrong = bool(content) and law.told.issuperset(label.langs)
    elif rule.accepts == "understood":
        content = content_lang(label, evidence)
        wanted = (*law.languages, "en", *((content,) if content else ()))
        wrong = not listed
    else:
        wanted = law.languages
        wrong = not listed
    if not wrong or set(wanted).intersection(label.langs):
        return []
    weight: Severity = "warning" if rule.confirmed == "recollection" else "error"
    return [Objection("label-language", law.cite(rule), ", ".join(wanted), weight)]


def content_lang(label: Label, evidence: Evidence) -> str | None:
    """The language that the label's readers read: that of its segment, else of the post."""
    if 0 <= label.segment < len(evidence.langs) and evidence.langs[label.segment]:
        return evidence.langs[label.segment]
    return evidence.lang


def brand_presence(label: Label, evidence: Evidence, post: Post) -> str:
    """Tell whether the brand's name stands with the label: present, absent or unknown.

    It does when it fills the label's own slot, stands in the same run of tags, or is in view
    with the label, ahead of the fold.
    """
    known = [n for n in (*post.brands, post.relation.brand if post.relation else None) if n]
    forms = [name_forms(name)[1] for name in known]
    if label.brand:
        own = name_forms(label.brand)[1]
        if not forms or label.brand.startswith(("@", "#")):
            return "present"
        if any(same_brand(form, own) or own.startswith(form[:4]) for form in forms):
            return "present"
    for mention in evidence.brands_seen:
        if mention.segment == label.segment and _in_view(mention, label):
            return "present"
    # With no name to look for, a brand spelled in plain words cannot be told from other words;
    # where a stop or a picture follows at once, there is none.
    return "absent" if forms or (label.brand == "" and _breaks_off(label, post)) else "unknown"


def _breaks_off(label: Label, post: Post) -> bool:
    """True where the text ends or a stop or picture stands right behind the label."""
    behind = post.segments[label.segment].text[label.end :].lstrip(" :")
    return not behind or behind[0] in ".,;!?…)" or unicodedata.category(behind[0]) == "So"


def _in_view(mention: BrandMention, label: Label) -> bool:
    if abs(mention.start - label.end) <= 40 or abs(label.start - mention.end) <= 40:
        return True
    return mention.before_fold and (label.place is None or label.place.before_fold)
