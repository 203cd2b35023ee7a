"""The operations of the pages as JSON, under ``/api``."""
