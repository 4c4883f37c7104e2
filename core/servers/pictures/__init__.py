"""Where files of pictures are kept: in a folder that all processes share, or in an S3-compatible store."""
