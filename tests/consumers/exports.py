"""Loads exported generators as their users do, and compares what they make with what Forger made.

Takes a folder with one folder for each generator: layers/, savedmodel/, onnx/, safetensors/ and expected.json, which has
`inputs` and `output`. Prints one JSON object a line: the generator's label and how far each format is off.
"""

import json
import os
import sys
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import onnx
import onnxruntime
import tensorflow as tf
from safetensors import safe_open


def saved_model(folder, feeds):
    """What TensorFlow makes of it by the signature, in a session, and by Keras where there is one input."""
    signature = tf.saved_model.load(folder).signatures["serving_default"]
    made = {"tf.saved_model.load": signature(**{name: tf.constant(value) for name, value in feeds.items()})["images"].numpy()}
    shape = signature.structured_outputs["images"].shape
    assert shape[0] is None and None not in shape[1:], shape
    with tf.compat.v1.Session(graph=tf.Graph()) as session:
        described = tf.compat.v1.saved_model.loader.load(session, ["serve"], folder).signature_def["serving_default"]
        given = {described.inputs[name].name: value for name, value in feeds.items()}
        made["session"] = session.run(described.outputs["images"].name, given)
    if len(feeds) == 1:
        layer = keras.layers.TFSMLayer(folder, call_endpoint="serving_default")
        made["TFSMLayer"] = layer(feeds["latent"])["images"].numpy()
    return made


def onnx_model(file, feeds):
    """What onnxruntime makes of it, after onnx has checked it with all shapes."""
    model = onnx.load(file)
    onnx.checker.check_model(model, full_check=True)
    assert [entry.version for entry in model.opset_import] == [17], model.opset_import
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    assert [entry.name for entry in session.get_inputs()] == list(feeds)
    assert session.get_outputs()[0].shape[0] == "batch"
    return {"onnxruntime": session.run(["images"], feeds)[0]}


def check_weights(file, expected):
    """The weights by their names, to the bit, and an architecture that Keras's JSON reader takes apart."""
    with safe_open(file, framework="np") as weights:
        metadata = weights.metadata()
        assert json.loads(metadata["architecture"])["config"], metadata
        assert set(weights.keys()) == set(expected), set(weights.keys()) ^ set(expected)
        for name, values in expected.items():
            found = weights.get_tensor(name)
            assert found.dtype == np.float32
            assert np.array_equal(found, np.array(values, np.float32).reshape(found.shape)), name


def main(folder):
    for place in sorted(Path(folder).iterdir()):
        described = json.loads((place / "expected.json").read_text())
        names = ["latent", "labels"][: len(described["inputs"])]
        off = {}
        for index, expected in enumerate(described["outputs"]):
            feeds = {name: np.array(value[index], np.float32) for name, value in zip(names, described["inputs"])}
            expected = np.array(expected, np.float32)
            made = {**saved_model(str(place / "savedmodel"), feeds), **onnx_model(str(place / "onnx/model.onnx"), feeds)}
            for program, images in made.items():
                assert images.shape == expected.shape, (program, images.shape, expected.shape)
                assert images.dtype == np.float32
                off[program] = max(off.get(program, 0), float(np.abs(images - expected).max()))
        check_weights(str(place / "safetensors/model.safetensors"), described["weights"])
        print(json.dumps({"label": described["label"], "off": off}), flush=True)


main(sys.argv[1])
