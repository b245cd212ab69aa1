"""Text out of files that people sent: read by a process of its own, which knows no secret, writes nothing and is ended
when it takes too much (docs/adr/0041-text-of-files-is-read-apart.md)."""
