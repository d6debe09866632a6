"""The trainings of examples/function_1d.ts in TensorFlow's own Python, for the comparison in docs/function_1d.md.

    python tests/experiments/function_1d.py 20     # how many seeds; 20 s each on two cores

Needs numpy and tensorflow, for instance those of tests/benchmark/requirements.txt. Weights and random numbers are drawn
otherwise than Forger's, so that trainings compare in their shares, not one by one.
"""

import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np
import tensorflow as tf

STEPS = 10_000
LATENT_SIZE = 5


class Adam:
    """Keras' Adam with its defaults."""

    def __init__(self, variables):
        self.variables = variables
        self.means = [tf.Variable(tf.zeros_like(variable)) for variable in variables]
        self.squares = [tf.Variable(tf.zeros_like(variable)) for variable in variables]
        self.updates = tf.Variable(0.0)

    def apply(self, gradients):
        count = self.updates.assign_add(1.0)
        rate = 1e-3 * tf.sqrt(1 - 0.999**count) / (1 - 0.9**count)
        for variable, mean, square, gradient in zip(self.variables, self.means, self.squares, gradients):
            mean.assign(0.9 * mean + 0.1 * gradient)
            square.assign(0.999 * square + 0.001 * gradient * gradient)
            variable.assign_sub(rate * mean / (tf.sqrt(square) + 1e-7))


def network(random, inputs, hidden, outputs):
    """The weights of two layers: he_uniform before ReLU, glorot_uniform at the end."""
    he, glorot = np.sqrt(6 / inputs), np.sqrt(6 / (hidden + outputs))
    return [
        tf.Variable(random.uniform(-he, he, (inputs, hidden)).astype("float32")),
        tf.Variable(tf.zeros([hidden])),
        tf.Variable(random.uniform(-glorot, glorot, (hidden, outputs)).astype("float32")),
        tf.Variable(tf.zeros([outputs])),
    ]


def apply(weights, values):
    return tf.nn.relu(values @ weights[0] + weights[1]) @ weights[2] + weights[3]


def loss(logits, target):
    targets = tf.fill(tf.shape(logits), target)
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=targets, logits=logits))


def train(seed):
    """Trains once, and gives 2,500 generated points."""
    random = np.random.default_rng(seed)
    generator, discriminator = network(random, LATENT_SIZE, 15, 2), network(random, 2, 25, 1)
    optimizers = Adam(discriminator), Adam(generator)

    def latents(count, step, draw):
        return tf.random.stateless_normal([count, LATENT_SIZE], [seed * 3 + draw, step])

    def update(optimizer, variables, compute):
        with tf.GradientTape() as tape:
            value = compute()
        optimizer.apply(tape.gradient(value, variables))

    @tf.function(jit_compile=True)
    def run(steps):
        for step in tf.range(steps):
            x = tf.random.stateless_uniform([64, 1], [seed * 3, step], -0.5, 0.5)
            real, fake = tf.concat([x, x * x], 1), apply(generator, latents(64, step, 1))
            update(optimizers[0], discriminator, lambda: loss(apply(discriminator, real), 1.0))
            update(optimizers[0], discriminator, lambda: loss(apply(discriminator, fake), 0.0))
            made_of = latents(128, step, 2)
            update(optimizers[1], generator, lambda: loss(apply(discriminator, apply(generator, made_of)), 1.0))

    run(tf.constant(STEPS))
    return apply(generator, latents(2500, STEPS, 1)).numpy()


good, seeds = 0, int(sys.argv[1]) if len(sys.argv) > 1 else 5
for seed in range(1, seeds + 1):
    x, y = train(seed).T
    error, deviation = np.abs(y - x * x).mean(), x.std()
    parts = len(np.unique(np.floor(20 * (x[(x >= -0.5) & (x < 0.5)] + 0.5))))
    good += error < 0.03 and parts >= 14 and 0.22 < deviation < 0.33
    print(f"seed {seed}: error {error:.4f}, {parts} of 20 parts, deviation {deviation:.3f}", flush=True)
print(f"{good} of {seeds} are good")
