"""The only room with effects: it stamps inputs, drives the core, writes the journal, then acts."""
