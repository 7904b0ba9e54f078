"""Import contracts that pass over rooms which are named on the map but not built yet."""

from grimp import ImportGraph
from importlinter import ContractCheck
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.independence import IndependenceContract
from importlinter.contracts.protected import ProtectedContract
from importlinter.domain.imports import ModuleExpression


def built(graph: ImportGraph, expressions: list[ModuleExpression]) -> list[ModuleExpression]:
    """Keep the expressions that name something; wildcards match only what there is."""
    return [
        each
        for each in expressions
        if each.has_wildcard_expression() or each.expression in graph.modules
    ]


def nothing_to_judge() -> ContractCheck:
    return ContractCheck(kept=True)


class ForbiddenWhereBuilt(ForbiddenContract):
    """The forbidden contract, over those source modules that exist."""

    type_name = "forbidden_where_built"

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        self.source_modules = set(built(graph, list(self.source_modules)))
        return super().check(graph, verbose)


class IndependentWhereBuilt(IndependenceContract):
    """The independence contract, once there are two modules to hold apart."""

    type_name = "independent_where_built"

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        found = {
            module
            for each in self.modules
            for module in graph.find_matching_modules(each.expression)
        }
        return super().check(graph, verbose) if len(found) > 1 else nothing_to_judge()


class ProtectedWhereBuilt(ProtectedContract):
    """The protected contract, over those modules that exist."""

    type_name = "protected_where_built"

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        self.protected_modules = built(graph, self.protected_modules)
        self.allowed_importers = built(graph, self.allowed_importers)
        return super().check(graph, verbose) if self.protected_modules else nothing_to_judge()
