"""The web application: the command line's engine and storage, in the browser.

It adds no judgement of its own: what a page says of a post, the engine said.
"""

from web.app import create_app
from web.config import Config

__all__ = ["Config", "create_app"]
