"""Files of exchanges and teams, their versions, contents, folders and uploads.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

import vsm_platform.core.db


revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('file_blobs',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('scan_state', sa.String(length=12), nullable=False),
    sa.Column('found', sa.String(length=120), nullable=False),
    sa.Column('stored_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_file_blobs'))
    )
    op.create_table('file_folders',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('exchange_id', sa.Integer(), nullable=False),
    sa.Column('owner_kind', sa.String(length=20), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('is_open', sa.Boolean(), nullable=False),
    sa.Column('created_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['exchange_id'], ['exchanges.id'], name=op.f('fk_file_folders_exchange_id_exchanges')),
    sa.ForeignKeyConstraint(['parent_id'], ['file_folders.id'], name=op.f('fk_file_folders_parent_id_file_folders')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_file_folders'))
    )
    with op.batch_alter_table('file_folders', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_file_folders_exchange_id'), ['exchange_id', 'owner_kind', 'owner_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_file_folders_parent_id'), ['parent_id'], unique=False)

    op.create_table('files',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('exchange_id', sa.Integer(), nullable=False),
    sa.Column('owner_kind', sa.String(length=20), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('folder_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('alt_text', sa.String(length=500), nullable=False),
    sa.Column('language', sa.String(length=20), nullable=False),
    sa.Column('licence', sa.String(length=200), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['created_by_id'], ['people.id'], name=op.f('fk_files_created_by_id_people')),
    sa.ForeignKeyConstraint(['exchange_id'], ['exchanges.id'], name=op.f('fk_files_exchange_id_exchanges')),
    sa.ForeignKeyConstraint(['folder_id'], ['file_folders.id'], name=op.f('fk_files_folder_id_file_folders')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_files'))
    )
    with op.batch_alter_table('files', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_files_deleted_at'), ['deleted_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_files_exchange_id'), ['exchange_id', 'owner_kind', 'owner_id', 'folder_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_files_folder_id'), ['folder_id'], unique=False)

    op.create_table('file_uploads',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('exchange_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('by_faculty', sa.Boolean(), nullable=False),
    sa.Column('owner_kind', sa.String(length=20), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('folder_id', sa.Integer(), nullable=True),
    sa.Column('updates_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('length', sa.BigInteger(), nullable=False),
    sa.Column('offset', sa.BigInteger(), nullable=False),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.Column('created_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('expires_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['exchange_id'], ['exchanges.id'], name=op.f('fk_file_uploads_exchange_id_exchanges')),
    sa.ForeignKeyConstraint(['file_id'], ['files.id'], name=op.f('fk_file_uploads_file_id_files'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['folder_id'], ['file_folders.id'], name=op.f('fk_file_uploads_folder_id_file_folders')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_file_uploads_person_id_people')),
    sa.ForeignKeyConstraint(['updates_id'], ['files.id'], name=op.f('fk_file_uploads_updates_id_files'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_file_uploads'))
    )
    with op.batch_alter_table('file_uploads', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_file_uploads_exchange_id'), ['exchange_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_file_uploads_expires_at'), ['expires_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_file_uploads_folder_id'), ['folder_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_file_uploads_person_id'), ['person_id'], unique=False)

    op.create_table('file_versions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('uploaded_by_id', sa.Integer(), nullable=True),
    sa.Column('by_faculty', sa.Boolean(), nullable=False),
    sa.Column('uploaded_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['digest'], ['file_blobs.digest'], name=op.f('fk_file_versions_digest_file_blobs')),
    sa.ForeignKeyConstraint(['file_id'], ['files.id'], name=op.f('fk_file_versions_file_id_files')),
    sa.ForeignKeyConstraint(['uploaded_by_id'], ['people.id'], name=op.f('fk_file_versions_uploaded_by_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_file_versions')),
    sa.UniqueConstraint('file_id', 'number', name=op.f('uq_file_versions_file_id_number'))
    )
    with op.batch_alter_table('file_versions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_file_versions_digest'), ['digest'], unique=False)
        batch_op.create_index(batch_op.f('ix_file_versions_uploaded_by_id'), ['uploaded_by_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('file_versions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_file_versions_uploaded_by_id'))
        batch_op.drop_index(batch_op.f('ix_file_versions_digest'))

    op.drop_table('file_versions')
    with op.batch_alter_table('file_uploads', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_file_uploads_person_id'))
        batch_op.drop_index(batch_op.f('ix_file_uploads_folder_id'))
        batch_op.drop_index(batch_op.f('ix_file_uploads_expires_at'))
        batch_op.drop_index(batch_op.f('ix_file_uploads_exchange_id'))

    op.drop_table('file_uploads')
    with op.batch_alter_table('files', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_files_folder_id'))
        batch_op.drop_index(batch_op.f('ix_files_exchange_id'))
        batch_op.drop_index(batch_op.f('ix_files_deleted_at'))

    op.drop_table('files')
    with op.batch_alter_table('file_folders', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_file_folders_parent_id'))
        batch_op.drop_index(batch_op.f('ix_file_folders_exchange_id'))

    op.drop_table('file_folders')
    op.drop_table('file_blobs')
