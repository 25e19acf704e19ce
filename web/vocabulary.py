"""The fixed codes of rule packs, in words: goods, states, tiers, figures, places of a label."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

GOODS = {
    "alcohol": _l("alcohol"),
    "betting": _l("betting"),
    "betting/tips": _l("betting tips"),
    "children": _l("goods for children"),
    "cosmetic-surgery": _l("cosmetic surgery"),
    "crypto-finance": _l("crypto-assets and investments"),
    "food-supplements": _l("food supplements"),
    "gambling": _l("gambling"),
    "infant-formula": _l("infant formula"),
    "less-healthy-food": _l("less healthy food"),
    "medical-devices": _l("medical devices"),
    "medicines": _l("medicines"),
    "medicines/otc": _l("medicines without prescription"),
    "medicines/prescription": _l("medicines on prescription"),
    "retouched-body": _l("retouched bodies"),
    "stock-tips": _l("tips on shares"),
    "tobacco-vaping": _l("tobacco and vaping"),
    "unsuitable-for-minors": _l("what is unsuitable for minors"),
}
INSTRUMENT_STATES = {
    "in-force": _l("in force"),
    "amended": _l("amended"),
    "superseded": _l("superseded"),
    "repealed": _l("repealed"),
    "draft": _l("draft"),
}
LABEL_LANGUAGES = {
    "local": _l("the country's language"),
    "content": _l("the language of the post"),
    "listed": _l("the listed wordings"),
    "understood": _l("a language that readers understand"),
    "any": _l("any language"),
}
METRICS = {
    "followers": _l("followers"),
    "total-followers": _l("followers of all accounts"),
    "posts-per-year": _l("posts a year"),
    "monthly-views": _l("views a month"),
    "engagement-rate": _l("engagement rate"),
    "gross-revenue": _l("gross revenue"),
}
SIGNS_OF_ORDER = {">=": _l("from"), ">": _l("more than"), "<": _l("less than"), "<=": _l("up to")}
TIERS = {
    "nano": _l("nano"),
    "micro": _l("micro"),
    "mid-tier": _l("mid-tier"),
    "macro": _l("macro"),
    "mega": _l("mega"),
    "top": _l("top"),
    "all-star": _l("all-star"),
    "rilevante": _l("relevant (rilevante)"),
    "especial-relevancia": _l("of special relevance (especial relevancia)"),
}
POSITIONS = {
    "before-fold": _l("before the fold"),
    "start": _l("at the start"),
    "every-frame": _l("on every frame"),
    "not-among-hashtags": _l("not lost among hashtags"),
    "same-screen": _l("in the post itself"),
    "start-of-video": _l("at the start of the video"),
    "not-at-end": _l("not at the end"),
    "first-n-hashtags": _l("among the first hashtags"),
    "shown-for": _l("shown for long enough"),
    "in-video": _l("in the video itself"),
    "early": _l("early in the text"),
    "opening-overlay": _l("on the opening of the video"),
    "written": _l("written"),
    "undenied": _l("not contradicted"),
    "last-hashtag": _l("as the last hashtag"),
    "first-and-last-frame": _l("on the first and the last frame"),
}
PLATFORMS = {"any": _l("any platform"), "instagram-joint-post": _l("Instagram, joint post")}
ROLES_IN_FINDINGS = {
    "labelled": _l("labelled"),
    "unlabelled": _l("without a label"),
    "centre": _l("closest to all the others"),
    "member": _l("one of them"),
}
