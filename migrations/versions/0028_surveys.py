"""Questionnaires, surveys, and answers that are kept apart from who gave them.

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

import vsm_platform.core.db


revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('instruments',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('exchange_id', sa.Integer(), nullable=False),
    sa.Column('lineage', sa.String(length=40), nullable=False),
    sa.Column('is_hidden', sa.Boolean(), nullable=False),
    sa.Column('created_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['exchange_id'], ['exchanges.id'], name=op.f('fk_instruments_exchange_id_exchanges')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_instruments'))
    )
    with op.batch_alter_table('instruments', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_instruments_exchange_id'), ['exchange_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_instruments_lineage'), ['lineage'], unique=False)

    op.create_table('instrument_versions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('instrument_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.JSON(), nullable=False),
    sa.Column('document', sa.JSON(), nullable=False),
    sa.Column('is_frozen', sa.Boolean(), nullable=False),
    sa.Column('changes', sa.Integer(), nullable=False),
    sa.Column('changed_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['instrument_id'], ['instruments.id'], name=op.f('fk_instrument_versions_instrument_id_instruments'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_instrument_versions')),
    sa.UniqueConstraint('instrument_id', 'number', name=op.f('uq_instrument_versions_instrument_id_number'))
    )
    with op.batch_alter_table('instrument_versions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_instrument_versions_instrument_id'), ['instrument_id'], unique=False)

    op.create_table('surveys',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('exchange_id', sa.Integer(), nullable=False),
    sa.Column('instrument_id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('label', sa.String(length=80), nullable=False),
    sa.Column('anonymity', sa.String(length=12), nullable=False),
    sa.Column('audience', sa.String(length=10), nullable=False),
    sa.Column('partnership_ids', sa.JSON(), nullable=False),
    sa.Column('team_ids', sa.JSON(), nullable=False),
    sa.Column('timing', sa.String(length=8), nullable=False),
    sa.Column('opens_on', sa.Date(), nullable=True),
    sa.Column('closes_on', sa.Date(), nullable=True),
    sa.Column('week', sa.Integer(), nullable=True),
    sa.Column('meeting_id', sa.Integer(), nullable=True),
    sa.Column('days_open', sa.Integer(), nullable=False),
    sa.Column('invites', sa.Boolean(), nullable=False),
    sa.Column('reminds', sa.Boolean(), nullable=False),
    sa.Column('is_scored', sa.Boolean(), nullable=False),
    sa.Column('published_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('reminded_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('settled_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('created_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['exchange_id'], ['exchanges.id'], name=op.f('fk_surveys_exchange_id_exchanges')),
    sa.ForeignKeyConstraint(['instrument_id'], ['instruments.id'], name=op.f('fk_surveys_instrument_id_instruments')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meetings.id'], name=op.f('fk_surveys_meeting_id_meetings'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['version_id'], ['instrument_versions.id'], name=op.f('fk_surveys_version_id_instrument_versions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_surveys'))
    )
    with op.batch_alter_table('surveys', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_surveys_exchange_id'), ['exchange_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_surveys_instrument_id'), ['instrument_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_surveys_meeting_id'), ['meeting_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_surveys_version_id'), ['version_id'], unique=False)

    op.create_table('survey_boxes',
    sa.Column('survey_id', sa.Integer(), nullable=False),
    sa.Column('ballots', sa.LargeBinary(), nullable=False),
    sa.Column('partners', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['survey_id'], ['surveys.id'], name=op.f('fk_survey_boxes_survey_id_surveys'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('survey_id', name=op.f('pk_survey_boxes')),
    sqlite_with_rowid=False
    )
    op.create_table('survey_drafts',
    sa.Column('survey_id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('saved_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolments.id'], name=op.f('fk_survey_drafts_enrolment_id_enrolments')),
    sa.ForeignKeyConstraint(['survey_id'], ['surveys.id'], name=op.f('fk_survey_drafts_survey_id_surveys'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('survey_id', 'enrolment_id', name=op.f('pk_survey_drafts')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('survey_drafts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_survey_drafts_enrolment_id'), ['enrolment_id'], unique=False)

    op.create_table('survey_letters',
    sa.Column('survey_id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolments.id'], name=op.f('fk_survey_letters_enrolment_id_enrolments')),
    sa.ForeignKeyConstraint(['survey_id'], ['surveys.id'], name=op.f('fk_survey_letters_survey_id_surveys'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('survey_id', 'enrolment_id', 'kind', name=op.f('pk_survey_letters')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('survey_letters', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_survey_letters_enrolment_id'), ['enrolment_id'], unique=False)

    op.create_table('survey_participations',
    sa.Column('survey_id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolments.id'], name=op.f('fk_survey_participations_enrolment_id_enrolments')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnerships.id'], name=op.f('fk_survey_participations_partnership_id_partnerships')),
    sa.ForeignKeyConstraint(['survey_id'], ['surveys.id'], name=op.f('fk_survey_participations_survey_id_surveys'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('survey_id', 'enrolment_id', name=op.f('pk_survey_participations')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('survey_participations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_survey_participations_enrolment_id'), ['enrolment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_survey_participations_partnership_id'), ['partnership_id'], unique=False)

    op.create_table('survey_responses',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('survey_id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=True),
    sa.Column('enrolment_id', sa.Integer(), nullable=True),
    sa.Column('answered_on', sa.Date(), nullable=True),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolments.id'], name=op.f('fk_survey_responses_enrolment_id_enrolments')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnerships.id'], name=op.f('fk_survey_responses_partnership_id_partnerships')),
    sa.ForeignKeyConstraint(['survey_id'], ['surveys.id'], name=op.f('fk_survey_responses_survey_id_surveys'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['version_id'], ['instrument_versions.id'], name=op.f('fk_survey_responses_version_id_instrument_versions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_responses')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('survey_responses', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_survey_responses_enrolment_id'), ['enrolment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_survey_responses_partnership_id'), ['partnership_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_survey_responses_survey_id'), ['survey_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_survey_responses_version_id'), ['version_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('survey_responses', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_survey_responses_version_id'))
        batch_op.drop_index(batch_op.f('ix_survey_responses_survey_id'))
        batch_op.drop_index(batch_op.f('ix_survey_responses_partnership_id'))
        batch_op.drop_index(batch_op.f('ix_survey_responses_enrolment_id'))

    op.drop_table('survey_responses')
    with op.batch_alter_table('survey_participations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_survey_participations_partnership_id'))
        batch_op.drop_index(batch_op.f('ix_survey_participations_enrolment_id'))

    op.drop_table('survey_participations')
    with op.batch_alter_table('survey_letters', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_survey_letters_enrolment_id'))

    op.drop_table('survey_letters')
    with op.batch_alter_table('survey_drafts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_survey_drafts_enrolment_id'))

    op.drop_table('survey_drafts')
    op.drop_table('survey_boxes')
    with op.batch_alter_table('surveys', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_surveys_version_id'))
        batch_op.drop_index(batch_op.f('ix_surveys_meeting_id'))
        batch_op.drop_index(batch_op.f('ix_surveys_instrument_id'))
        batch_op.drop_index(batch_op.f('ix_surveys_exchange_id'))

    op.drop_table('surveys')
    with op.batch_alter_table('instrument_versions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_instrument_versions_instrument_id'))

    op.drop_table('instrument_versions')
    with op.batch_alter_table('instruments', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_instruments_lineage'))
        batch_op.drop_index(batch_op.f('ix_instruments_exchange_id'))

    op.drop_table('instruments')
