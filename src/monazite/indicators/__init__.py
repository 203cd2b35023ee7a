"""Measures of supply, dependence and concentration: pure functions of tables or of a run."""
