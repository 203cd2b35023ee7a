"""The web app: the same answers as the command line, as pages, on the reader's own machine."""
