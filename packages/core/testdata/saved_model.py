"""Writes saved_model/, a SavedModel of TensorFlow 2.21 with a variable, by: python saved_model.py"""

import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import tensorflow as tf


class Model(tf.Module):
    def __init__(self):
        self.weight = tf.Variable([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]])

    @tf.function(input_signature=[tf.TensorSpec([None, 2], name="x"), tf.TensorSpec([None], tf.int32, name="number")])
    def __call__(self, x, number):
        return {"product": tf.matmul(x, self.weight), "next": number + 1}

    @tf.function(input_signature=[tf.TensorSpec([], tf.float64, name="x")])
    def exact(self, x):
        return {"double": 2 * x}


model = Model()
signatures = {"serving_default": model.__call__, "exact": model.exact}
folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "saved_model")
tf.saved_model.save(model, folder, signatures)
os.remove(os.path.join(folder, "fingerprint.pb"))
os.rmdir(os.path.join(folder, "assets"))
