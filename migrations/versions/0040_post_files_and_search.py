"""Files of posts, and search in posts.

Revision ID: 0040
Revises: 0037
"""

import sqlalchemy as sa
from alembic import op

import vsm_platform.core.db
from sqlalchemy.dialects import postgresql
from vsm_platform.discussion.folding import fold, plain_text, trigrams

revision = '0040'
down_revision = '0037'
branch_labels = None
depends_on = None

# An index of trigrams beside the table (SQLite, FTS5, "External Content Tables"): triggers keep it in
# step, so whatever changes a row of post_words, by whichever way, is found as it now is.
FIND_ON_SQLITE = (
    """create virtual table post_grams using fts5(
        words, content='post_words', content_rowid='post_id', tokenize='trigram case_sensitive 1')""",
    """create trigger post_words_added after insert on post_words begin
        insert into post_grams (rowid, words) values (new.post_id, new.words); end""",
    """create trigger post_words_removed after delete on post_words begin
        insert into post_grams (post_grams, rowid, words)
        values ('delete', old.post_id, old.words); end""",
    """create trigger post_words_changed after update on post_words begin
        insert into post_grams (post_grams, rowid, words)
        values ('delete', old.post_id, old.words);
        insert into post_grams (rowid, words) values (new.post_id, new.words); end""",
)


def _note_words() -> None:
    """Let the posts that are there already be found."""
    bind = op.get_bind()
    posts = bind.execute(sa.text(
        "select p.id, p.number, p.html, t.title, t.space_id from posts p "
        "join discussion_topics t on t.id = p.topic_id "
        "where p.deleted_at is null and p.hidden_at is null"
    ))
    grams = ":grams" if bind.dialect.name == "sqlite" else "array_to_tsvector(:grams)"
    insert = sa.text(
        f"insert into post_words (post_id, space_id, words, grams) values (:id, :space, :words, {grams})"
    )
    for post in posts.all():
        title = post.title if post.number == 1 else ""
        words = fold(f"{title} {plain_text(post.html)}")
        made = None if bind.dialect.name == "sqlite" else trigrams(words)
        bind.execute(insert, {"id": post.id, "space": post.space_id, "words": words, "grams": made})


def upgrade() -> None:
    op.create_table('post_bundles',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('exchange_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('place', sa.String(length=60), nullable=True),
    sa.Column('post_id', sa.Integer(), nullable=True),
    sa.Column('changed_at', vsm_platform.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['exchange_id'], ['exchanges.id'], name=op.f('fk_post_bundles_exchange_id_exchanges')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_post_bundles_person_id_people')),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_post_bundles_post_id_posts'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_post_bundles')),
    sa.UniqueConstraint('exchange_id', 'person_id', 'place', name=op.f('uq_post_bundles_exchange_id_person_id_place'))
    )
    with op.batch_alter_table('post_bundles', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_post_bundles_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_post_bundles_post_id'), ['post_id'], unique=False)

    op.create_table('post_words',
    sa.Column('post_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('space_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('grams', sa.Text().with_variant(postgresql.TSVECTOR(), 'postgresql'), nullable=True),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_post_words_post_id_posts'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['space_id'], ['discussion_spaces.id'], name=op.f('fk_post_words_space_id_discussion_spaces')),
    sa.PrimaryKeyConstraint('post_id', name=op.f('pk_post_words'))
    )
    with op.batch_alter_table('post_words', schema=None) as batch_op:
        batch_op.create_index('ix_post_words_grams', ['grams'], unique=False, postgresql_using='gin')
        batch_op.create_index(batch_op.f('ix_post_words_space_id'), ['space_id'], unique=False)

    op.create_table('post_files',
    sa.Column('file_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('bundle_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('preview', sa.LargeBinary(), nullable=True),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['bundle_id'], ['post_bundles.id'], name=op.f('fk_post_files_bundle_id_post_bundles'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['file_id'], ['files.id'], name=op.f('fk_post_files_file_id_files'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('file_id', name=op.f('pk_post_files'))
    )
    with op.batch_alter_table('post_files', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_post_files_bundle_id'), ['bundle_id'], unique=False)

    # Added in place: on SQLite a batch would drop the table once, and with it what refers to it.
    op.add_column('posts', sa.Column('files', sa.Integer(), nullable=False, server_default='0'))
    if op.get_bind().dialect.name == 'sqlite':
        for statement in FIND_ON_SQLITE:
            op.execute(statement)
    else:
        op.alter_column('posts', 'files', server_default=None)
    _note_words()


def downgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        for change in ('added', 'removed', 'changed'):
            op.execute(f'drop trigger post_words_{change}')
        op.execute('drop table post_grams')
    op.drop_column('posts', 'files')

    with op.batch_alter_table('post_files', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_post_files_bundle_id'))

    op.drop_table('post_files')
    with op.batch_alter_table('post_words', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_post_words_space_id'))
        batch_op.drop_index('ix_post_words_grams', postgresql_using='gin')

    op.drop_table('post_words')
    with op.batch_alter_table('post_bundles', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_post_bundles_post_id'))
        batch_op.drop_index(batch_op.f('ix_post_bundles_person_id'))

    op.drop_table('post_bundles')

