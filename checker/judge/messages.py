"""What is said to a person about each kind of finding. The law itself is in the citation."""

from __future__ import annotations

from collections.abc import Mapping

from checker.judge.law import Law

MESSAGES: Mapping[str, str] = {
    "undisclosed": "The post is commercial and nothing in it says so",
    "only-tags": "A tag, a brand's hashtag or a code tells nobody that the post is advertising",
    "label-wording": "{label} is not a wording that makes advertising plain in {name}",
    "label-unlisted": "{label} is not among the wordings accepted in {name}",
    "label-for-other-relation": "{label} serves other relations ({detail}), not this one",
    "label-other-medium": "{label} serves other parts of a post ({detail}), not the one it "
    "stands in",
    "label-needs-another": "{label} is not enough by itself: a wording for advertising must stand "
    "beside it",
    "label-language": "{label} is not in a language in which these readers must be told ({detail})",
    "brand-missing": "{label} needs the brand's name with it",
    "brand-not-verified": "{label} needs the brand's name with it; which brand it is was not given",
    "label-broken-up": "{label} is broken up, so that readers can miss it",
    "label-not-first": "{label} does not come first",
    "label-below-fold": "{label} is hidden until the reader opens the rest of the text",
    "label-not-in-first-hashtags": "{label} is not among the first hashtags",
    "label-among-hashtags": "{label} is lost in a string of hashtags",
    "label-at-end": "{label} stands at the very end, where it is missed",
    "label-in-first-comment": "{label} is not in the post itself",
    "label-not-on-every-frame": "{label} is not on every frame that advertises",
    "label-not-on-first-and-last-frame": "{label} is not on both the first and the last frame",
    "label-not-in-video": "The video itself carries no label; {label} stands only beside it",
    "label-not-written": "{label} is only spoken; the text beside the video carries no label",
    "label-too-brief": "{label} is not on the screen for long enough: {detail}",
    "label-contradicted": "{label} is contradicted by what the post says of itself",
    "label-not-in-opening": "{label} does not appear at the opening of the video",
    "platform-label-alone": "The platform's own label is not enough by itself in {name}",
    "platform-label-doubted": "The platform's own label is the only one; whether it is enough is "
    "not settled in {name}",
    "platform-label-accepted": "The platform's own label discloses the post",
    "platform-label-without-goods": "The platform's own label is on, yet nothing in the text "
    "points to goods or a brand",
    "denial-with-label": "The post carries {label} and denies being paid",
    "denial-with-platform-label": "The platform's label is on, and the post denies any tie",
    "denial-false": "The post denies a tie that is on record",
    "record-none-with-label": "The record says that a check found no tie, yet the post carries "
    "{label}",
    "record-none-with-code": "The record says that a check found no tie, yet the post carries a "
    "code or link of the author's own",
    "record-none-with-platform-label": "The record says that a check found no tie, yet the "
    "platform's label is on",
    "weak-signs": "The signs of a commercial tie are too weak to decide",
    "own-name": "No notice is asked for where the brand is plainly the author's own name",
    "not-owed": "No disclosure is owed for this relation in {name}",
    "sector-ban": "These goods may not be promoted to the public in this way, however the post is "
    "labelled: {detail}",
    "sector-warning-missing": "The words that the law requires with these goods are missing: "
    "“{detail}”",
    "sector-mark-missing": "The mark that must stand in the picture with such advertising is "
    "missing: “{detail}”",
    "sector-duty": "These goods carry an extra duty: {detail}",
    "sector-authorisation": "Promoting these goods needs an authorisation: {detail}",
    "sector-age-gate": "These goods may not be promoted to minors: {detail}",
}


def message(code: str, law: Law, *, label: str = "", detail: str = "") -> str:
    """Return the sentence for a finding; the pack's own wording goes before the common one."""
    own = law.provisions.get(code)
    text = own.message if own is not None and own.message else MESSAGES[code]
    name = f"“{label}”" if label else "The label"
    return text.format(label=name, name=law.name or law.code, detail=detail)
