"""How the connections with the LMSs are: tested now, said in plain words, exportable."""
