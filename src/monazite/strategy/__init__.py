"""Move and counter-move: what each side's rules change, measured."""
