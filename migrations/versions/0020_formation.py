"""What faculty wish of teams, what students say of themselves, proposals, and repairs.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

import vsm_platform.core.db

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None

def upgrade() -> None:

    op.create_table('formation_attributes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('exchange_id', sa.Integer(), nullable=False),
    sa.Column('label', sa.String(length=80), nullable=False),
    sa.Column('question', sa.String(length=200), nullable=False),
    sa.Column('options', sa.JSON(), nullable=False),
    sa.Column('created_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['exchange_id'], ['exchanges.id'], name=op.f('fk_formation_attributes_exchange_id_exchanges')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_formation_attributes')),
    sa.UniqueConstraint('exchange_id', 'label', name=op.f('uq_formation_attributes_exchange_id_label'))
    )
    op.create_table('formations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('exchange_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('least', sa.Integer(), nullable=False),
    sa.Column('most', sa.Integer(), nullable=False),
    sa.Column('institution_mix', sa.String(length=8), nullable=False),
    sa.Column('common_hours', sa.Double(), nullable=False),
    sa.Column('meeting_minutes', sa.Integer(), nullable=False),
    sa.Column('criteria', sa.JSON(), nullable=False),
    sa.Column('together', sa.JSON(), nullable=False),
    sa.Column('apart', sa.JSON(), nullable=False),
    sa.Column('team_set_id', sa.Integer(), nullable=True),
    sa.Column('created_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('changed_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['exchange_id'], ['exchanges.id'], name=op.f('fk_formations_exchange_id_exchanges')),
    sa.ForeignKeyConstraint(['team_set_id'], ['team_sets.id'], name=op.f('fk_formations_team_set_id_team_sets'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_formations'))
    )
    with op.batch_alter_table('formations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_formations_exchange_id'), ['exchange_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_formations_team_set_id'), ['team_set_id'], unique=False)

    op.create_table('formation_proposals',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('formation_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('seed', sa.Integer(), nullable=False),
    sa.Column('share', sa.Double(), nullable=False),
    sa.Column('loss', sa.Double(), nullable=True),
    sa.Column('is_stopping', sa.Boolean(), nullable=False),
    sa.Column('was_stopped', sa.Boolean(), nullable=False),
    sa.Column('teams', sa.JSON(), nullable=False),
    sa.Column('pinned', sa.JSON(), nullable=False),
    sa.Column('locked', sa.JSON(), nullable=False),
    sa.Column('history', sa.JSON(), nullable=False),
    sa.Column('report', sa.JSON(), nullable=False),
    sa.Column('error', sa.String(length=60), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('finished_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['formation_id'], ['formations.id'], name=op.f('fk_formation_proposals_formation_id_formations'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_formation_proposals'))
    )
    with op.batch_alter_table('formation_proposals', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_formation_proposals_formation_id'), ['formation_id'], unique=False)

    op.create_table('formation_repairs',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('formation_id', sa.Integer(), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.Column('gone', sa.JSON(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('made_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('undone_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['formation_id'], ['formations.id'], name=op.f('fk_formation_repairs_formation_id_formations'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_formation_repairs'))
    )
    with op.batch_alter_table('formation_repairs', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_formation_repairs_formation_id'), ['formation_id'], unique=False)

    op.create_table('formation_values',
    sa.Column('attribute_id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(length=80), nullable=False),
    sa.Column('number', sa.Double(), nullable=True),
    sa.Column('said_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['attribute_id'], ['formation_attributes.id'], name=op.f('fk_formation_values_attribute_id_formation_attributes'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolments.id'], name=op.f('fk_formation_values_enrolment_id_enrolments')),
    sa.PrimaryKeyConstraint('attribute_id', 'enrolment_id', name=op.f('pk_formation_values'))
    )
    with op.batch_alter_table('formation_values', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_formation_values_enrolment_id'), ['enrolment_id'], unique=False)

def downgrade() -> None:

    with op.batch_alter_table('formation_values', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_formation_values_enrolment_id'))

    op.drop_table('formation_values')
    with op.batch_alter_table('formation_repairs', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_formation_repairs_formation_id'))

    op.drop_table('formation_repairs')
    with op.batch_alter_table('formation_proposals', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_formation_proposals_formation_id'))

    op.drop_table('formation_proposals')
    with op.batch_alter_table('formations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_formations_team_set_id'))
        batch_op.drop_index(batch_op.f('ix_formations_exchange_id'))

    op.drop_table('formations')
    op.drop_table('formation_attributes')

