"""What algos have in common: parameters, the clock of slices, slices themselves, volume seen.

No algo is here and none is imported from here: `algos` registers what may be asked for by name.
"""
