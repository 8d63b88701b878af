"""Provisioning: identity providers and HR systems create, move and deactivate people (SCIM 2.0)."""
