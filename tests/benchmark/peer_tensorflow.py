"""One measurement of TensorFlow's Python: a step as one `tf.function`, compiled by XLA (`jit_compile`) or not.

The operations are called directly and Adam is TensorFlow's fused operation, so that no time of Keras is counted.
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import tensorflow as tf

from measuring import measure, penalty_options, print_result, read_request, synthetic_rows
from tensorflow_networks import create_networks


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


def cross_entropy(logits, target):
    labels = tf.fill(logits.shape, target)
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits))


# The losses of the discriminator and of the generator.
LOSSES = {
    "non-saturating": (
        lambda real, fake: cross_entropy(real, 1.0) + cross_entropy(fake, 0.0),
        lambda fake: cross_entropy(fake, 1.0),
    ),
    "wasserstein": (
        lambda real, fake: tf.reduce_mean(fake) - tf.reduce_mean(real),
        lambda fake: -tf.reduce_mean(fake),
    ),
}


def create_penalty(discriminator, options):
    """What is added to the discriminator's loss on real and fake images."""
    if options is None:
        return lambda real, fake: 0.0

    def penalize(real, fake):
        share = tf.random.uniform([real.shape[0], 1])
        between = share * real + (1.0 - share) * fake
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(between)
            scores = discriminator(between)
        slopes = tf.norm(tape.gradient(scores, between), axis=1)
        return options["weight"] * tf.reduce_mean(tf.square(slopes - options["target"]))

    return penalize


def create_step(request, discriminator, generator):
    batch, latent = request["batch"], request["latent"]
    rows = tf.constant(synthetic_rows(request["data"]))
    discriminator_adam = Adam(discriminator.variables, request)
    generator_adam = Adam(generator.variables, request)

    discriminator_loss, generator_loss = LOSSES[request["loss"]]
    penalize = create_penalty(discriminator, penalty_options(request))

    @tf.function(jit_compile=request["mode"] == "jit")
    def train():
        real = tf.gather(rows, tf.random.uniform([batch], 0, len(rows), tf.int32))
        fake = generator(tf.random.normal([batch, latent]))
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(discriminator.variables)
            loss = discriminator_loss(discriminator(real), discriminator(fake)) + penalize(real, fake)
        discriminator_adam.apply(tape.gradient(loss, discriminator.variables))

        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(generator.variables)
            loss_of_generator = generator_loss(discriminator(generator(tf.random.normal([batch, latent]))))
        generator_adam.apply(tape.gradient(loss_of_generator, generator.variables))
        return loss, loss_of_generator

    def step():
        return tuple(float(loss.numpy()) for loss in train())

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
