"""Spaces, topics, posts and what belongs to them; an address in letters that stops them.

Revision ID: 0023
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

import vsm_platform.core.db


revision = '0023'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('discussion_letters',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('mentions', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_discussion_letters_person_id_people')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_discussion_letters'))
    )
    op.create_table('discussion_spaces',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('exchange_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('ref_id', sa.Integer(), nullable=False),
    sa.Column('students_open', sa.Boolean(), nullable=False),
    sa.Column('slow_minutes', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['exchange_id'], ['exchanges.id'], name=op.f('fk_discussion_spaces_exchange_id_exchanges')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_discussion_spaces')),
    sa.UniqueConstraint('exchange_id', 'kind', 'ref_id', name=op.f('uq_discussion_spaces_exchange_id_kind_ref_id'))
    )
    op.create_table('post_drafts',
    sa.Column('exchange_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.String(length=60), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('saved_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['exchange_id'], ['exchanges.id'], name=op.f('fk_post_drafts_exchange_id_exchanges')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_post_drafts_person_id_people')),
    sa.PrimaryKeyConstraint('exchange_id', 'person_id', 'place', name=op.f('pk_post_drafts'))
    )
    with op.batch_alter_table('post_drafts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_post_drafts_person_id'), ['person_id'], unique=False)

    op.create_table('discussion_topics',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('exchange_id', sa.Integer(), nullable=False),
    sa.Column('space_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('opener_id', sa.Integer(), nullable=True),
    sa.Column('by_faculty', sa.Boolean(), nullable=False),
    sa.Column('is_pinned', sa.Boolean(), nullable=False),
    sa.Column('is_closed', sa.Boolean(), nullable=False),
    sa.Column('is_resolved', sa.Boolean(), nullable=False),
    sa.Column('may_be_anonymous', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('last_number', sa.Integer(), nullable=False),
    sa.Column('replies', sa.Integer(), nullable=False),
    sa.Column('is_answered', sa.Boolean(), nullable=False),
    sa.Column('last_post_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('client_key', sa.String(length=40), nullable=True),
    sa.Column('created_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['exchange_id'], ['exchanges.id'], name=op.f('fk_discussion_topics_exchange_id_exchanges')),
    sa.ForeignKeyConstraint(['opener_id'], ['people.id'], name=op.f('fk_discussion_topics_opener_id_people')),
    sa.ForeignKeyConstraint(['space_id'], ['discussion_spaces.id'], name=op.f('fk_discussion_topics_space_id_discussion_spaces')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_discussion_topics')),
    sa.UniqueConstraint('space_id', 'opener_id', 'client_key', name=op.f('uq_discussion_topics_space_id_opener_id_client_key'))
    )
    with op.batch_alter_table('discussion_topics', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_discussion_topics_exchange_id'), ['exchange_id', 'space_id', 'last_post_at'], unique=False)

    op.create_table('posts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('parent', sa.Integer(), nullable=False),
    sa.Column('thread', sa.Integer(), nullable=False),
    sa.Column('branch', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('partnership_id', sa.Integer(), nullable=True),
    sa.Column('by_faculty', sa.Boolean(), nullable=False),
    sa.Column('is_anonymous', sa.Boolean(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('language', sa.String(length=20), nullable=False),
    sa.Column('reactions', sa.JSON(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('client_key', sa.String(length=40), nullable=True),
    sa.Column('created_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('changed_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('deleted_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('hidden_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('hidden_reason', sa.String(length=500), nullable=False),
    sa.Column('endorsed_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['author_id'], ['people.id'], name=op.f('fk_posts_author_id_people')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnerships.id'], name=op.f('fk_posts_partnership_id_partnerships')),
    sa.ForeignKeyConstraint(['topic_id'], ['discussion_topics.id'], name=op.f('fk_posts_topic_id_discussion_topics')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_posts')),
    sa.UniqueConstraint('topic_id', 'author_id', 'client_key', name=op.f('uq_posts_topic_id_author_id_client_key')),
    sa.UniqueConstraint('topic_id', 'number', name=op.f('uq_posts_topic_id_number'))
    )
    with op.batch_alter_table('posts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_posts_author_id'), ['author_id', 'created_at'], unique=False)
        batch_op.create_index('ix_posts_thread', ['topic_id', 'thread', 'branch', 'number'], unique=False)

    op.create_table('topic_events',
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('post_number', sa.Integer(), nullable=False),
    sa.Column('happened_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['topic_id'], ['discussion_topics.id'], name=op.f('fk_topic_events_topic_id_discussion_topics'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('topic_id', 'number', name=op.f('pk_topic_events'))
    )
    op.create_table('topic_reads',
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('seen', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_topic_reads_person_id_people')),
    sa.ForeignKeyConstraint(['topic_id'], ['discussion_topics.id'], name=op.f('fk_topic_reads_topic_id_discussion_topics'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('topic_id', 'person_id', name=op.f('pk_topic_reads'))
    )
    with op.batch_alter_table('topic_reads', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_topic_reads_person_id'), ['person_id'], unique=False)

    op.create_table('post_mentions',
    sa.Column('post_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_post_mentions_person_id_people')),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_post_mentions_post_id_posts'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('post_id', 'person_id', name=op.f('pk_post_mentions'))
    )
    with op.batch_alter_table('post_mentions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_post_mentions_person_id'), ['person_id'], unique=False)

    op.create_table('post_reactions',
    sa.Column('post_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_post_reactions_person_id_people')),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_post_reactions_post_id_posts'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['topic_id'], ['discussion_topics.id'], name=op.f('fk_post_reactions_topic_id_discussion_topics'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('post_id', 'person_id', 'kind', name=op.f('pk_post_reactions'))
    )
    with op.batch_alter_table('post_reactions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_post_reactions_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_post_reactions_topic_id'), ['topic_id', 'person_id'], unique=False)

    op.create_table('post_reports',
    sa.Column('post_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('reported_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('settled_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_post_reports_person_id_people')),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_post_reports_post_id_posts'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('post_id', 'person_id', name=op.f('pk_post_reports'))
    )
    with op.batch_alter_table('post_reports', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_post_reports_person_id'), ['person_id'], unique=False)

    op.create_table('post_versions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('post_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('written_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('client_key', sa.String(length=40), nullable=True),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_post_versions_post_id_posts'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_post_versions')),
    sa.UniqueConstraint('post_id', 'number', name=op.f('uq_post_versions_post_id_number'))
    )
    with op.batch_alter_table('letters', schema=None) as batch_op:
        batch_op.add_column(sa.Column('stop_url', sa.String(length=500), nullable=False, server_default=''))
    with op.batch_alter_table('letters', schema=None) as batch_op:
        batch_op.alter_column('stop_url', server_default=None)



def downgrade() -> None:
    with op.batch_alter_table('letters', schema=None) as batch_op:
        batch_op.drop_column('stop_url')

    op.drop_table('post_versions')
    with op.batch_alter_table('post_reports', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_post_reports_person_id'))

    op.drop_table('post_reports')
    with op.batch_alter_table('post_reactions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_post_reactions_topic_id'))
        batch_op.drop_index(batch_op.f('ix_post_reactions_person_id'))

    op.drop_table('post_reactions')
    with op.batch_alter_table('post_mentions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_post_mentions_person_id'))

    op.drop_table('post_mentions')
    with op.batch_alter_table('topic_reads', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_topic_reads_person_id'))

    op.drop_table('topic_reads')
    op.drop_table('topic_events')
    with op.batch_alter_table('posts', schema=None) as batch_op:
        batch_op.drop_index('ix_posts_thread')
        batch_op.drop_index(batch_op.f('ix_posts_author_id'))

    op.drop_table('posts')
    with op.batch_alter_table('discussion_topics', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_discussion_topics_exchange_id'))

    op.drop_table('discussion_topics')
    with op.batch_alter_table('post_drafts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_post_drafts_person_id'))

    op.drop_table('post_drafts')
    op.drop_table('discussion_spaces')
    op.drop_table('discussion_letters')
