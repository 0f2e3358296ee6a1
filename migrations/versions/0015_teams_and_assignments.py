"""Teams of an exchange, assignments, and the work on them.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

import vsm_platform.core.db


revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('team_sets',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('exchange_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('created_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('published_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['exchange_id'], ['exchanges.id'], name=op.f('fk_team_sets_exchange_id_exchanges')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_team_sets'))
    )
    with op.batch_alter_table('team_sets', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_team_sets_exchange_id'), ['exchange_id'], unique=False)

    op.create_table('assignments',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('exchange_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('instructions', sa.Text(), nullable=False),
    sa.Column('is_for_teams', sa.Boolean(), nullable=False),
    sa.Column('team_set_id', sa.Integer(), nullable=True),
    sa.Column('points', sa.Double(), nullable=True),
    sa.Column('opens_on', sa.Date(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('due_time', sa.Time(), nullable=False),
    sa.Column('due_zone', sa.String(length=64), nullable=False),
    sa.Column('accepts_late', sa.Boolean(), nullable=False),
    sa.Column('accepts_again', sa.Boolean(), nullable=False),
    sa.Column('readers', sa.String(length=10), nullable=False),
    sa.Column('published_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('released_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['exchange_id'], ['exchanges.id'], name=op.f('fk_assignments_exchange_id_exchanges')),
    sa.ForeignKeyConstraint(['team_set_id'], ['team_sets.id'], name=op.f('fk_assignments_team_set_id_team_sets'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assignments'))
    )
    with op.batch_alter_table('assignments', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_assignments_exchange_id'), ['exchange_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_assignments_team_set_id'), ['team_set_id'], unique=False)

    op.create_table('teams',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('team_set_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['team_set_id'], ['team_sets.id'], name=op.f('fk_teams_team_set_id_team_sets'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_teams')),
    sa.UniqueConstraint('team_set_id', 'id', name=op.f('uq_teams_team_set_id_id')),
    sa.UniqueConstraint('team_set_id', 'number', name=op.f('uq_teams_team_set_id_number'))
    )
    op.create_table('partner_dues',
    sa.Column('assignment_id', sa.Integer(), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('due_time', sa.Time(), nullable=False),
    sa.ForeignKeyConstraint(['assignment_id'], ['assignments.id'], name=op.f('fk_partner_dues_assignment_id_assignments'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnerships.id'], name=op.f('fk_partner_dues_partnership_id_partnerships')),
    sa.PrimaryKeyConstraint('assignment_id', 'partnership_id', name=op.f('pk_partner_dues'))
    )
    with op.batch_alter_table('partner_dues', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_partner_dues_partnership_id'), ['partnership_id'], unique=False)

    op.create_table('submissions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('assignment_id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=True),
    sa.Column('team_id', sa.Integer(), nullable=True),
    sa.Column('latest', sa.Integer(), nullable=False),
    sa.Column('handed_in', sa.Integer(), nullable=False),
    sa.Column('value', sa.Double(), nullable=True),
    sa.Column('feedback', sa.Text(), nullable=False),
    sa.Column('marked_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('marked_by_id', sa.Integer(), nullable=True),
    sa.Column('mark_version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['assignment_id'], ['assignments.id'], name=op.f('fk_submissions_assignment_id_assignments')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolments.id'], name=op.f('fk_submissions_enrolment_id_enrolments')),
    sa.ForeignKeyConstraint(['marked_by_id'], ['people.id'], name=op.f('fk_submissions_marked_by_id_people')),
    sa.ForeignKeyConstraint(['team_id'], ['teams.id'], name=op.f('fk_submissions_team_id_teams')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_submissions')),
    sa.UniqueConstraint('assignment_id', 'enrolment_id', name=op.f('uq_submissions_assignment_id_enrolment_id')),
    sa.UniqueConstraint('assignment_id', 'team_id', name=op.f('uq_submissions_assignment_id_team_id'))
    )
    with op.batch_alter_table('submissions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_submissions_enrolment_id'), ['enrolment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_submissions_team_id'), ['team_id'], unique=False)

    op.create_table('team_clients',
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('attached_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolments.id'], name=op.f('fk_team_clients_enrolment_id_enrolments')),
    sa.ForeignKeyConstraint(['team_id'], ['teams.id'], name=op.f('fk_team_clients_team_id_teams'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('enrolment_id', name=op.f('pk_team_clients'))
    )
    with op.batch_alter_table('team_clients', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_team_clients_team_id'), ['team_id'], unique=False)

    op.create_table('team_members',
    sa.Column('team_set_id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('joined_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolments.id'], name=op.f('fk_team_members_enrolment_id_enrolments')),
    sa.ForeignKeyConstraint(['team_set_id', 'team_id'], ['teams.team_set_id', 'teams.id'], name=op.f('fk_team_members_team_set_id_teams'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('team_set_id', 'enrolment_id', name=op.f('pk_team_members'))
    )
    with op.batch_alter_table('team_members', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_team_members_enrolment_id'), ['enrolment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_team_members_team_id'), ['team_id'], unique=False)

    op.create_table('mark_exceptions',
    sa.Column('submission_id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('value', sa.Double(), nullable=False),
    sa.Column('feedback', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolments.id'], name=op.f('fk_mark_exceptions_enrolment_id_enrolments')),
    sa.ForeignKeyConstraint(['submission_id'], ['submissions.id'], name=op.f('fk_mark_exceptions_submission_id_submissions'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('submission_id', 'enrolment_id', name=op.f('pk_mark_exceptions'))
    )
    with op.batch_alter_table('mark_exceptions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mark_exceptions_enrolment_id'), ['enrolment_id'], unique=False)

    op.create_table('submission_versions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('submission_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('links', sa.JSON(), nullable=False),
    sa.Column('file_ids', sa.JSON(), nullable=False),
    sa.Column('saved_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('saved_by_id', sa.Integer(), nullable=False),
    sa.Column('handed_in_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('handed_in_by_id', sa.Integer(), nullable=True),
    sa.Column('late_seconds', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['handed_in_by_id'], ['people.id'], name=op.f('fk_submission_versions_handed_in_by_id_people')),
    sa.ForeignKeyConstraint(['saved_by_id'], ['people.id'], name=op.f('fk_submission_versions_saved_by_id_people')),
    sa.ForeignKeyConstraint(['submission_id'], ['submissions.id'], name=op.f('fk_submission_versions_submission_id_submissions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_submission_versions')),
    sa.UniqueConstraint('submission_id', 'key', name=op.f('uq_submission_versions_submission_id_key')),
    sa.UniqueConstraint('submission_id', 'number', name=op.f('uq_submission_versions_submission_id_number'))
    )
    with op.batch_alter_table('submission_versions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_submission_versions_saved_by_id'), ['saved_by_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('submission_versions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_submission_versions_saved_by_id'))

    op.drop_table('submission_versions')
    with op.batch_alter_table('mark_exceptions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mark_exceptions_enrolment_id'))

    op.drop_table('mark_exceptions')
    with op.batch_alter_table('team_members', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_team_members_team_id'))
        batch_op.drop_index(batch_op.f('ix_team_members_enrolment_id'))

    op.drop_table('team_members')
    with op.batch_alter_table('team_clients', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_team_clients_team_id'))

    op.drop_table('team_clients')
    with op.batch_alter_table('submissions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_submissions_team_id'))
        batch_op.drop_index(batch_op.f('ix_submissions_enrolment_id'))

    op.drop_table('submissions')
    with op.batch_alter_table('partner_dues', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_partner_dues_partnership_id'))

    op.drop_table('partner_dues')
    op.drop_table('teams')
    with op.batch_alter_table('assignments', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_assignments_team_set_id'))
        batch_op.drop_index(batch_op.f('ix_assignments_exchange_id'))

    op.drop_table('assignments')
    with op.batch_alter_table('team_sets', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_team_sets_exchange_id'))

    op.drop_table('team_sets')
