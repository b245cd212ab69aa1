"""One place per component of the interface; registered as template tags in templatetags/thanthien.py."""
