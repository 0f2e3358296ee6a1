"""Releases of survey results, tags of texts, actions taken, testimonials.

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

import vsm_platform.core.db


revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('survey_testimonials',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('exchange_id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(length=600), nullable=False),
    sa.Column('video', sa.String(length=300), nullable=False),
    sa.Column('shows_name', sa.Boolean(), nullable=False),
    sa.Column('language', sa.String(length=20), nullable=False),
    sa.Column('consent', sa.Integer(), nullable=False),
    sa.Column('consented_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('shown_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolments.id'], name=op.f('fk_survey_testimonials_enrolment_id_enrolments')),
    sa.ForeignKeyConstraint(['exchange_id'], ['exchanges.id'], name=op.f('fk_survey_testimonials_exchange_id_exchanges')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_testimonials')),
    sa.UniqueConstraint('enrolment_id', name=op.f('uq_survey_testimonials_enrolment_id'))
    )
    with op.batch_alter_table('survey_testimonials', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_survey_testimonials_exchange_id'), ['exchange_id'], unique=False)

    op.create_table('survey_actions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('exchange_id', sa.Integer(), nullable=False),
    sa.Column('survey_id', sa.Integer(), nullable=True),
    sa.Column('column', sa.String(length=90), nullable=False),
    sa.Column('said', sa.String(length=500), nullable=False),
    sa.Column('changed', sa.String(length=500), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.Column('published_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.String(length=500), nullable=False),
    sa.Column('created_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['exchange_id'], ['exchanges.id'], name=op.f('fk_survey_actions_exchange_id_exchanges')),
    sa.ForeignKeyConstraint(['owner_id'], ['enrolments.id'], name=op.f('fk_survey_actions_owner_id_enrolments')),
    sa.ForeignKeyConstraint(['survey_id'], ['surveys.id'], name=op.f('fk_survey_actions_survey_id_surveys'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_actions'))
    )
    with op.batch_alter_table('survey_actions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_survey_actions_exchange_id'), ['exchange_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_survey_actions_owner_id'), ['owner_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_survey_actions_survey_id'), ['survey_id'], unique=False)

    op.create_table('survey_releases',
    sa.Column('survey_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('made_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.Column('is_last', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['survey_id'], ['surveys.id'], name=op.f('fk_survey_releases_survey_id_surveys'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('survey_id', 'number', name=op.f('pk_survey_releases'))
    )
    op.create_table('survey_tags',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('survey_id', sa.Integer(), nullable=False),
    sa.Column('column', sa.String(length=90), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.ForeignKeyConstraint(['survey_id'], ['surveys.id'], name=op.f('fk_survey_tags_survey_id_surveys'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_tags')),
    sa.UniqueConstraint('survey_id', 'column', 'name', name=op.f('uq_survey_tags_survey_id_column_name'))
    )
    with op.batch_alter_table('survey_tags', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_survey_tags_survey_id'), ['survey_id'], unique=False)

    op.create_table('survey_taggings',
    sa.Column('tag_id', sa.Integer(), nullable=False),
    sa.Column('response_id', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['response_id'], ['survey_responses.id'], name=op.f('fk_survey_taggings_response_id_survey_responses'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tag_id'], ['survey_tags.id'], name=op.f('fk_survey_taggings_tag_id_survey_tags'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tag_id', 'response_id', name=op.f('pk_survey_taggings')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('survey_taggings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_survey_taggings_response_id'), ['response_id'], unique=False)

    with op.batch_alter_table('survey_responses', schema=None) as batch_op:
        batch_op.add_column(sa.Column('batch', sa.Integer(), nullable=True))

    with op.batch_alter_table('surveys', schema=None) as batch_op:
        batch_op.add_column(sa.Column('results_shown_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('surveys', schema=None) as batch_op:
        batch_op.drop_column('results_shown_at')

    with op.batch_alter_table('survey_responses', schema=None) as batch_op:
        batch_op.drop_column('batch')

    with op.batch_alter_table('survey_taggings', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_survey_taggings_response_id'))

    op.drop_table('survey_taggings')
    with op.batch_alter_table('survey_tags', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_survey_tags_survey_id'))

    op.drop_table('survey_tags')
    op.drop_table('survey_releases')
    with op.batch_alter_table('survey_actions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_survey_actions_survey_id'))
        batch_op.drop_index(batch_op.f('ix_survey_actions_owner_id'))
        batch_op.drop_index(batch_op.f('ix_survey_actions_exchange_id'))

    op.drop_table('survey_actions')
    with op.batch_alter_table('survey_testimonials', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_survey_testimonials_exchange_id'))

    op.drop_table('survey_testimonials')
