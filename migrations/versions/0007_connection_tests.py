"""connection tests

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

import vsm_platform.core.db


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('connection_tests',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('deployment_id', sa.Integer(), nullable=False),
    sa.Column('tested_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('tested_by', sa.Integer(), nullable=True),
    sa.Column('findings', sa.JSON(), nullable=True),
    sa.Column('requests', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['deployment_id'], ['deployments.id'], name=op.f('fk_connection_tests_deployment_id_deployments')),
    sa.ForeignKeyConstraint(['tested_by'], ['people.id'], name=op.f('fk_connection_tests_tested_by_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_connection_tests'))
    )
    op.create_index(op.f('ix_connection_tests_deployment_id'), 'connection_tests', ['deployment_id'])


def downgrade() -> None:
    op.drop_index(op.f('ix_connection_tests_deployment_id'), table_name='connection_tests')
    op.drop_table('connection_tests')
