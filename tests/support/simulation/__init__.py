"""Random interleavings of steps, and the plain model that they are held against."""
