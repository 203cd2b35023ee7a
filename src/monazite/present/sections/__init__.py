"""The sections of the report, one file each: read a run, draw, write the table and the finding."""
