"""Who owns whom, and who is covered by a rule because of its owners, with the proof.

`solver` is the fixed point over plain data, `statements` what sources state of a stake and what follows for a day, `register` the two over a graph,
`answer` the answer for one organization, `tree` the same for a terminal.
"""

from graph.ownership.register import Register, Rule
from graph.ownership.solver import COVERED, DEPENDS, NOT_COVERED, Cover, OwnershipTest

__all__ = ["COVERED", "DEPENDS", "NOT_COVERED", "Cover", "OwnershipTest", "Register", "Rule"]
