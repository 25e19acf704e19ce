"""What stands between two words of an expression, and signs for it.

A gap takes 75 letters, and the compiled rules hold a hundred thousand of them: five sixths of all
expressions. In the pack each is one control character (which no folded text and no template
holds); it is spelled out when an expression is compiled.
"""

from __future__ import annotations

from checker.rulepack.slots import SLOTS

# Blanks, light punctuation, arrows, emoji. Not a line break, not the end of a sentence.
GAP = r"[ \t,;:'\"()*/|+&>#=\[\]·•~_\-\x{2190}-\x{2bff}\x{fe0f}\x{1f000}-\x{1faff}]{1,5}"
LOOSE_GAP = GAP.replace("{1,5}", "{0,5}").replace("[ ", "[ 、")
CODE_GAP = r"[\s,;:'\"()*/|>=#\[\]·•\-\x{2190}-\x{2bff}\x{1f000}-\x{1faff}]{1,6}"

_LONG = 60
"""Letters from which a slot has a sign of its own."""

_SLOTS = sorted((s.expression for s in SLOTS.values() if len(s.expression) > _LONG), key=len)
_PIECES = dict(zip("\1\2\3\4\5\6\7\b", (GAP, LOOSE_GAP, CODE_GAP, *_SLOTS[::-1]), strict=False))


def shorten(expression: str) -> str:
    """Return an expression with a sign for each of its long pieces."""
    for sign, piece in _PIECES.items():
        expression = expression.replace(piece, sign)
    return expression


def spell_out(expression: str) -> str:
    """Return the expression that was shortened."""
    for sign, piece in _PIECES.items():
        if sign in expression:
            expression = expression.replace(sign, piece)
    return expression
