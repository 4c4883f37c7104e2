"""What people are told of outside the pages: mails about what is in their inboxes (docs/decisions/0037)."""
