"""What the tests share: servers, processes, people, and how to write without HTTP."""
