"""The command line: `countergaze run` and the commands around it."""
