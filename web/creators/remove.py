"""A creator or an account is taken off the record."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checker.storage import creators
from web.access import needs
from web.records import found
from web.removing import removing
from web.services import services


@needs("auditor")
def remove(creator_id: int) -> ResponseReturnValue:
    """Show what goes with a creator, or take the creator away."""
    with services().database.read() as session:
        creator = found(creators.get_creator, session, creator_id)
    back = url_for("creators.show", creator_id=creator_id)
    return removing(
        "creator",
        creator_id,
        lambda session: creators.delete_creator(session, creator_id),
        crumbs=[(url_for("creators.index"), _("Creators")), (back, creator.name)],
        back=back,
        onward=url_for("creators.index"),
    )


@needs("auditor")
def remove_account(creator_id: int, account_id: int) -> ResponseReturnValue:
    """Show what goes with an account, or take it away."""
    with services().database.read() as session:
        creator = found(creators.get_creator, session, creator_id)
        found(lambda s, n: creators.account_of(s, creator_id, n), session, account_id)
    back = url_for("creators.account", creator_id=creator_id, account_id=account_id)
    return removing(
        "account",
        account_id,
        lambda session: creators.remove_account(session, creator_id, account_id),
        crumbs=[
            (url_for("creators.index"), _("Creators")),
            (url_for("creators.show", creator_id=creator_id), creator.name),
        ],
        back=back,
        onward=url_for("creators.edit", creator_id=creator_id),
    )
