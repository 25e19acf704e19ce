"""The engine's fixed words, for people and in their language."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

VERDICTS = {
    "undisclosed": _l("undisclosed"),
    "inadequate": _l("inadequate"),
    "review": _l("needs review"),
    "disclosed": _l("disclosed"),
    "no-intent": _l("no intent"),
}
MEANINGS = {
    "undisclosed": _l("commercial, and not labelled at all"),
    "inadequate": _l("commercial and labelled, but not in a way that this authority accepts"),
    "review": _l("the signs are too weak or contradict each other; a person must look"),
    "disclosed": _l("commercial, and labelled as this authority accepts"),
    "no-intent": _l("nothing in what was given points to a commercial aim"),
}
GLYPHS = {"undisclosed": "✕", "inadequate": "!", "review": "?", "disclosed": "✓", "no-intent": "–"}
RELATIONS = {
    "paid": _l("paid"),
    "gift": _l("gift"),
    "loan": _l("loan"),
    "discount": _l("discount"),
    "affiliate": _l("affiliate link or code"),
    "event-invite": _l("invitation to an event"),
    "travel": _l("travel or stay"),
    "own-brand": _l("own brand"),
    "employment": _l("employment"),
    "family": _l("family tie"),
    "ambassador": _l("ambassador"),
    "barter": _l("barter"),
    "giveaway": _l("giveaway"),
    "none": _l("checked: none"),
}
STANDINGS = {
    "accepted": _l("accepted"),
    "accepted-with-brand": _l("accepted with the brand's name"),
    "accepted-if-clear": _l("accepted if clear"),
    "insufficient": _l("insufficient"),
    "rejected": _l("rejected"),
}
SEVERITIES = {"error": _l("error"), "warning": _l("warning"), "info": _l("note")}
LEVELS = {
    "none": _l("no signs of advertising"),
    "weak": _l("weak signs of advertising"),
    "strong": _l("strong signs of advertising"),
    "certain": _l("certainly advertising"),
}
SEGMENTS = {
    "caption": _l("caption"),
    "title": _l("title"),
    "description": _l("description"),
    "overlay": _l("text on the picture"),
    "transcript": _l("what is said"),
    "first_comment": _l("first comment"),
    "story_frame": _l("story frame"),
    "alt_text": _l("alternative text"),
}
ROLE_WORDS = {
    "viewer": _l("viewer"),
    "reviewer": _l("reviewer"),
    "auditor": _l("auditor"),
    "administrator": _l("administrator"),
}
STRENGTHS = {
    "hint": _l("hint"),
    "weak": _l("weak"),
    "moderate": _l("moderate"),
    "strong": _l("strong"),
    "certain": _l("certain"),
}
MEDIA = {"image": _l("pictures"), "audio": _l("sound"), "video": _l("video")}
DECISIONS = {"agree": _l("agrees"), "disagree": _l("disagrees"), "cannot-tell": _l("cannot tell")}
