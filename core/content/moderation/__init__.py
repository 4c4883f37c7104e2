"""What moderators do: reports and cases, removals and appeals, what is held, locks, and where people stand."""
