"""Hunt every planted bug, or those that are named: `python -m tests.mutants [NAME ...]`."""

import sys

from tests.mutants import MUTANTS
from tests.mutants.hunt import SEEDS_MAX, hunt

names = sys.argv[1:] or list(MUTANTS)
away = 0
for name in names:
    catch = hunt(name)
    away += catch.outcome is None
    print(catch.told[:160], flush=True)
print(f"{len(names) - away} of {len(names)} planted bugs caught within {SEEDS_MAX:,} seeds")
sys.exit(1 if away else 0)
