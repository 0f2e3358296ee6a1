"""live_afterwards

Revision ID: 0045
Revises: 0044
"""

import sqlalchemy as sa
from alembic import op

import vsm_platform.core.db


revision = '0045'
down_revision = '0044'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('live_courses',
    sa.Column('exchange_id', sa.Integer(), nullable=False),
    sa.Column('video', sa.String(length=1000), nullable=False),
    sa.ForeignKeyConstraint(['exchange_id'], ['exchanges.id'], name=op.f('fk_live_courses_exchange_id_exchanges')),
    sa.PrimaryKeyConstraint('exchange_id', name=op.f('pk_live_courses'))
    )
    # Added in place: on SQLite a batch would drop a table once, and with it what refers to it.
    op.add_column('discussion_topics', sa.Column('was_live', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('live_polls', sa.Column('counts', sa.JSON(), nullable=True))
    op.add_column('live_rooms', sa.Column('thread', sa.String(length=200), nullable=False, server_default=''))
    op.add_column('live_sessions', sa.Column('settled_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True))
    if op.get_bind().dialect.name != 'sqlite':
        op.alter_column('discussion_topics', 'was_live', server_default=None)
        op.alter_column('live_rooms', 'thread', server_default=None)


def downgrade() -> None:
    op.drop_column('live_sessions', 'settled_at')
    op.drop_column('live_rooms', 'thread')
    op.drop_column('live_polls', 'counts')
    op.drop_column('discussion_topics', 'was_live')
    op.drop_table('live_courses')
