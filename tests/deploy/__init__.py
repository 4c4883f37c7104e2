"""How it is installed, started, kept running and saved."""
