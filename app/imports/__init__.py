"""Imports: tables of rows from files, all or none."""
