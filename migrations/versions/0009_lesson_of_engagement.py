"""the lesson that was begun from an engagement

Revision: 0009_lesson_of_engagement, after 0008_outbox
"""

import sqlalchemy as sa
from alembic import op


revision = '0009_lesson_of_engagement'
down_revision = '0008_outbox'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('engagement', schema=None) as batch_op:
        batch_op.add_column(sa.Column('lesson_id', sa.Uuid(as_uuid=False), nullable=True))
        batch_op.create_unique_constraint(batch_op.f('uq_engagement_lesson_id'), ['lesson_id'])
        batch_op.create_foreign_key(batch_op.f('fk_engagement_lesson_id_lesson'), 'lesson', ['lesson_id'], ['id'], ondelete='SET NULL')


def downgrade() -> None:
    with op.batch_alter_table('engagement', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_engagement_lesson_id_lesson'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_engagement_lesson_id'), type_='unique')
        batch_op.drop_column('lesson_id')
