"""dynamic registration

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

import vsm_platform.core.db


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The default is for rows that are there: registrations made by hand tell no scopes. No batch, which
    # on SQLite would make the table anew, and drop the one that deployments refer to.
    op.add_column('registrations', sa.Column('scopes', sa.JSON(), nullable=False, server_default='[]'))
    op.create_table('registration_invitations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('institution_id', sa.Integer(), nullable=False),
    sa.Column('platform', sa.String(length=40), nullable=False),
    sa.Column('renews_id', sa.Integer(), nullable=True),
    sa.Column('made_by', sa.Integer(), nullable=True),
    sa.Column('made_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('expires_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('opened_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('opened_from', sa.String(length=255), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.String(length=60), nullable=False),
    sa.Column('used_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('registration_id', sa.Integer(), nullable=True),
    sa.Column('answer', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('decided_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('decision', sa.String(length=12), nullable=True),
    sa.ForeignKeyConstraint(['institution_id'], ['institutions.id'], name=op.f('fk_registration_invitations_institution_id_institutions')),
    sa.ForeignKeyConstraint(['registration_id'], ['registrations.id'], name=op.f('fk_registration_invitations_registration_id_registrations')),
    sa.ForeignKeyConstraint(['renews_id'], ['registrations.id'], name=op.f('fk_registration_invitations_renews_id_registrations')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_registration_invitations')),
    sa.UniqueConstraint('digest', name=op.f('uq_registration_invitations_digest'))
    )
    with op.batch_alter_table('registration_invitations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_registration_invitations_institution_id'), ['institution_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_registration_invitations_registration_id'), ['registration_id'], unique=False)
    # "When did somebody first come through this deployment?"
    op.create_index(op.f('ix_sign_ins_deployment_id'), 'sign_ins', ['deployment_id', 'started_at'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_sign_ins_deployment_id'), table_name='sign_ins')
    op.drop_table('registration_invitations')
    op.drop_column('registrations', 'scopes')
