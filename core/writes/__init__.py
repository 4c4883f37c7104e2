"""The way of a write from its acceptance to its event: journal, attempts, ledger, event log. Its Lua is in `lua/`."""
