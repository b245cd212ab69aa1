"""Word drafts in the format of Nghị định 30/2020/NĐ-CP: templates made from a written source, filled with data.

A room keeps for each paper a source (``word/<name>.txt``, :mod:`.source`) and the Word template made of it
(``word/<name>.docx``, by ``python3 dev.py manage word_templates``), and registers the paper (:mod:`.papers`). Numbers,
dates, signatures and seals come from the office's own document system: a draft leaves them blank.
"""
