"""How are the shipped tables rebuilt from the shared raw data?

``python -m monazite.data.build --shared DIR`` writes them, ``--check`` compares instead. One file
per group of tables; every number that is not read from the shared data stands in these files with
its grade and the reason for it.
"""
