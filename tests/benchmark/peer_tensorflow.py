"""One measurement of TensorFlow's Python: a step as one `tf.function`, compiled by XLA (`jit_compile`) or not.

The operations are called directly and Adam is TensorFlow's fused operation, so that no time of Keras is counted.
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf

from measuring import measure, print_result, read_request, read_weights, synthetic_rows


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


def create_networks(request):
    """The discriminator and the generator."""
    weights = [read_weights(request, player) for player in ("discriminator", "generator")]
    if request["workload"] == "1-d gan":
        return Mlp(weights[0], [2, 25, 1], tf.nn.relu), Mlp(weights[1], [5, 15, 2], tf.nn.relu)
    if request["workload"] == "mlp gan":
        return Mlp(weights[0], [784, 256, 256, 1], leaky), Mlp(weights[1], [64, 256, 256, 784], tf.nn.relu, tf.tanh)
    return DcganDiscriminator(weights[0]), DcganGenerator(weights[1])


class Adam:
    def __init__(self, variables, request):
        self.variables, self.request = variables, request
        self.slots = [(tf.Variable(tf.zeros_like(v)), tf.Variable(tf.zeros_like(v))) for v in variables]
        self.power1, self.power2 = tf.Variable(1.0), tf.Variable(1.0)

    def apply(self, gradients):
        rate, beta1, beta2 = (self.request[name] for name in ("learningRate", "beta1", "beta2"))
        power1, power2 = self.power1.assign(self.power1 * beta1), self.power2.assign(self.power2 * beta2)
        for variable, (mean, square), gradient in zip(self.variables, self.slots, gradients):
            tf.raw_ops.ResourceApplyAdam(
                var=variable.handle, m=mean.handle, v=square.handle, beta1_power=power1, beta2_power=power2,
                lr=rate, beta1=beta1, beta2=beta2, epsilon=self.request["epsilon"], grad=gradient,
            )


def create_step(request, discriminator, generator):
    batch, latent = request["batch"], request["latent"]
    rows = tf.constant(synthetic_rows(request["data"]))
    discriminator_adam = Adam(discriminator.variables, request)
    generator_adam = Adam(generator.variables, request)

    def cross_entropy(logits, target):
        labels = tf.fill(logits.shape, target)
        return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits))

    @tf.function(jit_compile=request["mode"] == "jit")
    def train():
        real = tf.gather(rows, tf.random.uniform([batch], 0, len(rows), tf.int32))
        fake = generator(tf.random.normal([batch, latent]))
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(discriminator.variables)
            loss = cross_entropy(discriminator(real), 1.0) + cross_entropy(discriminator(fake), 0.0)
        discriminator_adam.apply(tape.gradient(loss, discriminator.variables))

        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(generator.variables)
            generator_loss = cross_entropy(discriminator(generator(tf.random.normal([batch, latent]))), 1.0)
        generator_adam.apply(tape.gradient(generator_loss, generator.variables))
        return loss, generator_loss

    def step():
        loss, generator_loss = train()
        return float(loss.numpy()), float(generator_loss.numpy())

    return step


def main():
    request = read_request()
    tf.config.threading.set_intra_op_parallelism_threads(request["threads"])
    tf.config.threading.set_inter_op_parallelism_threads(request["threads"])
    tf.random.set_seed(request["seed"])
    discriminator, generator = create_networks(request)
    measured = measure(create_step(request, discriminator, generator), request)
    print_result(
        measured,
        batch=request["batch"],
        parameters={"discriminator": discriminator.count(), "generator": generator.count()},
        threads=tf.config.threading.get_intra_op_parallelism_threads(),
        version=tf.__version__,
        mode=request["mode"],
    )


main()
