"""What keeps the stored data sound: clean-up, drift, migrations."""
