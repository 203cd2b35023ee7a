"""How the linear system of one Newton step is solved: conjugate gradients, or densely.

The Hessian of the month, scaled to a unit diagonal, is block-diagonal by good except for recipes.
The conjugate gradients are preconditioned with the exact inverse of one dense block per good
(all regions, both statuses, export hubs); blocks of similar size form one padded batch, so the
product with the Hessian is a few batched matrix-vector products and a short sparse sum.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from monazite.market.precision import jax, jnp
from monazite.market.response import Response, Terms, with_zero
from monazite.market.structure import Array, Structure

MAX_INNER = 300
"""Iterations of the conjugate gradients at most; a truncated direction still goes downhill."""

FALLING_DAMPING = 0.5
"""A falling price of a node in use is kept from falling by more than twice itself in one step."""


COMMON_DAMPING = 0.02
"""Part of the worst node's residual that damps every node, in proportion to its own throughput."""


class Hessian(NamedTuple):
    """The second derivative of the month in scaled prices, entry by entry.

    scale : [N] inverse root of the diagonal (1 at a node where nothing answers to the price)
    value : [S] entries of the matrix scaled to a unit diagonal, lower triangle
    """

    scale: Array
    value: Array


def pair_products(structure: Structure, terms: Terms) -> Array:
    """Products of the coefficients of every pair of alternatives, [P]; the same all month."""
    coefficient = with_zero(terms.coefficient)
    extra = coefficient[structure.pair_plus] - coefficient[structure.pair_minus]
    column = jnp.concatenate([terms.coefficient, extra])
    return column[structure.product_left] * column[structure.product_right]


def pair_weights(structure: Structure, terms: Terms, response: Response) -> Array:
    """How strongly does each pair of alternatives react to its price difference? [J + X].

    ``K/s * p_i p_k`` with the shares of the two alternatives, in units of activity per USD.
    """
    i, k = structure.pair_first, structure.pair_second
    alone = response.share * response.idle
    product = jnp.concatenate([alone, response.share[i] * response.share[k]])
    steepness = (terms.capacity / terms.dispersion)[structure.group]
    return jnp.concatenate([steepness, steepness[i]]) * product


def assemble(
    structure: Structure,
    terms: Terms,
    products: Array,
    price: Array,
    response: Response,
    damping: Array | float | None = None,
    in_use: Array | None = None,
) -> Hessian:
    """What is the scaled Hessian of the month at these prices, damped node by node?

    damping : None for the true second derivative. Otherwise every node gets an additional
        curvature, in proportion to the value of its excess supply, that keeps its own step below
        1/(2 damping) times its price (its reference price, if that is larger). Curvature vanishes
        where activities are saturated; a step length for all nodes would let one such node
        stop the world. `COMMON_DAMPING` of what the worst node misses is added everywhere:
        nodes that clear among themselves, but are cut off from the rest, may share a price level
        that nothing answers to, and then rounding alone would send it anywhere. Both fade by
        themselves as the month clears (Fan and Yuan 2005, Computing 74: a regularisation in
        proportion to the residual keeps Newton's last steps quadratic).
    in_use : [N] nodes whose price must stay positive, needed with damping. Where such a price is
        falling, its own step is kept below 1/`FALLING_DAMPING` times the price, however low that
        is, for the same reason.
    """
    n_nodes, n_slots = price.shape[0], structure.slot_row.shape[0]
    reference = terms.reference_price
    weight = pair_weights(structure, terms, response)
    value = jax.ops.segment_sum(
        products * weight[structure.product_pair],
        structure.product_slot,
        n_slots,
        indices_are_sorted=True,
    )
    order, node = structure.use_order, structure.use_node
    taking = response.use > 0
    slope = terms.use_elasticity * response.use / jnp.where(taking, price[node], 1.0)
    answering = jax.ops.segment_sum(slope[order], node[order], n_nodes, indices_are_sorted=True)
    value = value.at[:n_nodes].add(answering + terms.inertia / reference)
    row, column = structure.slot_row, structure.slot_column
    value = value * reference[row] * reference[column]
    if damping is not None:
        size = jnp.maximum(response.throughput, terms.throughput_floor)
        everywhere = COMMON_DAMPING * response.residual * size
        missing = (jnp.abs(response.excess) + everywhere) * reference
        scaled = price / reference
        held = 2.0 * damping / jnp.maximum(jnp.abs(scaled), 1.0)
        falling = in_use & (response.excess > 0)
        lowest = jnp.where(falling, FALLING_DAMPING / jnp.where(falling, scaled, 1.0), 0.0)
        value = value.at[:n_nodes].add(missing * jnp.maximum(held, lowest))
    diagonal = value[:n_nodes]
    scale = jnp.where(diagonal > 0, 1.0 / jnp.sqrt(jnp.where(diagonal > 0, diagonal, 1.0)), 1.0)
    value = value * scale[row] * scale[column]
    return Hessian(scale, value.at[:n_nodes].set(1.0))


def solve_dense(structure: Structure, hessian: Hessian, right: Array) -> tuple[Array, Array]:
    """Which step solves the linear system exactly? Dense Cholesky; the reference for tests.

    right : [N] minus the gradient in scaled prices, USD. Returns the step [N] and 1.
    """
    n_nodes = right.shape[0]
    row, column = structure.slot_row, structure.slot_column
    matrix = jnp.zeros((n_nodes, n_nodes)).at[row, column].add(hessian.value)
    lower = jax.lax.linalg.cholesky(matrix, symmetrize_input=False)
    half = jax.lax.linalg.triangular_solve(
        lower, (right * hessian.scale)[:, None], left_side=True, lower=True
    )
    step = jax.lax.linalg.triangular_solve(
        lower, half, left_side=True, lower=True, transpose_a=True
    )
    return step[:, 0] * hessian.scale, jnp.asarray(1, dtype=jnp.int32)


