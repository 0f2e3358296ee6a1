"""rosters

Revision ID: 0006
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

import vsm_platform.core.db


revision = '0006'
down_revision = '0004'
branch_labels = None
depends_on = None

INSTANT = vsm_platform.core.db.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table('course_rosters',
    sa.Column('link_id', sa.Integer(), nullable=False),
    sa.Column('lms_course_id', sa.Integer(), nullable=False),
    sa.Column('run_at', INSTANT, nullable=True),
    sa.Column('next_url', sa.Text(), nullable=False),
    sa.Column('pages', sa.Integer(), nullable=False),
    sa.Column('is_partial', sa.Boolean(), nullable=False),
    sa.Column('read_at', INSTANT, nullable=True),
    sa.Column('full_at', INSTANT, nullable=True),
    sa.Column('skipped', sa.Integer(), nullable=False),
    sa.Column('differences_url', sa.Text(), nullable=False),
    sa.Column('trouble', sa.String(length=40), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('missing', sa.Integer(), nullable=False),
    sa.Column('ignored', sa.Integer(), nullable=False),
    sa.Column('asked_at', INSTANT, nullable=True),
    sa.ForeignKeyConstraint(['link_id'], ['course_links.id'], name=op.f('fk_course_rosters_link_id_course_links'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['lms_course_id'], ['lms_courses.id'], name=op.f('fk_course_rosters_lms_course_id_lms_courses')),
    sa.PrimaryKeyConstraint('link_id', name=op.f('pk_course_rosters'))
    )
    op.create_index(op.f('ix_course_rosters_lms_course_id'), 'course_rosters', ['lms_course_id'])
    op.create_table('roster_entries',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('lms_course_id', sa.Integer(), nullable=False),
    sa.Column('seen_at', INSTANT, nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_roster_entries_person_id_people')),
    sa.ForeignKeyConstraint(['lms_course_id'], ['lms_courses.id'], name=op.f('fk_roster_entries_lms_course_id_lms_courses')),
    sa.PrimaryKeyConstraint('person_id', 'lms_course_id', name=op.f('pk_roster_entries'))
    )
    op.create_index('ix_roster_entries_lms_course_id', 'roster_entries', ['lms_course_id', 'seen_at'])
    with op.batch_alter_table('enrolments', schema=None) as batch_op:
        batch_op.add_column(sa.Column('arrived_at', INSTANT, nullable=True))
        batch_op.add_column(sa.Column('lms_groups', sa.JSON(), nullable=False, server_default='[]'))
    with op.batch_alter_table('enrolments', schema=None) as batch_op:
        batch_op.alter_column('lms_groups', server_default=None)
    # Until now only launches enrolled.
    op.execute('UPDATE enrolments SET arrived_at = enrolled_at')
    with op.batch_alter_table('identities', schema=None) as batch_op:
        batch_op.alter_column('last_launch_at', existing_type=INSTANT, nullable=True)


def downgrade() -> None:
    # Whom only a roster has named does not exist before rosters.
    op.execute('UPDATE identities SET last_launch_at = (SELECT created_at FROM people WHERE people.id = person_id) WHERE last_launch_at IS NULL')
    with op.batch_alter_table('identities', schema=None) as batch_op:
        batch_op.alter_column('last_launch_at', existing_type=INSTANT, nullable=False)
    with op.batch_alter_table('enrolments', schema=None) as batch_op:
        batch_op.drop_column('lms_groups')
        batch_op.drop_column('arrived_at')
    op.drop_table('roster_entries')
    op.drop_table('course_rosters')
