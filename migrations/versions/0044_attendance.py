"""Who was at a meeting.

Revision ID: 0044
Revises: 0041
"""

import sqlalchemy as sa
from alembic import op

import vsm_platform.core.db

revision = '0044'
down_revision = '0041'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('meeting_attendance',
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('noted_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolments.id'], name=op.f('fk_meeting_attendance_enrolment_id_enrolments')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meetings.id'], name=op.f('fk_meeting_attendance_meeting_id_meetings'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('meeting_id', 'enrolment_id', name=op.f('pk_meeting_attendance'))
    )
    with op.batch_alter_table('meeting_attendance', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_meeting_attendance_enrolment_id'), ['enrolment_id'], unique=False)


def downgrade() -> None:
    op.drop_table('meeting_attendance')
