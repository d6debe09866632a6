"""Writes reference.json: small features as base64 of float32, and what scipy, scikit-learn and prdc compute of them, for the tests of the metrics.

    python3 -m venv venv && venv/bin/pip install numpy scipy scikit-learn prdc
    venv/bin/python packages/metrics/testdata/reference.py > packages/metrics/testdata/reference.json
"""

import base64
import contextlib
import io
import json

import numpy as np
import prdc
import scipy
import sklearn
from scipy.linalg import sqrtm
from scipy.spatial.distance import cdist, pdist
from scipy.special import rel_entr, softmax
from scipy.stats import wasserstein_distance
from sklearn.metrics.pairwise import polynomial_kernel

random = np.random.default_rng(7)


def numbers(count, size, shift=0.0, scale=1.0):
    mixing = random.normal(size=(size, size))
    rows = shift + scale * random.normal(size=(count, size)) @ mixing / np.sqrt(size)
    return np.round(256 * rows) / 256  # float32 holds them exactly


def text(rows):
    return base64.b64encode(rows.astype("<f4").tobytes()).decode()


def frechet(real, fake):
    """As clean-fid and pytorch-fid have it; of fewer rows than numbers the root's trace is a sum of singular values."""
    difference = real.mean(0) - fake.mean(0)
    first, second = np.cov(real, rowvar=False), np.cov(fake, rowvar=False)
    if min(len(real), len(fake)) > real.shape[1]:
        root = np.trace(sqrtm(np.atleast_2d(first @ second if real.shape[1] > 1 else first * second)).real)
    else:
        a, b = (rows - rows.mean(0) for rows in (real, fake))
        singular = np.linalg.svd(a @ b.T, compute_uv=False)
        root = singular.sum() / np.sqrt((len(real) - 1) * (len(fake) - 1))
    first, second = np.atleast_2d(first), np.atleast_2d(second)
    return difference @ difference + np.trace(first) + np.trace(second) - 2 * root


def kernel(real, fake, **settings):
    """The unbiased estimate of torch-fidelity and torchmetrics, of all rows."""
    xx, yy, xy = (polynomial_kernel(*pair, **settings) for pair in ((real, real), (fake, fake), (real, fake)))
    m, n = len(real), len(fake)
    within = (xx.sum() - np.trace(xx)) / (m * (m - 1)) + (yy.sum() - np.trace(yy)) / (n * (n - 1))
    return within - 2 * xy.mean()


def manifold(real, fake, nearest):
    with contextlib.redirect_stdout(io.StringIO()):
        found = prdc.compute_prdc(real_features=real, fake_features=fake, nearest_k=nearest)
    return {name: float(value) for name, value in found.items()}


def memorisation(real, fake):
    within = cdist(real, real)
    np.fill_diagonal(within, np.inf)
    return cdist(fake, real).min(1).mean() / within.min(1).mean()


def inception(logits, splits):
    probabilities = softmax(logits, axis=1)
    scores = []
    for part in range(splits):
        rows = probabilities[part * len(logits) // splits : (part + 1) * len(logits) // splits]
        scores.append(np.exp(rel_entr(rows, rows.mean(0)).sum(1).mean()))
    return {"value": np.mean(scores), "standardDeviation": np.std(scores)}


def case(name, real, fake):
    equal = len(real) == len(fake)
    near = equal and abs(real.mean()) < 10  # far from 0 the kernel's powers cancel, in float32 beyond 1e-6
    return {
        "name": name,
        "size": real.shape[1],
        "real": text(real),
        "fake": text(fake),
        "frechet": frechet(real, fake),
        "kernel": kernel(real, fake, degree=3, gamma=None, coef0=1) if near else None,
        "otherKernel": kernel(real, fake, degree=2, gamma=0.3, coef0=0.5) if near else None,
        "manifolds": {str(nearest): manifold(real, fake, nearest) for nearest in (1, 3, 5)},
        "memorisation": memorisation(real, fake),
        "realDiversity": pdist(real).mean(),
        "line": wasserstein_distance(real[:, 0], fake[:, 0]),
        "lineOfSquares": np.sqrt(np.mean((np.sort(real[:, 0]) - np.sort(fake[:, 0])) ** 2)) if equal else None,
    }


base = numbers(60, 8)
logits = np.round(768 * random.normal(size=(96, 10))) / 256
cases = [
    case("shifted", numbers(70, 6), numbers(50, 6, shift=0.3)),
    case("scaled", base, numbers(60, 8, scale=1.5)),
    case("far from 0", numbers(40, 3, shift=500, scale=0.5), numbers(40, 3, shift=500.2, scale=0.4)),
    case("partly copied", base, np.concatenate([base[:20], numbers(20, 8)])),
    case("fewer rows than numbers", numbers(12, 20), numbers(15, 20, shift=0.2)),
    case("one number", numbers(30, 1), numbers(45, 1, shift=0.4, scale=2)),
    case("longer than a block of 256", numbers(30, 260), numbers(30, 260, shift=0.1)),
]
scores = {str(splits): inception(logits, splits) for splits in (1, 3, 7, 10)}
versions = {"numpy": np.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__}
print(json.dumps({"versions": versions, "cases": cases, "logits": text(logits), "inception": scores}))
