"""Computes first_losses.json: the first losses of the MNIST DCGAN in PyTorch, for tests/first_losses_test.ts.

The random numbers are Forger's: Philox4x32-10 with keys derived from seed, stream and draw, written here once more, so
that weights, images, latents and dropout masks are the same on both sides. The optimizer is Adam as TensorFlow and
Keras have it, with epsilon beside the uncorrected root.

    python3 -m venv venv && venv/bin/pip install torch numpy
    venv/bin/python tests/reference/first_losses.py > tests/reference/first_losses.json
"""

import json

import numpy as np
import torch
import torch.nn.functional as F

SEED = 20
STEPS = 5
BATCH = {"real": 8, "fake": 8, "generator": 16}
LEARNING_RATE, BETA1, BETA2, EPSILON = 2e-4, 0.5, 0.999, 1e-7
DROPOUT = 0.4
MASK32 = 0xFFFFFFFF


def philox(key, counters):
    """The words of Philox4x32-10 (Salmon et al., 2011) for rows of four counter words, one row of four words each."""
    c = [counters[:, i].astype(np.uint64) for i in range(4)]
    k = [int(key[0]), int(key[1])]
    for _ in range(10):
        product0, product1 = np.uint64(0xD2511F53) * c[0], np.uint64(0xCD9E8D57) * c[2]
        high0, low0 = product0 >> np.uint64(32), product0 & np.uint64(MASK32)
        high1, low1 = product1 >> np.uint64(32), product1 & np.uint64(MASK32)
        c = [high1 ^ c[1] ^ np.uint64(k[0]), low1, high0 ^ c[3] ^ np.uint64(k[1]), low0]
        k = [(k[0] + 0x9E3779B9) & MASK32, (k[1] + 0xBB67AE85) & MASK32]
    return np.stack(c, axis=1)


def stream_key(name, draw):
    """Philox of the seed, at the counter made of the name's 64-bit FNV-1a hash and the draw."""
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return philox([SEED & MASK32, SEED >> 32], np.array([[value & MASK32, value >> 32, draw, 0]]))[0, :2]


