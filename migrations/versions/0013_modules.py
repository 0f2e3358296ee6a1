"""Modules, their items, and who is done with what.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

import vsm_platform.core.db


revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('modules',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('exchange_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('intro', sa.Text(), nullable=False),
    sa.Column('first_week', sa.Integer(), nullable=True),
    sa.Column('last_week', sa.Integer(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('is_published', sa.Boolean(), nullable=False),
    sa.Column('client_key', sa.String(length=40), nullable=True),
    sa.Column('copied_from_id', sa.Integer(), nullable=True),
    sa.Column('created_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['exchange_id'], ['exchanges.id'], name=op.f('fk_modules_exchange_id_exchanges')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_modules')),
    sa.UniqueConstraint('exchange_id', 'client_key', name=op.f('uq_modules_exchange_id_client_key'))
    )
    op.create_table('module_dates',
    sa.Column('module_id', sa.Integer(), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('opens_on', sa.Date(), nullable=True),
    sa.Column('closes_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['module_id'], ['modules.id'], name=op.f('fk_module_dates_module_id_modules'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnerships.id'], name=op.f('fk_module_dates_partnership_id_partnerships')),
    sa.PrimaryKeyConstraint('module_id', 'partnership_id', name=op.f('pk_module_dates'))
    )
    with op.batch_alter_table('module_dates', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_module_dates_partnership_id'), ['partnership_id'], unique=False)

    op.create_table('module_items',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('module_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('ref_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('url', sa.String(length=2000), nullable=False),
    sa.Column('language', sa.String(length=20), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('completion', sa.String(length=8), nullable=False),
    sa.Column('is_published', sa.Boolean(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('client_key', sa.String(length=40), nullable=True),
    sa.Column('created_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('changed_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('changed_by_id', sa.Integer(), nullable=True),
    sa.Column('deleted_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['changed_by_id'], ['people.id'], name=op.f('fk_module_items_changed_by_id_people')),
    sa.ForeignKeyConstraint(['module_id'], ['modules.id'], name=op.f('fk_module_items_module_id_modules')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_module_items')),
    sa.UniqueConstraint('module_id', 'client_key', name=op.f('uq_module_items_module_id_client_key'))
    )
    with op.batch_alter_table('module_items', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_module_items_kind'), ['kind', 'ref_id'], unique=False)

    op.create_table('partner_weeks',
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('counting', sa.String(length=10), nullable=False),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnerships.id'], name=op.f('fk_partner_weeks_partnership_id_partnerships')),
    sa.PrimaryKeyConstraint('partnership_id', name=op.f('pk_partner_weeks'))
    )
    op.create_table('item_drafts',
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('base_version', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('saved_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['module_items.id'], name=op.f('fk_item_drafts_item_id_module_items'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_item_drafts_person_id_people')),
    sa.PrimaryKeyConstraint('item_id', 'person_id', name=op.f('pk_item_drafts'))
    )
    with op.batch_alter_table('item_drafts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_item_drafts_person_id'), ['person_id'], unique=False)

    op.create_table('item_versions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('client_key', sa.String(length=40), nullable=True),
    sa.Column('saved_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('saved_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['item_id'], ['module_items.id'], name=op.f('fk_item_versions_item_id_module_items'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['saved_by_id'], ['people.id'], name=op.f('fk_item_versions_saved_by_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_item_versions')),
    sa.UniqueConstraint('item_id', 'client_key', name=op.f('uq_item_versions_item_id_client_key')),
    sa.UniqueConstraint('item_id', 'number', name=op.f('uq_item_versions_item_id_number'))
    )
    op.create_table('items_done',
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('done_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolments.id'], name=op.f('fk_items_done_enrolment_id_enrolments')),
    sa.ForeignKeyConstraint(['item_id'], ['module_items.id'], name=op.f('fk_items_done_item_id_module_items'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('enrolment_id', 'item_id', name=op.f('pk_items_done'))
    )
    with op.batch_alter_table('items_done', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_items_done_item_id'), ['item_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('items_done', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_items_done_item_id'))

    op.drop_table('items_done')
    op.drop_table('item_versions')
    with op.batch_alter_table('item_drafts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_item_drafts_person_id'))

    op.drop_table('item_drafts')
    op.drop_table('partner_weeks')
    with op.batch_alter_table('module_items', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_module_items_kind'))

    op.drop_table('module_items')
    with op.batch_alter_table('module_dates', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_module_dates_partnership_id'))

    op.drop_table('module_dates')
    op.drop_table('modules')
