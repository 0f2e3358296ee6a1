"""What has changed in somebody's team is also said inside the product.

Revision ID: 0027
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op


revision = '0027'
down_revision = '0025'
branch_labels = None
depends_on = None

def upgrade() -> None:
    with op.batch_alter_table('team_letters') as batch_op:
        batch_op.add_column(sa.Column('came', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('went', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('why', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(
            sa.Column('is_unseen', sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table('team_letters') as batch_op:
        batch_op.alter_column('came', existing_type=sa.Integer(), server_default=None)
        batch_op.alter_column('went', existing_type=sa.Integer(), server_default=None)
        batch_op.alter_column('why', existing_type=sa.Text(), server_default=None)
        batch_op.alter_column('is_unseen', existing_type=sa.Boolean(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('team_letters') as batch_op:
        for name in ('is_unseen', 'why', 'went', 'came'):
            batch_op.drop_column(name)
