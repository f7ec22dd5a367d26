"""Which stops a shortest path is likely to link: those whose link would make the least tree past all little longer.

First the stops get prices, added to each of their distances, which make few stops of that tree have more or fewer than
two links: a path is a tree, so the priced tree comes near the shortest path. After M. Held and R. M. Karp, "The
traveling-salesman problem and minimum spanning trees: part II", 1971. How much longer the tree gets is K. Helsgaun's
α-nearness: "An effective implementation of the Lin–Kernighan traveling salesman heuristic", 2000.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gjennomslag.algorithms.compiled import inner, part
from gjennomslag.algorithms.distances import Floats, Indices, Matrix, nearest_in

PRICINGS = 10
"""How often the prices are changed."""
FIRST_STEP = 1.0
"""By how large a share of the tree's mean link the first change moves the price of a stop with one link too many."""
STEP_KEPT = 0.8
"""What share of a step the next one is."""
NEWEST = 0.7
"""What the newest tree counts for in a change; the one before counts for the rest, which keeps prices from swinging."""


class Tree(NamedTuple):
    """The least tree that holds all stops but the start and the finish, each of these linked to the cheapest of them.

    A stop that joins is linked to its ``parent``, which joined before.
    """

    joined: Indices
    """The stops in the order in which they joined (n,)."""
    parent: Indices
    """(n,); that of the first has no meaning."""
    links: Indices
    """How many links each stop has (n,)."""
    ends: Floats
    """What the links of the start and of the finish cost (2,)."""


@inner
def priced(matrix: Matrix, prices: Floats, a: int, b: int) -> float:
    """Return the distance between two stops with both prices."""
    return float(matrix[a, b] + prices[a] + prices[b])


@part
def grow(matrix: Matrix, prices: Floats, tree: Tree) -> float:
    """Write the least tree (R. C. Prim's) into ``tree``; return what it costs, less twice all prices.

    That is no more than what the shortest path costs, whatever the prices.
    """
    count = len(prices)
    cheapest = np.full(count, np.inf)
    waiting = np.arange(1, count)
    tree.links[:] = 0
    newest, cost = 0, 0.0
    tree.joined[0] = newest
    for joined in range(1, count):
        left = count - joined
        next_place, least = 0, np.inf
        for place in range(left):
            stop = waiting[place]
            price = priced(matrix, prices, newest, stop)
            if price < cheapest[stop]:
                cheapest[stop], tree.parent[stop] = price, newest
            if cheapest[stop] < least:
                next_place, least = place, cheapest[stop]
        newest = waiting[next_place]
        waiting[next_place] = waiting[left - 1]
        tree.joined[joined] = newest
        cost += least
        tree.links[newest] += 1
        tree.links[tree.parent[newest]] += 1
    for price in prices:
        cost -= 2 * price
    return cost + link_ends_to(matrix, prices, tree)


@inner
def cheapest_but(matrix: Matrix, prices: Floats, end: int, taken: int) -> int:
    """Return the stop, not ``taken``, that costs least to link to the start (``end`` 0) or the finish (1)."""
    best = -1
    row = len(prices) + end
    for stop in range(len(prices)):
        if stop != taken and (best < 0 or matrix[row, stop] + prices[stop] < matrix[row, best] + prices[best]):
            best = stop
    return best


@inner
def link_ends_to(matrix: Matrix, prices: Floats, tree: Tree) -> float:
    """Link the start and the finish to the two stops where that is cheapest; return what it costs."""
    cost = np.inf
    for one in range(2):
        first = cheapest_but(matrix, prices, one, -1)
        second = cheapest_but(matrix, prices, 1 - one, first)
        start, finish = (first, second) if one == 0 else (second, first)
        ends = matrix[-2, start] + prices[start], matrix[-1, finish] + prices[finish]
        if ends[0] + ends[1] < cost:
            cost = ends[0] + ends[1]
            tree.ends[0], tree.ends[1] = ends
            linked = start, finish
    tree.links[linked[0]] += 1
    tree.links[linked[1]] += 1
    return float(cost)


@part
def priced_tree(matrix: Matrix) -> tuple[Tree, Floats]:
    """Return the prices (n,) found and the least tree with them; the last two stops of ``matrix`` are the ends."""
    count = len(matrix) - 2
    tree = Tree(np.zeros(count, np.int32), np.zeros(count, np.int32), np.zeros(count, np.int32), np.zeros(2))
    prices, before = np.zeros(count), np.zeros(count)
    cost = grow(matrix, prices, tree)
    best, highest, step = prices.copy(), cost, FIRST_STEP * cost / count
    for _ in range(PRICINGS):
        for stop in range(count):
            over = tree.links[stop] - 2
            prices[stop] += step * (NEWEST * over + (1 - NEWEST) * before[stop])
            before[stop] = over
        step *= STEP_KEPT
        cost = grow(matrix, prices, tree)
        if cost > highest:
            highest = cost
            best[:] = prices
    grow(matrix, best, tree)
    return tree, best


@part
def detours(matrix: Matrix) -> Floats:
    """Return how much longer each link would make the least tree (n + 2, n + 2); the ends are the last two."""
    tree, prices = priced_tree(matrix)
    count = len(prices)
    longest = np.zeros((count, count))
    for place in range(1, count):
        stop = tree.joined[place]
        parent = tree.parent[stop]
        link = priced(matrix, prices, parent, stop)
        for earlier in tree.joined[:place]:
            longest[earlier, stop] = link if earlier == parent else max(longest[earlier, parent], link)
            longest[stop, earlier] = longest[earlier, stop]
    longer = np.zeros(matrix.shape)
    for a in range(count):
        for b in range(count):
            longer[a, b] = priced(matrix, prices, a, b) - longest[a, b]
        for end in range(2):
            longer[a, count + end] = longer[count + end, a] = matrix[count + end, a] + prices[a] - tree.ends[end]
    return longer


@part
def likely_links(matrix: Matrix, most: int) -> Indices:
    """Return the ``most`` likeliest links of each stop (n + 2, most), the likeliest first.

    ``matrix`` (n + 2, n + 2) holds whole decimetres; its last two rows are the start and the finish of a path past the
    n others, n at least 2.
    """
    return nearest_in(detours(matrix), len(matrix), most)
