"""Computes first_losses.json: the first losses of the five tutorials in PyTorch, for tests/first_losses_test.ts.

The random numbers are Forger's (philox_streams.py), so that weights, images, latents and dropout masks are the same on
both sides. The optimizer is Adam as TensorFlow and Keras have it, with epsilon beside the uncorrected root.

    python3 -m venv venv && venv/bin/pip install torch numpy
    venv/bin/python tests/reference/first_losses.py > tests/reference/first_losses.json
"""

import json

import torch
import torch.nn.functional as F

from philox_streams import Streams
from tutorials import TUTORIALS

SEED = 20
STEPS = 5
BETA2 = 0.999


def initial_weights(table):
    streams = Streams(SEED, 0)
    return {
        name: torch.tensor(streams.normal(f"weight/{name}", shape, mean, deviation)).requires_grad_()
        for name, (shape, deviation, mean) in table.items()
    }


class Adam:
    def __init__(self, weights, rate, beta1, epsilon):
        self.weights, self.step = weights, 0
        self.rate, self.beta1, self.epsilon = rate, beta1, epsilon
        self.means = {name: torch.zeros_like(w) for name, w in weights.items()}
        self.squares = {name: torch.zeros_like(w) for name, w in weights.items()}

    def minimize(self, loss):
        gradients = torch.autograd.grad(loss, list(self.weights.values()))
        self.step += 1
        rate = self.rate * (1 - BETA2**self.step) ** 0.5 / (1 - self.beta1**self.step)
        with torch.no_grad():
            for (name, weight), gradient in zip(self.weights.items(), gradients):
                mean = self.means[name].mul_(self.beta1).add_(gradient, alpha=1 - self.beta1)
                square = self.squares[name].mul_(BETA2).addcmul_(gradient, gradient, value=1 - BETA2)
                weight.sub_(rate * mean / (square.sqrt() + self.epsilon))


def loss_to(logits, target):
    return F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, target))


def train(tutorial, update):
    d, g = initial_weights(tutorial["discriminator"]), initial_weights(tutorial["generator"])
    d_optimizer, g_optimizer = Adam(d, **tutorial["adam"]), Adam(g, **tutorial["adam"])
    batch = tutorial["batch"]
    rows = []
    for step in range(STEPS):
        streams = Streams(SEED, step)

        def generate(count):
            return tutorial["generate"](g, torch.tensor(streams.normal("latent", [count, tutorial["latent"]])))

        def judge(images):
            return tutorial["judge"](d, images, streams)

        real = streams.uniform("plugin/synthetic-rows", [batch["real"], *tutorial["row"]], *tutorial["range"])
        real, fake = torch.tensor(real), generate(batch["fake"])
        if update == "separate":
            real_loss = loss_to(judge(real), 1.0)
            d_optimizer.minimize(real_loss)
            fake_loss = loss_to(judge(fake.detach()), 0.0)
            d_optimizer.minimize(fake_loss)
        else:
            real_loss, fake_loss = loss_to(judge(real), 1.0), loss_to(judge(fake.detach()), 0.0)
            d_optimizer.minimize(real_loss + fake_loss)
        if tutorial["fakes"] == "fresh":
            fake = generate(batch["generator"])
        generator_loss = loss_to(judge(fake), 1.0)
        g_optimizer.minimize(generator_loss)
        rows.append([real_loss.item(), fake_loss.item(), generator_loss.item()])
    return rows


def describe(tutorial):
    tables = tutorial["discriminator"] | tutorial["generator"]
    weights = {
        name: {"shape": shape, "mean": mean, "deviation": deviation}
        for name, (shape, deviation, mean) in tables.items()
    }
    settings = {key: tutorial[key] for key in ("row", "range", "batch")}
    # one row a step: the discriminator's loss of real and of fake rows, the generator's loss
    return {**settings, "weights": weights, "losses": {update: train(tutorial, update) for update in tutorial["updates"]}}


def main():
    tutorials = {name: describe(tutorial) for name, tutorial in TUTORIALS.items()}
    print(json.dumps({"torch": torch.__version__, "seed": SEED, "tutorials": tutorials}, indent=2))


if __name__ == "__main__":
    main()
