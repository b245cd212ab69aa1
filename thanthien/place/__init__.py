"""The place as the administrator keeps it: units, thôn and tổ dân phố, figures, outlines, agencies, calendar."""
