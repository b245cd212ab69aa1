"""Personal data: what they are kept for, what people asked of theirs, what went wrong."""
