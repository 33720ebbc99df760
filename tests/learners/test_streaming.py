"""The same rules from one batch in memory, from many small ones, in any order, on any cores."""

from __future__ import annotations

import resource
import signal
import tracemalloc
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from churnkit.config.sections.train import TrainSection
from churnkit.errors import WorkspaceError
from churnkit.learners import counting, make_learner
from churnkit.learners import parallel as cores
from churnkit.learners.base import LearningSet
from churnkit.learners.binning import code_all
from churnkit.learners.counting import count_all
from churnkit.learners.spill import ArraySpool
from churnkit.rules.arrays import Batch, Categorical, Numeric
from tests.learners.learning_tables import variable

LEARNERS = ["fri", "tree", "additive-fri"]


@dataclass(frozen=True)
class InBatches(LearningSet):
    """Customers read a few at a time, what is laid aside in a file."""

    size: int = 100
    folder: object = None

    def batches(self, names=None):
        wanted = [v for v in self.variables if names is None or v.name in names]
        for start in range(0, self.churned.size, self.size):
            rows = slice(start, min(start + self.size, self.churned.size))
            yield Batch(rows, tuple(v.take(rows) for v in wanted))

    def spool(self):
        return ArraySpool(self.folder)


def mall(n=1200):
    """Shares (more values than bins), counts, a plan, missing values; few of one level."""
    rng = np.random.default_rng(0)
    share, calls = rng.beta(2, 5, n), rng.poisson(4, n).astype(float)
    plan = rng.choice(3, n, p=[0.6, 0.399, 0.001])
    log_odds = 4 * share + 0.3 * calls - (plan == 1) - 2.5
    churned = rng.random(n) < 1 / (1 + np.exp(-log_odds))
    calls[rng.random(n) < 0.1] = np.nan
    variables = (
        Numeric("calls", calls),
        Categorical("plan", plan.astype(np.int32), ("basic", "gold", "pro")),
        Numeric("share", share),
    )
    return LearningSet(variables, churned, rng.permutation(n).astype(np.uint64))


def in_batches(data, size, folder=None):
    return InBatches(data.variables, data.churned, data.keys, size=size, folder=folder)


def learnt(name, data):
    return make_learner(TrainSection(learner=name)).fit(data).model_dump_json()


@pytest.mark.parametrize("name", LEARNERS)
def test_batches_files_order_and_cores_do_not_matter(name, tmp_path, monkeypatch):
    data = mall()
    shuffled = data.take(np.random.default_rng(1).permutation(data.churned.size))
    expected = learnt(name, data)
    assert learnt(name, in_batches(data, size=89)) == expected
    assert learnt(name, in_batches(shuffled, size=501, folder=tmp_path)) == expected
    for number in (1, 2, 5):
        monkeypatch.setattr(cores, "cores", lambda number=number: number)
        assert learnt(name, in_batches(shuffled, size=400)) == expected
    assert list(tmp_path.iterdir()) == []


EXTREMES = {
    "as large as floats get": [-1.7e308, -1e308, 0, 1, 2.5, 1e308, 1.7e308],
    "three, as far apart": [-1.7e308, 0, 1.7e308],
    "as near as floats get": [0, 5e-324, 1e-323, 1.5e-323, 1],
    "whole numbers beyond 2^53": [2.0**53 + 2 * k for k in range(9)],
    "zeros of both signs": [-5e-324, -0.0, 0.0, 1],
    "one value": [7],
}


@pytest.mark.parametrize("values", EXTREMES.values(), ids=EXTREMES)
@pytest.mark.parametrize("many", [False, True], ids=["few", "more than bins"])
@pytest.mark.parametrize("name", LEARNERS)
@pytest.mark.filterwarnings("error")
def test_extreme_numbers_are_learnt_from(name, many, values):
    data, rng = mall(), np.random.default_rng(2)
    x = rng.choice(values, data.churned.size).astype(np.float64)
    if many:
        with np.errstate(under="ignore"):
            x *= rng.random(x.size)
    extreme = LearningSet((Numeric("x", x), *data.variables[1:]), data.churned, data.keys)
    expected = learnt(name, extreme)
    assert "NaN" not in expected
    for seed in range(2):
        shuffled = extreme.take(np.random.default_rng(seed).permutation(x.size))
        assert learnt(name, in_batches(shuffled, size=400)) == expected


@dataclass(frozen=True)
class Drawn(InBatches):
    """Two dozen counts of services each, made when they are asked for."""

    def batches(self, names=None):
        for start in range(0, self.churned.size, self.size):
            yield Batch(slice(start, start + self.size), self._variables(start, names))

    def take(self, rows):
        found = np.empty((24, rows.size))
        for start in range(0, self.churned.size, self.size):
            here = np.flatnonzero(rows // self.size == start // self.size)
            for values, made in zip(found, self._variables(start, None), strict=True):
                values[here] = made.values[rows[here] - start]
        variables = [Numeric(f"v{k:02}", values) for k, values in enumerate(found)]
        return LearningSet(tuple(variables), self.churned[rows], self.keys[rows])

    def _variables(self, start, names):
        drawn = np.random.default_rng(start).poisson(5, (24, self.size)).astype(np.float64)
        made = [Numeric(f"v{k:02}", values) for k, values in enumerate(drawn)]
        return tuple(v for v in made if names is None or v.name in names)


@pytest.mark.parametrize("name", LEARNERS)
def test_memory_does_not_grow_with_the_variables(name, tmp_path):
    """The values of 100,000 customers are 19 MB; learning from them takes half of it."""
    n, keys = 100_000, np.random.default_rng(0).permutation(100_000).astype(np.uint64)
    data = Drawn((), keys % 7 == 0, keys, size=10_000, folder=tmp_path)
    few = {"width": [2], "max_terms": 1, "max_branches": 1, "negation": False, "spans": False}
    train = TrainSection.model_validate(
        {"learner": name, "additive": {"search_rows": 500}, "fri": few}
    )
    tracemalloc.start()
    assert make_learner(train).fit(data).customers == n
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 9.6e6


VALUES = st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False))