class Factor(NamedTuple):
    """What the conjugate gradients are preconditioned with: made at one point, good nearby.

    scale    : [N] the scaling of the Hessian it was made from
    inverses : per size class [B, b, b], the inverse of each block's lower Cholesky factor
    """

    scale: Array
    inverses: tuple[Array, ...]


def factorise(structure: Structure, hessian: Hessian) -> Factor:
    """Which preconditioner fits this Hessian? Its diagonal blocks, inverted exactly."""
    blocks = _blocks(structure, hessian)
    return Factor(hessian.scale, tuple(_inverse_factor(matrix) for matrix in blocks))


def no_factor(structure: Structure) -> Factor:
    """Return a factor of the right shapes that stands for none yet."""
    shapes = [table.shape for table in structure.blocks]
    return Factor(jnp.ones(structure.position.shape[0]), tuple(jnp.zeros(s) for s in shapes))


def solve_blocks(
    structure: Structure,
    hessian: Hessian,
    factor: Factor,
    right: Array,
    accuracy: Array | float,
) -> tuple[Array, Array]:
    """Which step solves the linear system to this accuracy? Conjugate gradients, blocks per good.

    factor   : of this Hessian or of one nearby; only the number of iterations depends on it
    right    : [N] minus the gradient in scaled prices, USD
    accuracy : remaining size of the preconditioned residual relative to the start
    Returns the step [N] and the number of iterations, at most `MAX_INNER`.
    """
    matrices = _blocks(structure, hessian)
    ends = [0]
    for matrix in matrices:
        ends.append(ends[-1] + matrix.shape[0] * matrix.shape[1])
    off_value = hessian.value[structure.off_slot]
    rescale = laid_out(structure, factor.scale / hessian.scale)

    def per_block(vector: Array) -> list[Array]:
        return [
            vector[begin:end].reshape(matrix.shape[:2])
            for begin, end, matrix in zip(ends[:-1], ends[1:], matrices, strict=True)
        ]

    def product(vector: Array) -> Array:
        parts = [
            jnp.einsum("bij,bj->bi", matrix, part).reshape(-1)
            for matrix, part in zip(matrices, per_block(vector), strict=True)
        ]
        outside = jax.ops.segment_sum(
            off_value * vector[structure.off_column],
            structure.off_row,
            vector.shape[0],
            indices_are_sorted=True,
        )
        return jnp.concatenate(parts) + outside

    def precondition(vector: Array) -> Array:
        parts = [
            jnp.einsum("bji,bj->bi", half, jnp.einsum("bij,bj->bi", half, part)).reshape(-1)
            for half, part in zip(factor.inverses, per_block(vector * rescale), strict=True)
        ]
        return jnp.concatenate(parts) * rescale

    begin = laid_out(structure, right * hessian.scale)
    step, iterations = _conjugate_gradients(product, precondition, begin, accuracy)
    return step[structure.position] * hessian.scale, iterations


def laid_out(structure: Structure, values: Array) -> Array:
    """Return values per node, [N], in the order of the blocks, [Q]; 0 where padded."""
    return with_zero(values)[structure.node_at]


def _blocks(structure: Structure, hessian: Hessian) -> list[Array]:
    """Diagonal blocks of the scaled Hessian, per size class [B, b, b]; the identity as padding."""
    value = jnp.concatenate([hessian.value, jnp.array([0.0, 1.0])])
    return [value[table] for table in structure.blocks]


def _inverse_factor(matrix: Array) -> Array:
    """Inverse of the Cholesky factor of every block; jittered just enough to stay regular."""
    size = matrix.shape[-1]
    identity = jnp.eye(size)
    lower = jax.lax.linalg.cholesky(matrix + 1e-13 * identity, symmetrize_input=False)
    return jax.lax.linalg.triangular_solve(
        lower, jnp.broadcast_to(identity, matrix.shape), left_side=True, lower=True
    )


class _Iterate(NamedTuple):
    """Where the conjugate gradients stand."""

    step: Array
    remainder: Array
    direction: Array
    energy: Array  # remainder times preconditioned remainder
    count: Array


def _conjugate_gradients(
    product: Callable[[Array], Array],
    precondition: Callable[[Array], Array],
    right: Array,
    accuracy: Array | float,
) -> tuple[Array, Array]:
    """Preconditioned conjugate gradients from zero; rounding (no curvature left) ends them too."""
    first = precondition(right)
    begin = right @ first
    target = begin * accuracy**2

    def unfinished(at: _Iterate) -> Array:
        return (at.energy > target) & (at.count < MAX_INNER)

    def iterate(at: _Iterate) -> _Iterate:
        image = product(at.direction)
        curvature = at.direction @ image
        length = jnp.where(curvature > 0, at.energy / curvature, 0.0)
        remainder = at.remainder - length * image
        improved = precondition(remainder)
        energy = jnp.where(curvature > 0, remainder @ improved, 0.0)
        return _Iterate(
            step=at.step + length * at.direction,
            remainder=remainder,
            direction=improved + (energy / at.energy) * at.direction,
            energy=energy,
            count=at.count + 1,
        )

    zero = jnp.asarray(0, dtype=jnp.int32)
    start = _Iterate(jnp.zeros_like(right), right, first, begin, zero)
    end = jax.lax.while_loop(unfinished, iterate, start)
    return end.step, end.count
