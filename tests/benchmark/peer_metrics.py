"""One metric of features in files, computed once, as its usual Python implementation does."""

import contextlib
import json
import os
import sys
import time

for name in list(os.environ):
    if name.startswith("OPENBLAS_"):
        del os.environ[name]  # a kind of processor that is named here may be slower than the one that OpenBLAS finds
os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = str(json.loads(sys.argv[1])["threads"])

import numpy as np

from measuring import print_result, read_request


def read(file, request):
    return np.fromfile(file, dtype=np.float32).reshape(request["rows"], request["size"])


def frechet(real, fake):
    """As pytorch-fid and clean-fid: float64 moments, and scipy's root of the product of the covariances."""
    from scipy.linalg import sqrtm

    def compute():
        means, covariances = zip(*((rows.mean(axis=0, dtype=np.float64), np.cov(rows, rowvar=False)) for rows in (real, fake)))
        difference = means[0] - means[1]
        root = sqrtm(covariances[0] @ covariances[1])
        trace = np.trace(covariances[0]) + np.trace(covariances[1]) - 2 * np.trace(root.real)
        return {"values": [float(difference @ difference + trace)]}

    return compute


def kernel(real, fake):
    """As clean-fid and torch-fidelity: the unbiased estimate over 100 pairs of random subsets of 1,000 rows."""
    random = np.random.default_rng(1)
    subsets, rows, size = 100, min(1000, len(real) // 2), real.shape[1]

    def compute():
        found = []
        for _ in range(subsets):
            y, x = (features[random.choice(len(features), rows, replace=False)] for features in (real, fake))
            within = (x @ x.T / size + 1) ** 3 + (y @ y.T / size + 1) ** 3
            across = (x @ y.T / size + 1) ** 3
            found.append(((within.sum() - np.diag(within).sum()) / (rows - 1) - 2 * across.sum() / rows) / rows)
        return {"values": [float(np.mean(found))], "standardError": float(np.std(found) / np.sqrt(subsets))}

    return compute


def precision_recall(real, fake):
    """As the package prdc, by the authors of density and coverage, which come along."""
    from prdc import compute_prdc

    def compute():
        with contextlib.redirect_stdout(sys.stderr):
            found = compute_prdc(real_features=real, fake_features=fake, nearest_k=3)
        return {"values": [float(found["precision"]), float(found["recall"])]}

    return compute


def peak_megabytes():
    """Linux counts what the parent had into the child's own figure, but not into this one."""
    if sys.platform != "linux":
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    with open("/proc/self/status") as status:
        line = next(line for line in status if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024 / 1e6


def main():
    request = read_request()
    metric = {"frechet": frechet, "kernel": kernel, "precision recall": precision_recall}[request["metric"]]
    compute = metric(read(request["real"], request), read(request["fake"], request))
    begin, used = time.perf_counter(), time.process_time()
    found = compute()
    spent = {"seconds": time.perf_counter() - begin, "processorSeconds": time.process_time() - used}
    print_result({**found, **spent, "peakMegabytes": peak_megabytes()}, version=np.__version__)


if __name__ == "__main__":
    main()
