"""How does one definition file become the base tables of a mineral's chain?

`library/minerals/<mineral>.yaml` names regions, goods, recipes, hosts, trade codes, uses and
prices, and where each figure stands in the shared data or why it is estimated. Everything here is
the same for every mineral: adding one needs a definition and a chain's YAML, no Python.
"""
