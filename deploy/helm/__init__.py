"""The Helm chart, and what is made from the settings for it and checks it."""
