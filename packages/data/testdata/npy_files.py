"""Writes npy_files.json: small files as numpy writes them, base64, with the numbers that are in them, for npy_file_test.ts.

    python3 -m venv venv && venv/bin/pip install numpy
    venv/bin/python packages/data/testdata/npy_files.py > packages/data/testdata/npy_files.json
"""

import base64
import io
import json

import numpy as np

grey = (np.arange(12) * 23 % 256).astype(np.uint8).reshape(3, 2, 2)
colored = (np.arange(24) * 11 % 256).astype(np.uint8).reshape(2, 2, 2, 3)
ramp = np.arange(-6, 6).reshape(3, 4)
waves = np.sin(np.arange(24.0)).reshape(2, 3, 4)

ARRAYS = {
    "uint8 images": colored,
    "uint8 images, grey": grey,
    "uint8 images, in Fortran's order": np.asfortranarray(colored),
    "uint8 rows": colored.reshape(2, 12),
    "bool": ramp % 3 == 0,
    "int8": ramp.astype(np.int8),
    "int16": (1000 * ramp).astype(np.int16),
    "uint16": np.array([[0, 65535], [256, 1]], np.uint16),
    "int32": (100_000 * ramp).astype(np.int32),
    "uint32": np.array([[4_294_967_040, 1]], np.uint32),
    "int64": ramp.astype(np.int64),
    "uint64": np.array([[2**40], [3]], np.uint64),
    "float16": waves.astype(np.float16),
    "float32": waves.astype(np.float32),
    "float64": waves,
    "float64, in Fortran's order": np.asfortranarray(waves),
    "a column": np.array([3.5, -1, 2], np.float32),
    "labels": np.array([2, 0, 1]),
    "labels in a column": np.array([[1.0], [0.0], [1.0]]),
    "labels in a row": np.array([[2, 0, 1]]),
    "labels below 0": np.array([2, -1, 1]),
    "broken labels": np.array([2, 0.5, 1]),
    "a scalar": np.array(3.0),
    "no rows": np.zeros((0, 3), np.float32),
    "rows without numbers": np.zeros((3, 0), np.float32),
    "not a number": np.array([[1.0, np.nan]]),
    "all the same": np.full((2, 2), 7.0),
    "greatest byte first": ramp.astype(">f4"),
    "complex": np.array([1 + 2j], np.complex64),
    "text": np.array(["a", "bc"]),
    "records": np.array([(1, 2.0)], [("a", "i4"), ("b", "f4")]),
}


def text(stream):
    return base64.b64encode(stream.getvalue()).decode()


def file_of(array):
    stream = io.BytesIO()
    np.save(stream, array)
    return text(stream)


def archive_of(save, **arrays):
    stream = io.BytesIO()
    save(stream, **arrays)
    return text(stream)


def case(array):
    plain = array.dtype.kind in "biuf" and np.isfinite(array.astype(np.float64)).all()
    numbers = {"values": array.astype(np.float64).flatten().tolist()} if plain else {}
    return {"file": file_of(array), "shape": list(array.shape), **numbers}


several = {"images": grey, "digits": np.array([2, 0, 1]), "waves": waves}
ARCHIVES = {
    "stored": archive_of(np.savez, **several),
    "compressed": archive_of(np.savez_compressed, **several),
    "one array": archive_of(np.savez_compressed, images=grey),
    "one array and labels": archive_of(np.savez, images=grey, digits=np.array([2, 0, 1])),
}

arrays = {name: case(array) for name, array in ARRAYS.items()}
print(json.dumps({"numpy": np.__version__, "arrays": arrays, "archives": ARCHIVES}))
