"""provisioning: who left, what other systems call accounts, and groups that give roles

Revision: 0006_provisioning, after 0005_rights
"""

import sqlalchemy as sa
from alembic import op

revision = '0006_provisioning'
down_revision = '0005_rights'
branch_labels = None
depends_on = None

ROLES = "role IN ('member', 'coordinator', 'manager', 'network_coordinator', 'admin')"
NETWORK = "institution_id IS NULL OR NOT role IN ('network_coordinator', 'admin')"


def upgrade() -> None:
    # Columns that may be empty are added in place: no table is rebuilt.
    op.add_column('person', sa.Column('left_on', sa.Date(), nullable=True))
    op.add_column('account', sa.Column('external_id', sa.String(length=200), nullable=True))
    op.create_index(op.f('ix_account_external_id'), 'account', ['external_id'], unique=True)
    op.create_table('role_group',
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('external_id', sa.String(length=200), nullable=True),
    sa.Column('role', sa.String(length=30), nullable=False),
    sa.Column('institution_id', sa.Uuid(as_uuid=False), nullable=True),
    sa.Column('id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint(ROLES, name=op.f('ck_role_group_role')),
    sa.CheckConstraint(NETWORK, name=op.f('ck_role_group_network_role')),
    sa.ForeignKeyConstraint(['institution_id'], ['institution.id'], name=op.f('fk_role_group_institution_id_institution'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role_group')),
    sa.UniqueConstraint('name', name=op.f('uq_role_group_name'))
    )
    op.create_index(op.f('ix_role_group_external_id'), 'role_group', ['external_id'], unique=True)
    op.create_index(op.f('ix_role_group_institution_id'), 'role_group', ['institution_id'], unique=False)
    op.create_table('role_group_member',
    sa.Column('group_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('account_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_role_group_member_account_id_account'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['group_id'], ['role_group.id'], name=op.f('fk_role_group_member_group_id_role_group'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('group_id', 'account_id', name=op.f('pk_role_group_member'))
    )
    op.create_index(op.f('ix_role_group_member_account_id'), 'role_group_member', ['account_id'], unique=False)


def downgrade() -> None:
    op.drop_table('role_group_member')
    op.drop_table('role_group')
    op.drop_index(op.f('ix_account_external_id'), table_name='account')
    op.drop_column('account', 'external_id')
    op.drop_column('person', 'left_on')
