"""How is a result shown to a reader? Charts, sentences, tables and the report, in zh and en."""
