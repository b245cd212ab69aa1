"""Messages that leave the platform: written in a request, sent by a job, and what became of each."""
