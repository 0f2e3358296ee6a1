"""live_agenda

Revision ID: 0047
Revises: 0046
"""

import sqlalchemy as sa
from alembic import op


revision = '0047'
down_revision = '0046'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added in place: on SQLite a batch would drop the table once, and with it what refers to it.
    op.add_column('live_sessions', sa.Column('agenda', sa.JSON(), nullable=False, server_default='[]'))
    if op.get_bind().dialect.name != 'sqlite':
        op.alter_column('live_sessions', 'agenda', server_default=None)


def downgrade() -> None:
    op.drop_column('live_sessions', 'agenda')