class Streams:
    """The random streams of one step."""

    def __init__(self, step):
        self.step = step
        self.draws = {}

    def unit(self, name, count):
        draw = self.draws.get(name, 0)
        self.draws[name] = draw + 1
        blocks = np.arange(-(-count // 4), dtype=np.uint64)
        zeros = np.zeros_like(blocks)
        counters = np.stack([blocks, zeros, zeros + np.uint64(self.step), zeros], axis=1)
        words = philox(stream_key(name, draw), counters).reshape(-1)[:count]
        return ((words >> np.uint64(8)).astype(np.float32) * np.float32(2**-24) + np.float32(2**-25)).astype(np.float32)

    def uniform(self, name, shape):
        return self.unit(name, int(np.prod(shape))).reshape(shape)

    def normal(self, name, shape):
        """Box-Muller: the first half of the uniforms gives radii, the second half angles; cosines come before sines."""
        count = int(np.prod(shape))
        pairs = -(-count // 2)
        first, second = np.split(self.unit(name, 2 * pairs).astype(np.float64), 2)
        radius, angle = np.sqrt(-2 * np.log(first)), 2 * np.pi * second
        both = np.concatenate([radius * np.cos(angle), radius * np.sin(angle)])
        return both[:count].reshape(shape).astype(np.float32)


# Shapes, and standard deviations: twice the tutorial's, so that the losses differ, and biases that are not 0, so that
# they count. With weights that keep every layer's values at about 1, rounding alone changes losses by up to 3e-4.
DISCRIMINATOR = {
    "discriminator_conv_1/kernel": ([3, 3, 1, 64], 0.04),
    "discriminator_conv_1/bias": ([64], 0.04),
    "discriminator_conv_2/kernel": ([3, 3, 64, 64], 0.04),
    "discriminator_conv_2/bias": ([64], 0.04),
    "discriminator_logits/kernel": ([3136, 1], 0.05),
    "discriminator_logits/bias": ([1], 0.04),
}
GENERATOR = {
    "generator_dense/kernel": ([100, 6272], 0.036),
    "generator_dense/bias": ([6272], 0.04),
    "generator_conv_transpose_1/kernel": ([4, 4, 128, 128], 0.044),
    "generator_conv_transpose_1/bias": ([128], 0.04),
    "generator_conv_transpose_2/kernel": ([4, 4, 128, 128], 0.044),
    "generator_conv_transpose_2/bias": ([128], 0.04),
    "generator_image/kernel": ([7, 7, 128, 1], 0.036),
    "generator_image/bias": ([1], 0.04),
}


def initial_weights(table):
    streams = Streams(0)
    return {
        name: torch.tensor(streams.normal(f"weight/{name}", shape) * np.float32(deviation)).requires_grad_()
        for name, (shape, deviation) in table.items()
    }


def discriminate(w, images, mask):
    """Images [batch, 28, 28, 1] to logits [batch, 1]."""
    x = images.permute(0, 3, 1, 2)
    for layer in ("discriminator_conv_1", "discriminator_conv_2"):
        x = F.pad(x, (0, 1, 0, 1))  # TensorFlow's "same" for kernel 3, stride 2, even sides: nothing before, 1 after
        x = F.conv2d(x, w[f"{layer}/kernel"].permute(3, 2, 0, 1), w[f"{layer}/bias"], stride=2)
        x = F.leaky_relu(x, 0.2)
    x = x.permute(0, 2, 3, 1).flatten(1) * mask
    return x @ w["discriminator_logits/kernel"] + w["discriminator_logits/bias"]


def generate(w, latents):
    """Latents [batch, 100] to images [batch, 28, 28, 1]."""
    x = F.leaky_relu(latents @ w["generator_dense/kernel"] + w["generator_dense/bias"], 0.2)
    x = x.reshape(-1, 7, 7, 128).permute(0, 3, 1, 2)
    for layer in ("generator_conv_transpose_1", "generator_conv_transpose_2"):
        # kernel [height, width, out, in] in TensorFlow, [in, out, height, width] in PyTorch
        x = F.conv_transpose2d(x, w[f"{layer}/kernel"].permute(3, 2, 0, 1), w[f"{layer}/bias"], stride=2, padding=1)
        x = F.leaky_relu(x, 0.2)
    x = F.conv2d(x, w["generator_image/kernel"].permute(3, 2, 0, 1), w["generator_image/bias"], padding=3)
    return torch.sigmoid(x).permute(0, 2, 3, 1)


class Adam:
    def __init__(self, weights):
        self.weights, self.step = weights, 0
        self.means = {name: torch.zeros_like(w) for name, w in weights.items()}
        self.squares = {name: torch.zeros_like(w) for name, w in weights.items()}

    def minimize(self, loss):
        gradients = torch.autograd.grad(loss, list(self.weights.values()))
        self.step += 1
        rate = LEARNING_RATE * (1 - BETA2**self.step) ** 0.5 / (1 - BETA1**self.step)
        with torch.no_grad():
            for (name, weight), gradient in zip(self.weights.items(), gradients):
                mean = self.means[name].mul_(BETA1).add_(gradient, alpha=1 - BETA1)
                square = self.squares[name].mul_(BETA2).addcmul_(gradient, gradient, value=1 - BETA2)
                weight.sub_(rate * mean / (square.sqrt() + EPSILON))


def loss_to(logits, target):
    return F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, target))


def train(discriminator_update):
    d, g = initial_weights(DISCRIMINATOR), initial_weights(GENERATOR)
    d_optimizer, g_optimizer = Adam(d), Adam(g)
    rows = []
    for step in range(STEPS):
        streams = Streams(step)

        def draw(batch):
            return torch.tensor(streams.normal("latent", [batch, 100]))

        def judge(images):
            uniform = streams.uniform("dropout/discriminator_dropout", [len(images), 3136])
            mask = (uniform >= np.float32(DROPOUT)).astype(np.float32) * np.float32(1 / (1 - DROPOUT))
            return discriminate(d, images, torch.tensor(mask))

        real = torch.tensor(streams.uniform("plugin/synthetic-images", [BATCH["real"], 28, 28, 1]))
        if discriminator_update == "separate":
            real_loss = loss_to(judge(real), 1.0)
            d_optimizer.minimize(real_loss)
            fake_loss = loss_to(judge(generate(g, draw(BATCH["fake"])).detach()), 0.0)
            d_optimizer.minimize(fake_loss)
        else:
            fake = generate(g, draw(BATCH["fake"])).detach()
            real_loss, fake_loss = loss_to(judge(real), 1.0), loss_to(judge(fake), 0.0)
            d_optimizer.minimize(real_loss + fake_loss)
        generator_loss = loss_to(judge(generate(g, draw(BATCH["generator"]))), 1.0)
        g_optimizer.minimize(generator_loss)
        rows.append([real_loss.item(), fake_loss.item(), generator_loss.item()])
    return rows


def main():
    deviations = {name: deviation for name, (_, deviation) in (DISCRIMINATOR | GENERATOR).items()}
    settings = {"torch": torch.__version__, "seed": SEED, "batch": BATCH, "deviations": deviations}
    losses = {update: train(update) for update in ("joint", "separate")}
    # one row a step: the discriminator's loss of real and of fake images, the generator's loss
    print(json.dumps({**settings, "losses": losses}, indent=2))


if __name__ == "__main__":
    main()
