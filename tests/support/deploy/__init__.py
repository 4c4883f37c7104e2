"""What the tests of installing and keeping share: Compose, the proxy, the keepers of processes."""
