import type { Compute } from "@forger/core";
import type { Run } from "@forger/trainers";

/**
 * What a run begins with, a line each.
 *
 * @param brief Without what the `progress` plugin says, too.
 */
export function describeStart(run: Run, { brief = false }: { readonly brief?: boolean } = {}): string {
  const { compute, data, folder, networks: { discriminator, generator }, seed } = run;
  const parameters = (model: typeof generator) => `${count(model.countParams())} parameters`;
  return table({
    data: describeData(data),
    generator: parameters(generator),
    discriminator: parameters(discriminator),
    seed: String(seed),
    ...compute.group && { workers: `${compute.group.workers}, each with its part of every batch` },
    ...brief ? {} : { compute: describeCompute(compute), folder },
  });
}

/** What a generator learns from, in words. */
export function describeData({ name, range, shape, size }: Run["data"]): string {
  const [low, high] = range.map((value) => Number(value.toPrecision(4)));
  return `${name}, ${count(size)} rows of [${shape.join(", ")}] from ${low} to ${high}`;
}

const LIBRARIES: Readonly<Record<Compute["backend"], string>> = {
  tensorflow: "libtensorflow",
  webgpu: "TensorFlow.js by WebGPU",
  cpu: "TensorFlow.js without libtensorflow",
};

/** What computes, in words. */
export function describeCompute({ backend, device, version }: Compute): string {
  return `${LIBRARIES[backend]} ${version} on ${device}`;
}

/** Names and texts in two columns. */
export function table(rows: Readonly<Record<string, string>>): string {
  const width = Math.max(...Object.keys(rows).map((name) => name.length));
  return Object.entries(rows).map(([name, text]) => `  ${name.padEnd(width)}  ${text}`).join("\n");
}

/** A count with its thousands marked: `60,000`. */
export function count(value: number): string {
  return value.toLocaleString("en-US");
}
