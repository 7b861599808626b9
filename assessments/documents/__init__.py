"""Documents to sign, as Word and PDF, in the layout of Nghị định 30/2020/NĐ-CP.

Their templates lie in ``templates``. An office may edit copies in Word and name their folder in
``DOCUMENT_TEMPLATES``.
"""
