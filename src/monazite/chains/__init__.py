"""How ore becomes a product: goods, recipes, facilities and uses, as data."""
