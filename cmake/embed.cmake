# Files compiled into the program, so that one binary is the whole installation.
