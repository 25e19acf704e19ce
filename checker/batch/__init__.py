"""Audits of any size: files in, batches of judged posts into the database.

The parent reads, looks authors up and is the only writer; posts are judged in the parent itself
(``serial``) or in worker processes (``processes``). Batches are stored in the order of the input
with how far it was read, so that an audit stopped at any instant goes on where it was.
"""
