"""Ways in without an LMS: invitations, codes, passkeys, minors and their guardians.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

import vsm_platform.core.db


revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('counters',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('since', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_counters'))
    )
    with op.batch_alter_table('counters', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_counters_since'), ['since'], unique=False)

    op.create_table('email_addresses',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(length=320), nullable=False),
    sa.Column('verified_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_email_addresses_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_email_addresses')),
    sa.UniqueConstraint('address', name=op.f('uq_email_addresses_address'))
    )
    with op.batch_alter_table('email_addresses', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_email_addresses_person_id'), ['person_id'], unique=False)

    op.create_table('invitation_batches',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('exchange_id', sa.Integer(), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('language', sa.String(length=20), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('rows', sa.JSON(), nullable=False),
    sa.Column('problems', sa.JSON(), nullable=False),
    sa.Column('encoding', sa.String(length=30), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['exchange_id'], ['exchanges.id'], name=op.f('fk_invitation_batches_exchange_id_exchanges')),
    sa.ForeignKeyConstraint(['made_by_id'], ['people.id'], name=op.f('fk_invitation_batches_made_by_id_people')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnerships.id'], name=op.f('fk_invitation_batches_partnership_id_partnerships')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation_batches'))
    )
    with op.batch_alter_table('invitation_batches', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invitation_batches_exchange_id'), ['exchange_id'], unique=False)

    op.create_table('open_links',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('exchange_id', sa.Integer(), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('places', sa.Integer(), nullable=False),
    sa.Column('taken', sa.Integer(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['exchange_id'], ['exchanges.id'], name=op.f('fk_open_links_exchange_id_exchanges')),
    sa.ForeignKeyConstraint(['made_by_id'], ['people.id'], name=op.f('fk_open_links_made_by_id_people')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnerships.id'], name=op.f('fk_open_links_partnership_id_partnerships')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_open_links')),
    sa.UniqueConstraint('digest', name=op.f('uq_open_links_digest'))
    )
    with op.batch_alter_table('open_links', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_open_links_exchange_id'), ['exchange_id'], unique=False)

    op.create_table('passkeys',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('credential_id', sa.String(length=1400), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('user_handle', sa.String(length=90), nullable=False),
    sa.Column('sign_count', sa.BigInteger(), nullable=False),
    sa.Column('transports', sa.JSON(), nullable=False),
    sa.Column('label', sa.String(length=80), nullable=False),
    sa.Column('created_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('last_used_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_passkeys_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passkeys')),
    sa.UniqueConstraint('credential_id', name=op.f('uq_passkeys_credential_id'))
    )
    with op.batch_alter_table('passkeys', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_passkeys_person_id'), ['person_id'], unique=False)

    op.create_table('return_codes',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('made_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['made_by_id'], ['people.id'], name=op.f('fk_return_codes_made_by_id_people')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_return_codes_person_id_people')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_return_codes')),
    sa.UniqueConstraint('digest', name=op.f('uq_return_codes_digest'))
    )
    op.create_table('sign_in_codes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(length=320), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('language', sa.String(length=20), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('expires_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('used_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_sign_in_codes_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in_codes'))
    )
    with op.batch_alter_table('sign_in_codes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_in_codes_expires_at'), ['expires_at'], unique=False)

    op.create_table('guardian_consents',
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=True),
    sa.Column('guardian', sa.String(length=120), nullable=False),
    sa.Column('on_paper', sa.Boolean(), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=True),
    sa.Column('noted_by_id', sa.Integer(), nullable=True),
    sa.Column('noted_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolments.id'], name=op.f('fk_guardian_consents_enrolment_id_enrolments')),
    sa.ForeignKeyConstraint(['noted_by_id'], ['people.id'], name=op.f('fk_guardian_consents_noted_by_id_people')),
    sa.PrimaryKeyConstraint('enrolment_id', name=op.f('pk_guardian_consents')),
    sa.UniqueConstraint('digest', name=op.f('uq_guardian_consents_digest'))
    )
    op.create_table('invitations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('exchange_id', sa.Integer(), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('address', sa.String(length=320), nullable=False),
    sa.Column('language', sa.String(length=20), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=True),
    sa.Column('letter_digest', sa.String(length=64), nullable=True),
    sa.Column('subject_kind', sa.String(length=20), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=True),
    sa.Column('batch_id', sa.Integer(), nullable=True),
    sa.Column('open_link_id', sa.Integer(), nullable=True),
    sa.Column('invited_by_id', sa.Integer(), nullable=False),
    sa.Column('invited_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('sent_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('expires_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('used_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('enrolment_id', sa.Integer(), nullable=True),
    sa.Column('made_person', sa.Boolean(), nullable=False),
    sa.Column('revoked_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['batch_id'], ['invitation_batches.id'], name=op.f('fk_invitations_batch_id_invitation_batches')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolments.id'], name=op.f('fk_invitations_enrolment_id_enrolments')),
    sa.ForeignKeyConstraint(['exchange_id'], ['exchanges.id'], name=op.f('fk_invitations_exchange_id_exchanges')),
    sa.ForeignKeyConstraint(['invited_by_id'], ['people.id'], name=op.f('fk_invitations_invited_by_id_people')),
    sa.ForeignKeyConstraint(['open_link_id'], ['open_links.id'], name=op.f('fk_invitations_open_link_id_open_links')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnerships.id'], name=op.f('fk_invitations_partnership_id_partnerships')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitations')),
    sa.UniqueConstraint('digest', name=op.f('uq_invitations_digest')),
    sa.UniqueConstraint('letter_digest', name=op.f('uq_invitations_letter_digest'))
    )
    with op.batch_alter_table('invitations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invitations_batch_id'), ['batch_id', 'sent_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_invitations_enrolment_id'), ['enrolment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_invitations_exchange_id'), ['exchange_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_invitations_partnership_id'), ['partnership_id'], unique=False)

    with op.batch_alter_table('enrolments', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_minor', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('consented_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True))

    # The default was for the rows that stand there already; new rows say what they are.
    with op.batch_alter_table('enrolments', schema=None) as batch_op:
        batch_op.alter_column('is_minor', server_default=None)



def downgrade() -> None:
    with op.batch_alter_table('enrolments', schema=None) as batch_op:
        batch_op.drop_column('consented_at')
        batch_op.drop_column('is_minor')

    with op.batch_alter_table('invitations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_invitations_partnership_id'))
        batch_op.drop_index(batch_op.f('ix_invitations_exchange_id'))
        batch_op.drop_index(batch_op.f('ix_invitations_enrolment_id'))
        batch_op.drop_index(batch_op.f('ix_invitations_batch_id'))

    op.drop_table('invitations')
    op.drop_table('guardian_consents')
    with op.batch_alter_table('sign_in_codes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_in_codes_expires_at'))

    op.drop_table('sign_in_codes')
    op.drop_table('return_codes')
    with op.batch_alter_table('passkeys', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_passkeys_person_id'))

    op.drop_table('passkeys')
    with op.batch_alter_table('open_links', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_open_links_exchange_id'))

    op.drop_table('open_links')
    with op.batch_alter_table('invitation_batches', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_invitation_batches_exchange_id'))

    op.drop_table('invitation_batches')
    with op.batch_alter_table('email_addresses', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_email_addresses_person_id'))

    op.drop_table('email_addresses')
    with op.batch_alter_table('counters', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_counters_since'))

    op.drop_table('counters')
