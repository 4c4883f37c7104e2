"""What everything else stands on: settings, logs, metrics, times, ids, problems, Markdown."""
