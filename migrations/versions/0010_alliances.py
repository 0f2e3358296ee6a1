"""Alliances with their members, rules and chairs; offices of institutions.

Revision ID: 0010
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

import vsm_platform.core.db


revision = '0010'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('alliances',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('minimum_partners', sa.Integer(), nullable=False),
    sa.Column('credit_ranges', sa.JSON(), nullable=False),
    sa.Column('same_credit', sa.Boolean(), nullable=False),
    sa.Column('season_limit', sa.Integer(), nullable=True),
    sa.Column('publishers', sa.String(length=12), nullable=False),
    sa.Column('created_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alliances')),
    sa.UniqueConstraint('name', name=op.f('uq_alliances_name'))
    )
    op.create_table('alliance_chairs',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('alliance_id', sa.Integer(), nullable=False),
    sa.Column('institution_id', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['alliance_id'], ['alliances.id'], name=op.f('fk_alliance_chairs_alliance_id_alliances')),
    sa.ForeignKeyConstraint(['institution_id'], ['institutions.id'], name=op.f('fk_alliance_chairs_institution_id_institutions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alliance_chairs'))
    )
    with op.batch_alter_table('alliance_chairs', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_alliance_chairs_alliance_id'), ['alliance_id', 'starts_on'], unique=False)

    op.create_table('alliance_members',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('alliance_id', sa.Integer(), nullable=False),
    sa.Column('institution_id', sa.Integer(), nullable=False),
    sa.Column('joined_in', sa.Integer(), nullable=False),
    sa.Column('left_in', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['alliance_id'], ['alliances.id'], name=op.f('fk_alliance_members_alliance_id_alliances')),
    sa.ForeignKeyConstraint(['institution_id'], ['institutions.id'], name=op.f('fk_alliance_members_institution_id_institutions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alliance_members')),
    sa.UniqueConstraint('alliance_id', 'institution_id', name=op.f('uq_alliance_members_alliance_id_institution_id'))
    )
    with op.batch_alter_table('alliance_members', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_alliance_members_institution_id'), ['institution_id'], unique=False)

    with op.batch_alter_table('exchanges', schema=None) as batch_op:
        batch_op.add_column(sa.Column('alliance_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_exchanges_alliance_id'), ['alliance_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_exchanges_alliance_id_alliances'), 'alliances', ['alliance_id'], ['id'])

    with op.batch_alter_table('one_time_codes', schema=None) as batch_op:
        batch_op.add_column(sa.Column('institution_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_one_time_codes_institution_id_institutions'), 'institutions', ['institution_id'], ['id'])

    with op.batch_alter_table('people', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_office', sa.Boolean(), nullable=False, server_default=sa.false()))

    # The default was for the people who are there already; new ones say what they are.
    with op.batch_alter_table('people', schema=None) as batch_op:
        batch_op.alter_column('is_office', server_default=None)



def downgrade() -> None:
    with op.batch_alter_table('people', schema=None) as batch_op:
        batch_op.drop_column('is_office')

    with op.batch_alter_table('one_time_codes', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_one_time_codes_institution_id_institutions'), type_='foreignkey')
        batch_op.drop_column('institution_id')

    with op.batch_alter_table('exchanges', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_exchanges_alliance_id_alliances'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_exchanges_alliance_id'))
        batch_op.drop_column('alliance_id')

    with op.batch_alter_table('alliance_members', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_alliance_members_institution_id'))

    op.drop_table('alliance_members')
    with op.batch_alter_table('alliance_chairs', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_alliance_chairs_alliance_id'))

    op.drop_table('alliance_chairs')
    op.drop_table('alliances')
