"""What is installed once on a developer's machine: Python and Node packages, servers, the pages."""
