"""Start the command line with ``python -m monazite``."""

from monazite.cli.main import main

main()
