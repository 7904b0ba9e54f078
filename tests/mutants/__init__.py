"""Bugs planted on purpose: a simulation that does not find one of them is too weak.

Each is a function that patches the desk and says what it does. `python -m tests.mutants` hunts
them all; every one must be caught within 2,000 seeds.
"""

from tests.mutants.accounting import ACCOUNTING
from tests.mutants.contingencies import CONTINGENCIES
from tests.mutants.durability import DURABILITY
from tests.mutants.legs import LEGS
from tests.mutants.parents import PARENTS
from tests.mutants.planted import Plant
from tests.mutants.safety import SAFETY
from tests.mutants.triggers import TRIGGERS
from tests.mutants.uncertainty import UNCERTAINTY
from tests.mutants.working import WORKING

MUTANTS: dict[str, Plant] = {
    plant.__name__: plant
    for plant in (
        *DURABILITY,
        *UNCERTAINTY,
        *ACCOUNTING,
        *SAFETY,
        *CONTINGENCIES,
        *WORKING,
        *PARENTS,
        *LEGS,
        *TRIGGERS,
    )
}
