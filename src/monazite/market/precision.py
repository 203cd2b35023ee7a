"""Which arithmetic the market is solved in: double precision on one core per process.

Every module of `monazite.market` that uses JAX imports it from here (``from
monazite.market.precision import jax, jnp``), so that double precision is switched on before the
first array exists. A month is certified to 1e-9 of throughput; single precision cannot say that.

OpenBLAS is held to one thread because the matrices of one month are small: several threads cost
more in handing out the work than they save, and one process per core is the way to use a machine.
A value already set by the user is left alone.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)

__all__ = ["jax", "jnp"]
