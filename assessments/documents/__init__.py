"""Documents to sign, as Word and PDF, in the layout of Nghị định 30/2020/NĐ-CP.

Their templates lie in ``templates``; an office edits a copy in Word and names its folder in
``DOCUMENT_TEMPLATES``.
"""
