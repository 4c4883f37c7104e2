"""What people may send and what they are answered: models that HTTP and sockets share."""
