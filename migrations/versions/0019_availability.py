"""People's weeks, where faculty asked for them, and teams' polls for a time.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

import vsm_platform.core.db


revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('availability_requests',
    sa.Column('exchange_id', sa.Integer(), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=True),
    sa.Column('asked_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['asked_by_id'], ['people.id'], name=op.f('fk_availability_requests_asked_by_id_people')),
    sa.ForeignKeyConstraint(['exchange_id'], ['exchanges.id'], name=op.f('fk_availability_requests_exchange_id_exchanges')),
    sa.PrimaryKeyConstraint('exchange_id', name=op.f('pk_availability_requests'))
    )
    op.create_table('painted_weeks',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('zone', sa.String(length=64), nullable=False),
    sa.Column('hours', sa.String(length=336), nullable=False),
    sa.Column('changed_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_painted_weeks_person_id_people')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_painted_weeks'))
    )
    op.create_table('meeting_polls',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('exchange_id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('zone', sa.String(length=64), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('every_weeks', sa.Integer(), nullable=False),
    sa.Column('first_on', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('slots', sa.JSON(), nullable=False),
    sa.Column('started_by_id', sa.Integer(), nullable=False),
    sa.Column('started_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('closes_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('closed_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('winner', sa.Integer(), nullable=True),
    sa.Column('meeting_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['exchange_id'], ['exchanges.id'], name=op.f('fk_meeting_polls_exchange_id_exchanges')),
    sa.ForeignKeyConstraint(['started_by_id'], ['people.id'], name=op.f('fk_meeting_polls_started_by_id_people')),
    sa.ForeignKeyConstraint(['team_id'], ['teams.id'], name=op.f('fk_meeting_polls_team_id_teams'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting_polls'))
    )
    with op.batch_alter_table('meeting_polls', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_meeting_polls_exchange_id'), ['exchange_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_meeting_polls_team_id'), ['team_id'], unique=False)

    op.create_table('poll_answers',
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('slots', sa.JSON(), nullable=False),
    sa.Column('answered_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolments.id'], name=op.f('fk_poll_answers_enrolment_id_enrolments')),
    sa.ForeignKeyConstraint(['poll_id'], ['meeting_polls.id'], name=op.f('fk_poll_answers_poll_id_meeting_polls'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('poll_id', 'enrolment_id', name=op.f('pk_poll_answers'))
    )
    with op.batch_alter_table('poll_answers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_poll_answers_enrolment_id'), ['enrolment_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('poll_answers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_poll_answers_enrolment_id'))

    op.drop_table('poll_answers')
    with op.batch_alter_table('meeting_polls', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_meeting_polls_team_id'))
        batch_op.drop_index(batch_op.f('ix_meeting_polls_exchange_id'))

    op.drop_table('meeting_polls')
    op.drop_table('painted_weeks')
    op.drop_table('availability_requests')
