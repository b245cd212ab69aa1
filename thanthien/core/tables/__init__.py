"""A table is a list of columns over a QuerySet; filter, order, pager, phone layout, Excel and CSV come from it."""
