"""What is known about critical-mineral chains, and from whom?

Tables (``catalog``), the sources they rest on (``source``), the balance that makes the base year
consistent (``reconcile``) and the scripts that rebuild every shipped table (``build``).
"""
