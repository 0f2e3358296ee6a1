"""Imports of Common Cartridges, and what they made.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

import vsm_platform.core.db


revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('cartridge_imports',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('exchange_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('is_own_file', sa.Boolean(), nullable=False),
    sa.Column('rest_title', sa.String(length=200), nullable=False),
    sa.Column('plan', sa.JSON(), nullable=False),
    sa.Column('report', sa.JSON(), nullable=False),
    sa.Column('steps', sa.Integer(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('error', sa.String(length=60), nullable=False),
    sa.Column('created_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('finished_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['exchange_id'], ['exchanges.id'], name=op.f('fk_cartridge_imports_exchange_id_exchanges')),
    sa.ForeignKeyConstraint(['file_id'], ['files.id'], name=op.f('fk_cartridge_imports_file_id_files'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_cartridge_imports_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cartridge_imports'))
    )
    with op.batch_alter_table('cartridge_imports', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cartridge_imports_exchange_id'), ['exchange_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_cartridge_imports_file_id'), ['file_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_cartridge_imports_person_id'), ['person_id'], unique=False)

    op.create_table('imported_things',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('import_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('thing_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['import_id'], ['cartridge_imports.id'], name=op.f('fk_imported_things_import_id_cartridge_imports'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_imported_things')),
    sa.UniqueConstraint('import_id', 'key', name=op.f('uq_imported_things_import_id_key'))
    )


def downgrade() -> None:
    op.drop_table('imported_things')
    with op.batch_alter_table('cartridge_imports', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_cartridge_imports_person_id'))
        batch_op.drop_index(batch_op.f('ix_cartridge_imports_file_id'))
        batch_op.drop_index(batch_op.f('ix_cartridge_imports_exchange_id'))

    op.drop_table('cartridge_imports')
