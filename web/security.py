"""What every answer carries, and how often one may ask."""

from __future__ import annotations

import time

from flask import Flask, Response, abort, current_app, make_response, request
from flask_wtf import CSRFProtect
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""Nothing inline, nothing from elsewhere, no page of ours within another."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # links that carry their own right must not be told abroad
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
}
STRICT_TRANSPORT = "max-age=31536000"
_LIMITER = "palese_limiter"


def init_app(app: Flask, *, production: bool) -> None:
    """Set headers on every answer, and ask every form for its token."""
    CSRFProtect(app)
    app.extensions[_LIMITER] = MovingWindowRateLimiter(MemoryStorage())

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if production:
            response.headers.setdefault("Strict-Transport-Security", STRICT_TRANSPORT)
        if request.endpoint == "static":
            if "v" in request.args:  # the address changes with the file
                response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        else:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def throttle(limit: str, *keys: str) -> None:
    """Count one request, and answer 429 to what goes beyond the limit.

    Args:
        limit: such as ``10 per minute; 60 per hour``.
        keys: whose requests are counted together: a purpose, then an address, name or number.

    Raises:
        TooManyRequests: with the seconds after which one may ask again.
    """
    limiter: MovingWindowRateLimiter = current_app.extensions[_LIMITER]
    for part in limit.split(";"):
        item = parse(part.strip())
        if not limiter.hit(item, *keys):
            reset, _ = limiter.get_window_stats(item, *keys)
            wait = max(1, round(reset - time.time()))
            from web.errors import too_many

            response = make_response(too_many(wait))
            response.headers["Retry-After"] = str(wait)
            abort(response)


def address() -> str:
    """Return where the request comes from, as far as the server can know."""
    return request.remote_addr or "unknown"
