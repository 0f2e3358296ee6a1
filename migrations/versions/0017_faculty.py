"""What faculty set aside, their messages, and with whose eyes a visit looks.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

import vsm_platform.core.db


revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('messages',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('exchange_id', sa.Integer(), nullable=False),
    sa.Column('sender_id', sa.Integer(), nullable=False),
    sa.Column('client_key', sa.String(length=40), nullable=False),
    sa.Column('texts', sa.JSON(), nullable=False),
    sa.Column('sent_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['exchange_id'], ['exchanges.id'], name=op.f('fk_messages_exchange_id_exchanges')),
    sa.ForeignKeyConstraint(['sender_id'], ['people.id'], name=op.f('fk_messages_sender_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_messages')),
    sa.UniqueConstraint('sender_id', 'client_key', name=op.f('uq_messages_sender_id_client_key'))
    )
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_messages_exchange_id'), ['exchange_id'], unique=False)

    op.create_table('set_up_set_aside',
    sa.Column('exchange_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=60), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('set_aside_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['exchange_id'], ['exchanges.id'], name=op.f('fk_set_up_set_aside_exchange_id_exchanges')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_set_up_set_aside_person_id_people')),
    sa.PrimaryKeyConstraint('exchange_id', 'key', name=op.f('pk_set_up_set_aside'))
    )
    op.create_table('message_recipients',
    sa.Column('message_id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=20), nullable=False),
    sa.Column('by_mail', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolments.id'], name=op.f('fk_message_recipients_enrolment_id_enrolments')),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id'], name=op.f('fk_message_recipients_message_id_messages'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('message_id', 'enrolment_id', name=op.f('pk_message_recipients'))
    )
    with op.batch_alter_table('message_recipients', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_message_recipients_enrolment_id'), ['enrolment_id'], unique=False)

    with op.batch_alter_table('sign_ins', schema=None) as batch_op:
        batch_op.add_column(sa.Column('sees_as_id', sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('sign_ins', schema=None) as batch_op:
        batch_op.drop_column('sees_as_id')

    with op.batch_alter_table('message_recipients', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_message_recipients_enrolment_id'))

    op.drop_table('message_recipients')
    op.drop_table('set_up_set_aside')
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_messages_exchange_id'))

    op.drop_table('messages')