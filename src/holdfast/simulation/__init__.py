"""The whole desk under a virtual clock, with a venue that lies and a disk that tears: from a seed.

One seed is one run, the same on every machine: `world` plays it, `witness` holds the desk to its
laws from outside, `campaign` plays many, `shrink` makes a failing one small.
"""
