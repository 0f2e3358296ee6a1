"""Terms of each partner, the life of an exchange, and letters.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

import vsm_platform.core.db


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('letters',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('recipient', sa.String(length=320), nullable=False),
    sa.Column('language', sa.String(length=20), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('reply_to', sa.String(length=320), nullable=False),
    sa.Column('attachment_name', sa.String(length=120), nullable=False),
    sa.Column('attachment_type', sa.String(length=80), nullable=False),
    sa.Column('attachment', sa.Text(), nullable=False),
    sa.Column('created_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letters'))
    )
    with op.batch_alter_table('exchanges', schema=None) as batch_op:
        batch_op.add_column(sa.Column('state', sa.String(length=12), nullable=False, server_default="open"))
        batch_op.add_column(sa.Column('kind', sa.String(length=20), nullable=False, server_default="course"))
        batch_op.add_column(sa.Column('season', sa.String(length=60), nullable=False, server_default=""))
        batch_op.add_column(sa.Column('ects', sa.Double(), nullable=True))
        batch_op.add_column(sa.Column('previous_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_exchanges_previous_id_exchanges'), 'exchanges', ['previous_id'], ['id'])

    with op.batch_alter_table('partnerships', schema=None) as batch_op:
        batch_op.add_column(sa.Column('ends_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('breaks', sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column('registers_from', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('registers_until', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('participation', sa.String(length=12), nullable=False, server_default="open"))
        batch_op.add_column(sa.Column('places', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('credit_scheme', sa.String(length=40), nullable=False, server_default=""))
        batch_op.add_column(sa.Column('credit_amount', sa.Double(), nullable=True))
        batch_op.add_column(sa.Column('grade_scale', sa.String(length=40), nullable=False, server_default=""))
        batch_op.add_column(sa.Column('contact', sa.String(length=320), nullable=False, server_default=""))
        batch_op.add_column(sa.Column('languages', sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column('notice', sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column('left_on', sa.Date(), nullable=True))

    # The defaults were for the rows that stand there already; new rows say what they are.
    with op.batch_alter_table('exchanges', schema=None) as batch_op:
        batch_op.alter_column('state', server_default=None)
        batch_op.alter_column('kind', server_default=None)
        batch_op.alter_column('season', server_default=None)
    with op.batch_alter_table('partnerships', schema=None) as batch_op:
        batch_op.alter_column('breaks', server_default=None)
        batch_op.alter_column('participation', server_default=None)
        batch_op.alter_column('credit_scheme', server_default=None)
        batch_op.alter_column('grade_scale', server_default=None)
        batch_op.alter_column('contact', server_default=None)
        batch_op.alter_column('languages', server_default=None)
        batch_op.alter_column('notice', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('partnerships', schema=None) as batch_op:
        batch_op.drop_column('left_on')
        batch_op.drop_column('notice')
        batch_op.drop_column('languages')
        batch_op.drop_column('contact')
        batch_op.drop_column('grade_scale')
        batch_op.drop_column('credit_amount')
        batch_op.drop_column('credit_scheme')
        batch_op.drop_column('places')
        batch_op.drop_column('participation')
        batch_op.drop_column('registers_until')
        batch_op.drop_column('registers_from')
        batch_op.drop_column('breaks')
        batch_op.drop_column('ends_on')

    with op.batch_alter_table('exchanges', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_exchanges_previous_id_exchanges'), type_='foreignkey')
        batch_op.drop_column('previous_id')
        batch_op.drop_column('ects')
        batch_op.drop_column('season')
        batch_op.drop_column('kind')
        batch_op.drop_column('state')

    op.drop_table('letters')
