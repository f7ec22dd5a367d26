"""A plan being written: its content as plain values of the shape of a plan file, and the sentences of its rules."""
