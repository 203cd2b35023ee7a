"""What states decide: written once as dated, cited rules, read twice (market and transaction)."""
