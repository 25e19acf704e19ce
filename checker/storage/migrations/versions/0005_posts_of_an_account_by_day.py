"""Posts of an account by day, and those of a brand, are found in the index alone."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_WIDER = (
    ("posts", "account_id", "published_at"),
    ("post_brands", "brand_id", "post_id"),
)


def upgrade() -> None:
    """Put a wider index in place of each."""
    for table, first, second in _WIDER:
        op.create_index(f"ix_{table}_{first}_{second}", table, [first, second])
        op.drop_index(f"ix_{table}_{first}", table)


def downgrade() -> None:
    """Put the narrow ones back."""
    for table, first, second in _WIDER:
        op.create_index(f"ix_{table}_{first}", table, [first])
        op.drop_index(f"ix_{table}_{first}_{second}", table)
