"""Writes safetensors_files.json: small files as Python's safetensors writes them, base64, with what is in them, for
safetensors_test.ts. With a folder, checks that Python reads the files that write_safetensors.ts left there.

    python3 -m venv venv && venv/bin/pip install numpy safetensors
    venv/bin/python packages/core/testdata/safetensors_files.py > packages/core/testdata/safetensors_files.json
    deno run -A packages/core/testdata/write_safetensors.ts folder
    venv/bin/python packages/core/testdata/safetensors_files.py folder
"""

import base64
import json
import struct
import sys
from pathlib import Path

import numpy as np
import safetensors
from safetensors import TensorSpec, deserialize, safe_open, serialize
from safetensors.numpy import load, load_file, save

waves = np.sin(np.arange(12.0)).reshape(3, 4)
special = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, 1.0, -2.5])

TENSORS = {
    "every type": {
        "truth": np.array([[True, False], [False, True]]),
        "float32": waves.astype(np.float32),
        "float64": waves,
        "int8": np.array([-128, 127], np.int8),
        "int16": np.array([-32768, 32767], np.int16),
        "int32": np.array([-(2**31), 2**31 - 1], np.int32),
        "int64": np.array([-(2**63), 2**63 - 1], np.int64),
        "uint8": np.array([0, 255], np.uint8),
        "uint16": np.array([0, 65535], np.uint16),
        "uint32": np.array([0, 2**32 - 1], np.uint32),
        "uint64": np.array([0, 2**64 - 1], np.uint64),
    },
    "odd names": {
        name: np.array([index], np.float32)
        for index, name in enumerate(
            ["", "__proto__", "constructor", "10", "9", "é", "\uffee", "😀", 'a "quoted"\\ name', "\n\t\x01\x7f\u2028", "a", "a/b"]
        )
    },
    "odd shapes": {
        "a scalar": np.array(1.5, np.float32),
        "nothing": np.zeros(0, np.float32),
        "no rows": np.zeros((0, 3), np.float64),
        "rows of nothing": np.zeros((3, 0), np.uint8),
        "many axes": np.arange(6, dtype=np.int32).reshape(1, 1, 2, 1, 3, 1, 1, 1),
    },
    "special floats": {"float32": special.astype(np.float32), "float64": special},
    "no tensors": {},
}
METADATA = {"every type": {"format": 'pt "é" \n'}, "no tensors": {"a": "b"}}

halves = np.array([0, 1, 0x03FF, 0x0400, 0x3C00, 0x7BFF, 0x7C00, 0x7E00, 0x8000, 0x8001, 0xC000, 0xFC00], np.uint16)
brains = np.array([0, 1, 0x007F, 0x0080, 0x3F80, 0x7F7F, 0x7F80, 0x7FC0, 0x8000, 0xC020, 0xFF80], np.uint16)


def half_file():
    def spec(array, dtype):
        return TensorSpec(dtype=dtype, shape=array.shape, data_ptr=array.ctypes.data, data_len=array.nbytes)

    return bytes(serialize({"half": spec(halves, "float16"), "brain": spec(brains, "bfloat16")}))


def unaligned_file():
    """A file as the format allows it, but no one writes it now: in the order of names, without padding."""
    header, data = {}, b""
    arrays = {"a": np.array([7], np.uint8), "b": waves, "c": halves.view(np.float16), "d": np.array([1, -2], np.int16)}
    for name, array in arrays.items():
        code = {"uint8": "U8", "float64": "F64", "float16": "F16", "int16": "I16"}[array.dtype.name]
        offsets = [len(data), len(data) + array.nbytes]
        header[name] = {"data_offsets": offsets, "shape": list(array.shape), "dtype": code}
        data += array.tobytes()
    text = json.dumps(header, indent=1).encode()
    file = struct.pack("<Q", len(text)) + text + data
    read = load(file)
    assert all(np.array_equal(read[name], array, equal_nan=True) for name, array in arrays.items())
    arrays["c"] = arrays["c"].astype(np.float32)
    return file, arrays


def described(array):
    """JSON has no NaN, and its readers no integers of 64 bits: all values are texts."""
    return {"dtype": array.dtype.name, "shape": list(array.shape), "values": [str(v) for v in array.flatten().tolist()]}


def case(file, arrays, metadata=None):
    tensors = [{"name": name, **described(array)} for name, array in arrays.items()]
    return {"file": base64.b64encode(file).decode(), "tensors": tensors, "metadata": metadata or {}}


def write():
    cases = {name: case(save(t, METADATA.get(name)), t, METADATA.get(name)) for name, t in TENSORS.items()}
    floats = {
        "half": halves.view(np.float16).astype(np.float32),
        "brain": (brains.astype(np.uint32) << 16).view(np.float32),
    }
    cases["halves"] = case(half_file(), floats)
    cases["unaligned"] = case(*unaligned_file())
    print(json.dumps({"safetensors": safetensors.__version__, "cases": cases}))


def check(folder):
    for name, tensors in TENSORS.items():
        path = Path(folder, f"{name}.safetensors")
        read = load_file(path)
        assert read.keys() == tensors.keys(), name
        for key, array in tensors.items():
            assert read[key].dtype == array.dtype and read[key].shape == array.shape, (name, key)
            assert read[key].tobytes() == array.tobytes(), (name, key)
        with safe_open(path, framework="np") as file:
            assert file.metadata() == {**METADATA.get(name, {}), "written by": "Forger", "é": "😀\n"}, name
        print(f"Python reads {name}: {len(deserialize(path.read_bytes()))} tensors")


check(sys.argv[1]) if len(sys.argv) > 1 else write()
