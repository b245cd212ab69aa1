"""What waits for a person, and what the platform tells them: in the app, by mail as they wish, in time."""
