"""What goes out to a spreadsheet and comes back from one.

A workbook is a list of columns (`columns`), each of a kind (`kinds`). From that list come the template, the export
and the refused file handed back (`writing`), the reading with its limits (`reading`), the dry run by row and cell
(`checking`), and one set of pages (`views.WorkbookImport`). `cells` writes one typed cell, for lists as well.
"""
