"""sessions, token scopes, identities, attempts

Revision: 0003_sessions, after 0002_engagements
"""

import sqlalchemy as sa
from alembic import op


revision = '0003_sessions'
down_revision = '0002_engagements'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('attempt',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_attempt'))
    )
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attempt_ends_at'), ['ends_at'], unique=False)

    op.create_table('claim_role',
    sa.Column('id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('claim', sa.String(length=80), nullable=False),
    sa.Column('value', sa.String(length=255), nullable=False),
    sa.Column('role', sa.String(length=30), nullable=False),
    sa.Column('institution_id', sa.Uuid(as_uuid=False), nullable=True),
    sa.CheckConstraint("institution_id IS NULL OR NOT role IN ('network_coordinator', 'admin')", name=op.f('ck_claim_role_network_role')),
    sa.CheckConstraint("role IN ('member', 'coordinator', 'manager', 'network_coordinator', 'admin')", name=op.f('ck_claim_role_role')),
    sa.ForeignKeyConstraint(['institution_id'], ['institution.id'], name=op.f('fk_claim_role_institution_id_institution'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_claim_role')),
    sa.UniqueConstraint('claim', 'value', 'role', 'institution_id', name=op.f('uq_claim_role_claim_value_role_institution_id'))
    )
    with op.batch_alter_table('claim_role', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_claim_role_institution_id'), ['institution_id'], unique=False)

    op.create_table('identity',
    sa.Column('id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('account_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('issuer', sa.String(length=255), nullable=False),
    sa.Column('subject', sa.String(length=255), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_identity_account_id_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_identity')),
    sa.UniqueConstraint('issuer', 'subject', name=op.f('uq_identity_issuer_subject'))
    )
    with op.batch_alter_table('identity', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_identity_account_id'), ['account_id'], unique=False)

    op.create_table('web_session',
    sa.Column('id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('account_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('secret_hash', sa.String(length=64), nullable=False),
    sa.Column('agent', sa.String(length=120), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_web_session_account_id_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_web_session')),
    sa.UniqueConstraint('secret_hash', name=op.f('uq_web_session_secret_hash'))
    )
    with op.batch_alter_table('web_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_web_session_account_id'), ['account_id'], unique=False)

    with op.batch_alter_table('api_token', schema=None) as batch_op:
        batch_op.add_column(sa.Column('scope', sa.String(length=20), nullable=False, server_default='full'))
    with op.batch_alter_table('api_token', schema=None) as batch_op:
        batch_op.alter_column('scope', server_default=None)
        batch_op.create_check_constraint(batch_op.f('ck_api_token_scope'), "scope IN ('full', 'read', 'provisioning')")

    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_from_claim', sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.alter_column('is_from_claim', server_default=None)



def downgrade() -> None:
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.drop_column('is_from_claim')

    with op.batch_alter_table('api_token', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_api_token_scope'), type_='check')
        batch_op.drop_column('scope')

    with op.batch_alter_table('web_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_web_session_account_id'))

    op.drop_table('web_session')
    with op.batch_alter_table('identity', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_identity_account_id'))

    op.drop_table('identity')
    with op.batch_alter_table('claim_role', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_claim_role_institution_id'))

    op.drop_table('claim_role')
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_attempt_ends_at'))

    op.drop_table('attempt')
