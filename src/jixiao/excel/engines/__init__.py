"""xlwings engines for programs that xlwings does not know by itself."""
