"""Palese: is a post advertising, and does it say so as the law asks?"""

__version__ = "0.1.0"
