"""The closed list of instruments: one module each, both readings side by side.

Every module holds ``LABEL`` (its name), ``Terms`` (what the law sets), ``screen`` (reading two:
what it says of a transaction that it reaches) and ``effects`` (reading one: what it does to the
market).
"""
