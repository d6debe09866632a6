"""The networks of the workloads in TensorFlow's operations, with the weights that Forger's begin with."""

import numpy as np
import tensorflow as tf

from measuring import read_weights


class Network:
    """Variables that begin with the given weights, taken layer by layer, kernel and bias."""

    def __init__(self, weights):
        self.variables = [tf.Variable(values) for values in weights]
        self.rest = iter(self.variables)

    def layer(self, *shape):
        """The next layer's kernel, which must have this shape, and its bias."""
        kernel, bias = next(self.rest), next(self.rest)
        if tuple(kernel.shape) != shape:
            raise ValueError(f"the next kernel must be {shape}: the weights hold {tuple(kernel.shape)}")
        return kernel, bias

    def count(self):
        return int(sum(np.prod(variable.shape) for variable in self.variables))


def leaky(x):
    return tf.nn.leaky_relu(x, 0.2)


class Mlp(Network):
    def __init__(self, weights, sizes, activation, output=tf.identity):
        super().__init__(weights)
        self.layers = [self.layer(inputs, outputs) for inputs, outputs in zip(sizes, sizes[1:])]
        self.activations = [activation] * (len(sizes) - 2) + [output]

    def __call__(self, x):
        for (kernel, bias), activation in zip(self.layers, self.activations):
            x = activation(tf.nn.bias_add(x @ kernel, bias))
        return x


class DcganDiscriminator(Network):
    def __init__(self, weights):
        super().__init__(weights)
        self.conv1, self.bias1 = self.layer(3, 3, 1, 64)
        self.conv2, self.bias2 = self.layer(3, 3, 64, 64)
        self.dense, self.bias3 = self.layer(3136, 1)

    def __call__(self, x):
        x = tf.reshape(x, [-1, 28, 28, 1])
        x = leaky(tf.nn.bias_add(tf.nn.conv2d(x, self.conv1, 2, "SAME"), self.bias1))
        x = leaky(tf.nn.bias_add(tf.nn.conv2d(x, self.conv2, 2, "SAME"), self.bias2))
        x = tf.nn.dropout(tf.reshape(x, [-1, 3136]), 0.4)
        return tf.nn.bias_add(x @ self.dense, self.bias3)


class DcganGenerator(Network):
    def __init__(self, weights):
        super().__init__(weights)
        self.dense, self.bias1 = self.layer(100, 6272)
        self.up1, self.bias2 = self.layer(4, 4, 128, 128)
        self.up2, self.bias3 = self.layer(4, 4, 128, 128)
        self.image, self.bias4 = self.layer(7, 7, 128, 1)

    def __call__(self, x):
        batch = x.shape[0]
        x = tf.reshape(leaky(tf.nn.bias_add(x @ self.dense, self.bias1)), [batch, 7, 7, 128])
        x = tf.nn.conv2d_transpose(x, self.up1, [batch, 14, 14, 128], 2, "SAME")
        x = leaky(tf.nn.bias_add(x, self.bias2))
        x = tf.nn.conv2d_transpose(x, self.up2, [batch, 28, 28, 128], 2, "SAME")
        x = leaky(tf.nn.bias_add(x, self.bias3))
        x = tf.sigmoid(tf.nn.bias_add(tf.nn.conv2d(x, self.image, 1, "SAME"), self.bias4))
        return tf.reshape(x, [batch, 784])


class Critic(Network):
    def __init__(self, weights):
        super().__init__(weights)
        self.conv1, self.bias1 = self.layer(3, 3, 1, 32)
        self.conv2, self.bias2 = self.layer(3, 3, 32, 32)
        self.dense, self.bias3 = self.layer(1568, 1)

    def __call__(self, x):
        x = tf.reshape(x, [-1, 28, 28, 1])
        x = leaky(tf.nn.bias_add(tf.nn.conv2d(x, self.conv1, 2, "SAME"), self.bias1))
        x = leaky(tf.nn.bias_add(tf.nn.conv2d(x, self.conv2, 2, "SAME"), self.bias2))
        return tf.nn.bias_add(tf.reshape(x, [-1, 1568]) @ self.dense, self.bias3)


class CriticsGenerator(Network):
    def __init__(self, weights):
        super().__init__(weights)
        self.dense, self.bias1 = self.layer(64, 1568)
        self.up1, self.bias2 = self.layer(4, 4, 32, 32)
        self.up2, self.bias3 = self.layer(4, 4, 1, 32)

    def __call__(self, x):
        batch = x.shape[0]
        x = tf.reshape(leaky(tf.nn.bias_add(x @ self.dense, self.bias1)), [batch, 7, 7, 32])
        x = tf.nn.conv2d_transpose(x, self.up1, [batch, 14, 14, 32], 2, "SAME")
        x = leaky(tf.nn.bias_add(x, self.bias2))
        x = tf.nn.conv2d_transpose(x, self.up2, [batch, 28, 28, 1], 2, "SAME")
        return tf.reshape(tf.tanh(tf.nn.bias_add(x, self.bias3)), [batch, 784])


def create_networks(request):
    """The discriminator and the generator."""
    weights = [read_weights(request, player) for player in ("discriminator", "generator")]
    if request["workload"] == "1-d gan":
        return Mlp(weights[0], [2, 25, 1], tf.nn.relu), Mlp(weights[1], [5, 15, 2], tf.nn.relu)
    if request["workload"] == "mlp gan":
        return Mlp(weights[0], [784, 256, 256, 1], leaky), Mlp(weights[1], [64, 256, 256, 784], tf.nn.relu, tf.tanh)
    if request["workload"] == "wgan-gp":
        return Critic(weights[0]), CriticsGenerator(weights[1])
    if request["workload"] == "dcgan":
        return DcganDiscriminator(weights[0]), DcganGenerator(weights[1])
    raise ValueError(f"the workload must be a known one: current value is {request['workload']}")
