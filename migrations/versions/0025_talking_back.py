"""Digests, feeds, translations, and what faculty say about an exchange's discussion.

Revision ID: 0025
Revises: 0023
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

import vsm_platform.core.db


revision = '0025'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('post_translations',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('target', sa.String(length=20), nullable=False),
    sa.Column('provider', sa.String(length=120), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('created_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('digest', 'target', name=op.f('pk_post_translations'))
    )
    op.create_table('discussion_courses',
    sa.Column('exchange_id', sa.Integer(), nullable=False),
    sa.Column('translates', sa.Boolean(), nullable=False),
    sa.Column('posts_a_week', sa.Integer(), nullable=False),
    sa.Column('answers_a_week', sa.Integer(), nullable=False),
    sa.Column('weeks', sa.Integer(), nullable=False),
    sa.Column('ruled_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['exchange_id'], ['exchanges.id'], name=op.f('fk_discussion_courses_exchange_id_exchanges')),
    sa.PrimaryKeyConstraint('exchange_id', name=op.f('pk_discussion_courses'))
    )
    op.create_table('discussion_digest_choices',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('exchange_id', sa.Integer(), nullable=False),
    sa.Column('rhythm', sa.String(length=10), nullable=False),
    sa.ForeignKeyConstraint(['exchange_id'], ['exchanges.id'], name=op.f('fk_discussion_digest_choices_exchange_id_exchanges')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_discussion_digest_choices_person_id_people')),
    sa.PrimaryKeyConstraint('person_id', 'exchange_id', name=op.f('pk_discussion_digest_choices'))
    )
    with op.batch_alter_table('discussion_digest_choices', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_discussion_digest_choices_exchange_id'), ['exchange_id'], unique=False)

    op.create_table('discussion_digests',
    sa.Column('exchange_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('slot', sa.Date(), nullable=False),
    sa.Column('told_until', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['exchange_id'], ['exchanges.id'], name=op.f('fk_discussion_digests_exchange_id_exchanges')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_discussion_digests_person_id_people')),
    sa.PrimaryKeyConstraint('exchange_id', 'person_id', name=op.f('pk_discussion_digests'))
    )
    with op.batch_alter_table('discussion_digests', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_discussion_digests_person_id'), ['person_id'], unique=False)

    op.create_table('discussion_feeds',
    sa.Column('exchange_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('closed_token', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['exchange_id'], ['exchanges.id'], name=op.f('fk_discussion_feeds_exchange_id_exchanges')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_discussion_feeds_person_id_people')),
    sa.PrimaryKeyConstraint('exchange_id', 'person_id', name=op.f('pk_discussion_feeds')),
    sa.UniqueConstraint('digest', name=op.f('uq_discussion_feeds_digest'))
    )
    with op.batch_alter_table('discussion_feeds', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_discussion_feeds_person_id'), ['person_id'], unique=False)

    op.create_table('translation_consents',
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('given_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_translation_consents_person_id_people')),
    sa.ForeignKeyConstraint(['team_id'], ['teams.id'], name=op.f('fk_translation_consents_team_id_teams'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('team_id', 'person_id', name=op.f('pk_translation_consents'))
    )
    with op.batch_alter_table('translation_consents', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_translation_consents_person_id'), ['person_id'], unique=False)

    with op.batch_alter_table('discussion_letters', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('rhythm', sa.String(length=10), nullable=False, server_default='weekly')
        )

    # Whoever has stopped one kind of letter is not sent another.
    op.execute("UPDATE discussion_letters SET rhythm = 'never' WHERE NOT mentions")
    with op.batch_alter_table('discussion_letters', schema=None) as batch_op:
        batch_op.alter_column('rhythm', server_default=None)
    _plan_digests()


def _plan_digests() -> None:
    """Let the task of each exchange that talks already begin; later the first topic begins it."""
    present = datetime.now(UTC)
    deliveries = sa.table(
        'deliveries', sa.column('kind'), sa.column('lane'), sa.column('channel'),
        sa.column('payload', sa.JSON()), sa.column('exchange_id'), sa.column('state'),
        sa.column('attempts'), sa.column('error'),
        sa.column('created_at', vsm_platform.core.db.UtcDateTime()),
        sa.column('due_at', vsm_platform.core.db.UtcDateTime()),
    )  # fmt: skip
    talking = op.get_bind().execute(
        sa.text('SELECT DISTINCT exchange_id FROM discussion_topics ORDER BY exchange_id')
    )
    rows = [
        {
            'kind': 'discussion.digests', 'lane': f'digests:{number}', 'channel': 'discussion',
            'payload': {'exchange': number}, 'exchange_id': number, 'state': 'waiting',
            'attempts': 0, 'error': '', 'created_at': present, 'due_at': present,
        }
        for (number,) in talking.all()
    ]  # fmt: skip
    if rows:
        op.bulk_insert(deliveries, rows)


def downgrade() -> None:
    op.execute("DELETE FROM deliveries WHERE kind IN ('discussion.digests', 'discussion.participation')")
    with op.batch_alter_table('discussion_letters', schema=None) as batch_op:
        batch_op.drop_column('rhythm')

    with op.batch_alter_table('translation_consents', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_translation_consents_person_id'))

    op.drop_table('translation_consents')
    with op.batch_alter_table('discussion_feeds', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_discussion_feeds_person_id'))

    op.drop_table('discussion_feeds')
    with op.batch_alter_table('discussion_digests', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_discussion_digests_person_id'))

    op.drop_table('discussion_digests')
    with op.batch_alter_table('discussion_digest_choices', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_discussion_digest_choices_exchange_id'))

    op.drop_table('discussion_digest_choices')
    op.drop_table('discussion_courses')
    op.drop_table('post_translations')
