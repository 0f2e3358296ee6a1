"""Criteria of each partner, applications and their answers.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

import vsm_platform.core.db


revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('admission_criteria',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('prompt', sa.Text(), nullable=False),
    sa.Column('settings', sa.JSON(), nullable=False),
    sa.Column('is_rule', sa.Boolean(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('past_exclusions', sa.Integer(), nullable=False),
    sa.Column('removed_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnerships.id'], name=op.f('fk_admission_criteria_partnership_id_partnerships'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_admission_criteria'))
    )
    with op.batch_alter_table('admission_criteria', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_admission_criteria_partnership_id'), ['partnership_id'], unique=False)

    op.create_table('admissions',
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('introduction', sa.Text(), nullable=False),
    sa.Column('has_interview', sa.Boolean(), nullable=False),
    sa.Column('interview_about', sa.Text(), nullable=False),
    sa.Column('answer_days', sa.Integer(), nullable=False),
    sa.Column('moves_up', sa.Boolean(), nullable=False),
    sa.Column('moves_until', sa.Date(), nullable=True),
    sa.Column('keeps_days', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnerships.id'], name=op.f('fk_admissions_partnership_id_partnerships'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('partnership_id', name=op.f('pk_admissions'))
    )
    op.create_table('applications',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('exchange_id', sa.Integer(), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('lms_course_id', sa.Integer(), nullable=True),
    sa.Column('was_expected', sa.Boolean(), nullable=False),
    sa.Column('begun_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('sent_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('changed_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('refused_by_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(length=20), nullable=False),
    sa.Column('reason_text', sa.Text(), nullable=False),
    sa.Column('decided_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('answer_until', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('rank', sa.Integer(), nullable=True),
    sa.Column('interview', sa.String(length=12), nullable=False),
    sa.Column('interview_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('interview_where', sa.String(length=500), nullable=False),
    sa.Column('interview_note', sa.Text(), nullable=False),
    sa.Column('forgotten_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['decided_by_id'], ['people.id'], name=op.f('fk_applications_decided_by_id_people')),
    sa.ForeignKeyConstraint(['exchange_id'], ['exchanges.id'], name=op.f('fk_applications_exchange_id_exchanges')),
    sa.ForeignKeyConstraint(['lms_course_id'], ['lms_courses.id'], name=op.f('fk_applications_lms_course_id_lms_courses')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnerships.id'], name=op.f('fk_applications_partnership_id_partnerships'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_applications_person_id_people')),
    sa.ForeignKeyConstraint(['refused_by_id'], ['admission_criteria.id'], name=op.f('fk_applications_refused_by_id_admission_criteria'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_applications')),
    sa.UniqueConstraint('exchange_id', 'person_id', name=op.f('uq_applications_exchange_id_person_id'))
    )
    with op.batch_alter_table('applications', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_applications_partnership_id'), ['partnership_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_applications_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_applications_refused_by_id'), ['refused_by_id'], unique=False)

    op.create_table('application_answers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('criterion_id', sa.Integer(), nullable=False),
    sa.Column('value', sa.JSON(), nullable=False),
    sa.Column('is_confirmed', sa.Boolean(), nullable=True),
    sa.Column('changed_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_application_answers_application_id_applications'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['criterion_id'], ['admission_criteria.id'], name=op.f('fk_application_answers_criterion_id_admission_criteria'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_application_answers')),
    sa.UniqueConstraint('application_id', 'criterion_id', name=op.f('uq_application_answers_application_id_criterion_id'))
    )
    with op.batch_alter_table('application_answers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_application_answers_criterion_id'), ['criterion_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('application_answers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_application_answers_criterion_id'))

    op.drop_table('application_answers')
    with op.batch_alter_table('applications', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_applications_refused_by_id'))
        batch_op.drop_index(batch_op.f('ix_applications_person_id'))
        batch_op.drop_index(batch_op.f('ix_applications_partnership_id'))

    op.drop_table('applications')
    op.drop_table('admissions')
    with op.batch_alter_table('admission_criteria', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_admission_criteria_partnership_id'))

    op.drop_table('admission_criteria')
