"""What people take along: everything that the system has of one person, as JSON and as a page."""
