"""Meetings, whom they are for, their guests, and people's calendar addresses.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

import vsm_platform.core.db


revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('calendars',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('closed_token', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_calendars_person_id_people')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_calendars')),
    sa.UniqueConstraint('digest', name=op.f('uq_calendars_digest'))
    )
    op.create_table('meetings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('exchange_id', sa.Integer(), nullable=False),
    sa.Column('uid', sa.String(length=36), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('series', sa.String(length=36), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('agenda', sa.Text(), nullable=False),
    sa.Column('starts_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('zone', sa.String(length=64), nullable=False),
    sa.Column('wall_start', sa.String(length=16), nullable=False),
    sa.Column('audience', sa.String(length=12), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=True),
    sa.Column('leader_id', sa.Integer(), nullable=True),
    sa.Column('link', sa.String(length=1000), nullable=False),
    sa.Column('passcode', sa.String(length=100), nullable=False),
    sa.Column('dial_in', sa.String(length=500), nullable=False),
    sa.Column('recording_link', sa.String(length=1000), nullable=False),
    sa.Column('recording_text', sa.Text(), nullable=False),
    sa.Column('cancelled_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('created_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('changed_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['exchange_id'], ['exchanges.id'], name=op.f('fk_meetings_exchange_id_exchanges')),
    sa.ForeignKeyConstraint(['leader_id'], ['people.id'], name=op.f('fk_meetings_leader_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meetings')),
    sa.UniqueConstraint('uid', name=op.f('uq_meetings_uid'))
    )
    with op.batch_alter_table('meetings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_meetings_exchange_id'), ['exchange_id', 'starts_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_meetings_series'), ['series'], unique=False)

    op.create_table('meeting_partners',
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['meeting_id'], ['meetings.id'], name=op.f('fk_meeting_partners_meeting_id_meetings'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnerships.id'], name=op.f('fk_meeting_partners_partnership_id_partnerships'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('meeting_id', 'partnership_id', name=op.f('pk_meeting_partners'))
    )
    with op.batch_alter_table('meeting_partners', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_meeting_partners_partnership_id'), ['partnership_id'], unique=False)

    op.create_table('meeting_guests',
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('invited_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolments.id'], name=op.f('fk_meeting_guests_enrolment_id_enrolments')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meetings.id'], name=op.f('fk_meeting_guests_meeting_id_meetings'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('meeting_id', 'enrolment_id', name=op.f('pk_meeting_guests'))
    )
    with op.batch_alter_table('meeting_guests', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_meeting_guests_enrolment_id'), ['enrolment_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('meeting_guests', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_meeting_guests_enrolment_id'))

    op.drop_table('meeting_guests')
    with op.batch_alter_table('meeting_partners', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_meeting_partners_partnership_id'))

    op.drop_table('meeting_partners')
    with op.batch_alter_table('meetings', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_meetings_series'))
        batch_op.drop_index(batch_op.f('ix_meetings_exchange_id'))

    op.drop_table('meetings')
    op.drop_table('calendars')
