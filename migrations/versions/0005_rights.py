"""objection to risk scoring, the record of choices, who was erased

Revision: 0005_rights, after 0004_audit
"""

import sqlalchemy as sa
from alembic import op


revision = '0005_rights'
down_revision = '0004_audit'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('choice',
    sa.Column('id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('person_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('item', sa.String(length=20), nullable=False),
    sa.Column('item_id', sa.Uuid(as_uuid=False), nullable=True),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('from_value', sa.String(length=40), nullable=True),
    sa.Column('to_value', sa.String(length=40), nullable=False),
    sa.Column('is_own_act', sa.Boolean(), nullable=False),
    sa.CheckConstraint("kind IN ('choice', 'notice')", name=op.f('ck_choice_kind')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_choice_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_choice'))
    )
    with op.batch_alter_table('choice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_choice_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_choice_person_id'), ['person_id'], unique=False)

    op.create_table('erased',
    sa.Column('mark', sa.String(length=80), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('mark', name=op.f('pk_erased'))
    )
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('objects_to_risk', sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.alter_column('objects_to_risk', existing_type=sa.Boolean(), existing_nullable=False, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_column('objects_to_risk')
    op.drop_table('erased')
    op.drop_table('choice')
