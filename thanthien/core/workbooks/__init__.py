"""What goes out to a spreadsheet and comes back from one."""
