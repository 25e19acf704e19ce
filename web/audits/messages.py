"""What the server and the process that runs an audit say to each other."""

from __future__ import annotations

import msgspec


class Order(msgspec.Struct, frozen=True):
    """An audit that was begun, and is to be brought to its end.

    Attributes:
        audit_id: which one.
        database_url: where it is.
        files: paths of its inputs.
        names: what they are called.
        rules: folders of further rules.
        size: of all files, in bytes.
        workers: processes to judge in; 0: as many as suit the files and the machine.
        mapping: path of the mapping file, if there is one.
    """

    audit_id: int
    database_url: str
    files: tuple[str, ...]
    names: tuple[str, ...]
    rules: tuple[str, ...] = ()
    size: int = 0
    workers: int = 0
    mapping: str = ""


class Message(msgspec.Struct, frozen=True, omit_defaults=True):
    """How far it is: bytes read and posts stored; or that it is done; or what is wrong.

    ``told`` are both sentences before their values were put in, and the values; ``changed`` says
    that what the audit rests on is not what it was when it began.
    """

    read: int = 0
    posts: int = 0
    done: bool = False
    error: str = ""
    remedy: str = ""
    told: tuple[str, str, dict[str, str]] | None = None
    changed: bool = False
