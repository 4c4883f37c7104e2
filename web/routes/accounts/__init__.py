"""Accounts over HTTP: signing in and out, passwords, factors, sessions, leaving, and taking data along."""
