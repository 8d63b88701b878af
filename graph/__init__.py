"""Pure knowledge graph: nodes and edges in, measures with reasons out. Knows no web, no database, no clock."""
