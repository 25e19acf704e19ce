"""Links: which host they lead to and which parameters they carry."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit


def host_and_params(link: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the host of a link as found in a text (scheme or not) and its query parameters."""
    url = link if "://" in link else f"https://{link}"
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
        return host, tuple(parse_qsl(parts.query, keep_blank_values=True, max_num_fields=60))
    except ValueError:
        # A text may hold anything that looks like a link: brackets, too many fields.
        return "", ()


def host_matches(host: str, rule: str) -> bool:
    """True when ``host`` is the rule's host or lies below it.

    A rule may name a path too (``amzn.to``, ``rstyle.me``, ``awin1.com``); ``*.example`` is
    the same as ``example``.
    """
    rule = rule.removeprefix("*.")
    return host == rule or host.endswith(f".{rule}")


def param_matches(params: tuple[tuple[str, str], ...], rule: str) -> bool:
    """True when a parameter ``name`` or ``name=value`` (value as a prefix) is among them."""
    name, _, value = rule.partition("=")
    return any(key == name and found.startswith(value) for key, found in params)
