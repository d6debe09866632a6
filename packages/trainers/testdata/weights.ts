import type { Networks } from "../networks.ts";

/** All weights of both networks as the bits of their float32 values, for comparisons to the last bit. */
export function weightBits({ generator, discriminator }: Networks): Int32Array {
  const values = [generator, discriminator].flatMap((network) =>
    network.getWeights().map((weight) => weight.dataSync() as Float32Array)
  );
  return Int32Array.from(values.flatMap((array) => [...new Int32Array(array.slice().buffer)]));
}
