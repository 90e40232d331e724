"""The aws CLI, version 1 or 2, against the release build: every command that it knows."""
