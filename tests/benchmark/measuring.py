"""What the peers share: their request, the rows that they train on, the clock and the line that they print."""

import json
import math
import sys
import time

import numpy as np


def read_request():
    """The request that the benchmark passes as its only argument: see `measurement.ts`."""
    return json.loads(sys.argv[1])


def read_weights(request, player):
    """The weights that Forger's network begins with, as arrays in Keras' order and layout."""
    weights = request["weights"]
    values = np.fromfile(weights[player]["file"], dtype=np.float32)
    shapes = weights[player]["shapes"]
    borders = np.cumsum([math.prod(shape) for shape in shapes])
    if borders[-1] != values.size:
        raise ValueError(f"the weights of the {player} must be {borders[-1]} numbers: the file holds {values.size}")
    return [part.reshape(shape) for part, shape in zip(np.split(values, borders[:-1]), shapes)]


def synthetic_rows(data):
    """The same numbers as `synthetic_rows.ts` gives, float32 `[count, values of a row]`."""
    count, shape, (low, high) = data["count"], data["shape"], data["range"]
    if data["kind"] == "parabola":
        x = low + (high - low) * fractions(count)
        return np.stack([x, x * x], axis=1).astype(np.float32)
    values = low + (high - low) * fractions(count * math.prod(shape))
    return values.astype(np.float32).reshape(count, -1)


def fractions(count):
    """Multiples of 2654435761 modulo 2^32, divided by it: evenly spread in [0, 1)."""
    return (np.arange(count, dtype=np.uint32) * np.uint32(2654435761)).astype(np.float64) / 2**32


def batch_sizes(request):
    """How many real and fake samples the discriminator's update takes, and how many fake ones the generator's."""
    batch = request["batch"]
    return (batch["real"], batch["fake"], batch["generator"]) if isinstance(batch, dict) else (batch,) * 3


def penalty_options(request):
    """The options of the gradient penalty in every step, or None where there is none."""
    options = None
    for plugin in request["plugins"]:
        if plugin["name"] != "gradient-penalty" or plugin["options"]["every"] != 1:
            raise ValueError(f"the peers must know how to do the same as the plugin {plugin}")
        options = plugin["options"]
    return options


def measure(step, request):
    """Trains: first the steps whose losses are compared, then for `seconds`, which are timed."""
    losses = [step() for _ in range(request["comparedSteps"])]
    steps, begin = 0, time.perf_counter()
    while True:
        losses.append(step())
        steps += 1
        elapsed = time.perf_counter() - begin
        if elapsed >= request["seconds"] and steps >= 3:
            break
    compared = np.array(losses[: request["comparedSteps"]])
    return {
        "milliseconds": elapsed / steps * 1000,
        "steps": steps,
        "firstLosses": player_losses(compared[0]),
        "meanLosses": player_losses(compared.mean(axis=0)),
        "finite": bool(np.isfinite(np.array(losses)).all()),
    }


def player_losses(pair):
    """The players' losses; JSON has no word for what is no number."""
    names = ("discriminator", "generator")
    return {name: float(loss) if math.isfinite(loss) else None for name, loss in zip(names, pair)}


def print_result(measured, **facts):
    """Prints the line of JSON that the benchmark reads."""
    print(json.dumps({**measured, **facts}), flush=True)
