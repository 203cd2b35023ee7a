"""Prices and quantities: how a world answers to effects, month by month."""
