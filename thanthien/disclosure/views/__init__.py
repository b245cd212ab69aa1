"""Pages of the room: registers, what is done with a disclosure, boards, and what everybody sees."""
