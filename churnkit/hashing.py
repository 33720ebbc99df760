"""Hashes of ids and rows that stay the same for ever, whatever library and machine.

The hash is written out here because those of libraries change between versions and with them every
split. A text is read as UTF-8 in little-endian words of 8 bytes, the last one padded with zeros:

    h = mix(seed + GOLDEN);  for each word: h = mix(h ^ word);  result = mix(h ^ number of bytes)

all modulo 2^64, with ``mix`` the output function of SplitMix64 (Steele, Lea and Flood, 2014).
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
"""(n,) uint64, one hash per row."""

_GOLDEN = 0x9E3779B97F4A7C15

_WORD = 8


def hash_ids(ids: pl.Series, seed: int) -> Keys:
    """Hash texts to 64 bits; a null counts as the empty text.

    Args:
        ids: (n,) String.
        seed: any whole number; another seed gives an independent hash.
    """
    return _hash_bytes(ids.fill_null("").cast(pl.Binary), seed)


def hash_rows(frame: pl.DataFrame, seed: int) -> Keys:
    """Hash the content of rows to 64 bits: equal rows, equal hashes, in any order of columns.

    Every cell is hashed together with the name of its column and the sum is taken; a null adds 0.
    """
    total = np.zeros(frame.height, dtype=np.uint64)
    for column in frame.iter_columns():
        name = hash_ids(pl.Series([column.name]), seed)
        cells = _mix(_hash_cells(column, seed) ^ name)
        total += np.where(column.is_null().to_numpy(), np.uint64(0), cells)
    return _mix(total)


def _mix(state: Keys) -> Keys:
    """Output function of SplitMix64: every bit of the state changes half of the bits."""
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))


def _hash_bytes(data: pl.Series, seed: int) -> Keys:
    sizes = data.bin.size().to_numpy().astype(np.uint64)
    hashes = _mix(np.full(len(data), (seed + _GOLDEN) % 2**64, dtype=np.uint64))
    longest = int(sizes.max()) if len(data) else 0
    padded = pl.DataFrame({"data": data}).select(pl.col("data") + pl.lit(bytes(_WORD)))["data"]
    for start in range(0, longest, _WORD):
        reached = np.flatnonzero(sizes > start)
        rest = padded if len(reached) == len(data) else padded.gather(reached)
        words = rest.bin.slice(start, _WORD).bin.reinterpret(dtype=pl.UInt64, endianness="little")
        hashes[reached] = _mix(hashes[reached] ^ words.to_numpy())
    return _mix(hashes ^ sizes)


def _hash_cells(column: pl.Series, seed: int) -> Keys:
    if column.dtype.is_float():
        numbers = column.cast(pl.Float64).fill_null(0.0).to_numpy() + 0.0  # -0.0 becomes 0.0
        return _mix(numbers.view(np.uint64))
    if column.dtype.is_integer() or column.dtype.is_temporal() or column.dtype == pl.Boolean:
        whole = column.to_physical().fill_null(0).cast(pl.Int64, wrap_numerical=True)
        return _mix(whole.to_numpy().view(np.uint64))
    if column.dtype == pl.Binary:
        return _hash_bytes(column.fill_null(b""), seed)
    if column.dtype.is_nested():
        return hash_ids(pl.Series([repr(value) for value in column], dtype=pl.String), seed)
    return hash_ids(column.cast(pl.String), seed)
