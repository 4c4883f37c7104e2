"""What people are told of outside the pages: mails (docs/decisions/0037) and pushes
(docs/decisions/0040) about what is in their inboxes."""
