"""Forger's random streams, written once more: Philox4x32-10 with keys derived from seed, stream and draw."""

import numpy as np

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


def stream_key(seed, name, draw):
    """Philox of the seed, at the counter made of the name's 64-bit FNV-1a hash and the draw."""
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return philox([seed & MASK32, seed >> 32], np.array([[value & MASK32, value >> 32, draw, 0]]))[0, :2]


class Streams:
    """The random streams of one step."""

    def __init__(self, seed, step):
        self.seed, self.step = seed, step
        self.draws = {}

    def unit(self, name, count):
        draw = self.draws.get(name, 0)
        self.draws[name] = draw + 1
        blocks = np.arange(-(-count // 4), dtype=np.uint64)
        zeros = np.zeros_like(blocks)
        counters = np.stack([blocks, zeros, zeros + np.uint64(self.step), zeros], axis=1)
        words = philox(stream_key(self.seed, name, draw), counters).reshape(-1)[:count]
        # the middles of 2^23 equal cells, all exact in float32
        return (words >> np.uint64(9)).astype(np.float32) * np.float32(2**-23) + np.float32(2**-24)

    def uniform(self, name, shape, low=0, high=1):
        unit = self.unit(name, int(np.prod(shape))).reshape(shape)
        return unit * np.float32(high - low) + np.float32(low)

    def normal(self, name, shape, mean=0, deviation=1):
        """Box-Muller: the first half of the uniforms gives radii, the second half angles; cosines come before sines."""
        count = int(np.prod(shape))
        pairs = -(-count // 2)
        first, second = np.split(self.unit(name, 2 * pairs).astype(np.float64), 2)
        radius, angle = np.sqrt(-2 * np.log(first)), 2 * np.pi * second
        both = np.concatenate([radius * np.cos(angle), radius * np.sin(angle)])
        return both[:count].reshape(shape).astype(np.float32) * np.float32(deviation) + np.float32(mean)