@settings(max_examples=60, deadline=None)
@given(st.lists(VALUES, min_size=1, max_size=60), st.randoms(use_true_random=False))
def test_counts_do_not_depend_on_how_values_are_divided(values, random):
    def counted(values, size):
        x = LearningSet(
            (variable("x", values),),
            np.zeros(len(values), dtype=bool),
            np.zeros(len(values), dtype=np.uint64),
        )
        return count_all(in_batches(x, size))[0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counting, "MAX_CELLS", 8)
        whole = counted(values, len(values))
        parts = counted(random.sample(values, len(values)), random.randint(1, 20))
    assert len(whole.customers) <= 8
    assert whole.customers.sum() + whole.missing == len(values)
    for fact in ("smallest", "largest", "customers"):  # bytes tell 0.0 from -0.0
        assert getattr(whole, fact).tobytes() == getattr(parts, fact).tobytes()
    for fact in ("missing", "dropped", "whole"):
        assert getattr(whole, fact) == getattr(parts, fact)


def test_values_are_counted_apart_while_they_are_few():
    (found,) = count_all(in_batches(LearningSet(
        (variable("x", [3.0, 1.0, None, 3.0, 2.5]),),
        np.zeros(5, dtype=bool), np.arange(5, dtype=np.uint64),
    ), size=2))  # fmt: skip
    assert found.smallest.tolist() == found.largest.tolist() == [1.0, 2.5, 3.0]
    assert (found.customers.tolist(), found.missing, found.dropped) == ([1, 1, 2], 1, 0)


def test_neighbours_share_a_cell_where_values_are_many(monkeypatch):
    """Of 1, 1 + 2^-52, 2 and 3 the two nearest go together: they differ in their last bit only."""
    monkeypatch.setattr(counting, "MAX_CELLS", 3)
    found = counting.count_values(Numeric("x", np.array([3.0, 1.0, np.nextafter(1, 2), 2.0])))
    assert found.smallest.tolist() == [1.0, 2.0, 3.0]
    assert found.largest.tolist() == [np.nextafter(1, 2), 2.0, 3.0]
    assert (found.customers.tolist(), found.dropped) == ([2, 1, 1], 1)


def test_levels_may_differ_from_batch_to_batch():
    def batch(start, levels, codes):
        rows = slice(start, start + len(codes))
        return Batch(rows, (Categorical("plan", np.array(codes, dtype=np.int32), levels),))

    first, second = batch(0, ("gold", "pro"), [0, 1, -1]), batch(3, ("basic", "gold"), [0, 1, 1])
    data = in_batches(LearningSet((), np.zeros(6, dtype=bool), np.zeros(6, dtype=np.uint64)), 3)
    object.__setattr__(data, "batches", lambda names=None: iter([first, second]))
    (coded,) = code_all(data)
    assert coded.levels == ("basic", "gold", "pro")
    assert coded.counts.tolist() == [1, 3, 1, 1]
    assert coded.codes(first.variables[0]).tolist() == [1, 2, 3]
    assert coded.codes(second.variables[0]).tolist() == [0, 1, 1]


@pytest.mark.parametrize("on_disk", [False, True])
def test_a_shelf_gives_back_what_was_laid_down(on_disk, tmp_path):
    spool = ArraySpool(tmp_path if on_disk else None)
    arrays = [np.arange(6, dtype=np.uint8).reshape(2, 3), np.zeros((2, 0)), np.array([0.5])]
    for array in arrays:
        spool.add(array)
    both = zip(spool, spool, strict=True)
    for array, (once, again) in zip(arrays, both, strict=True):
        assert once.dtype == again.dtype == array.dtype
        assert once.tolist() == again.tolist() == array.tolist()
    assert list(tmp_path.iterdir()) == []


def test_a_shelf_takes_more_while_it_is_read(tmp_path):
    spool = ArraySpool(tmp_path)
    spool.add(np.arange(3))
    next(iter(spool))
    spool.add(np.arange(2))
    assert [array.tolist() for array in spool] == [[0, 1, 2], [0, 1]]


@pytest.fixture
def small_disk():
    """No file of this process grows beyond 5,000 bytes."""
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    signal.signal(signal.SIGXFSZ, ignored)


@pytest.mark.parametrize("size", [3300, 4900, 100_000])
@pytest.mark.usefixtures("small_disk")
def test_a_full_disk_is_said_clearly(size, tmp_path):
    """What is a little too long is lost in a buffer of numpy; the disk cuts the others."""
    spool = ArraySpool(tmp_path)
    spool.add(np.ones(1500, dtype=np.uint8))
    with pytest.raises(WorkspaceError, match=r"no room for what is laid aside while learning \("):
        spool.add(np.ones(size, dtype=np.uint8))


def test_a_folder_that_takes_no_file_is_said_clearly(tmp_path):
    with pytest.raises(WorkspaceError, match=r"gone: no room for what is laid aside.*No such file"):
        ArraySpool(tmp_path / "gone")
