import sharp from "sharp";

/** Options of {@linkcode syntheticRun}. */
export interface SyntheticRunOptions {
  /** Steps that have metrics. */
  readonly steps: number;
  /** Pictures of samples, besides the last one. @default {12} */
  readonly pictures?: number;
  /** Settings that are other ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** What a training of so many steps could have logged after a step. */
export function syntheticValues(step: number): Record<string, number> {
  const noise = (seed: number) => Math.sin(step * 12.9898 + seed * 78.233) * Math.sin(step * 4.1414 + seed);
  const decay = Math.exp(-step / 20_000);
  return {
    "discriminator": 1.1 + 0.3 * decay + 0.15 * noise(1) + (step === 41_000 ? 30 : 0),
    "generator": 0.9 - 0.4 * decay + 0.2 * noise(2),
    "discriminator/real": 0.55 + 0.1 * noise(3),
    "discriminator/fake": 0.5 + 0.12 * noise(4),
    "accuracy/real": Math.min(1, 0.7 + 0.1 * decay + 0.1 * noise(5)),
    "accuracy/fake": Math.min(1, 0.72 + 0.1 * noise(6)),
    "gradient_norm/discriminator": 2 + noise(7),
    "gradient_norm/generator": 1 + 0.5 * noise(8),
    "output/real": 0.6 + 0.1 * noise(9),
    "output/fake": 0.4 + 0.1 * noise(10),
    "diversity/fake": 1 - 0.5 * decay + 0.02 * noise(11),
  };
}

/** Writes what a run of so many steps could have left into a new folder, and gives its path. */
export async function syntheticRun(options: SyntheticRunOptions): Promise<string> {
  const { pictures = 12, settings = {}, steps } = options;
  const folder = await Deno.makeTempDir({ prefix: "forger-report-" });
  await Deno.mkdir(`${folder}/samples`);
  await Deno.writeTextFile(`${folder}/config.json`, JSON.stringify({ ...CONFIG, steps, ...settings }));
  using file = await Deno.open(`${folder}/metrics.jsonl`, { write: true, create: true });
  const encoder = new TextEncoder();
  for (let begin = 1; begin <= steps; begin += 1000) {
    let text = "";
    for (let step = begin; step < Math.min(begin + 1000, steps + 1); step++) {
      text += `${JSON.stringify({ step, ...syntheticValues(step) })}\n`;
    }
    const bytes = encoder.encode(text);
    for (let written = 0; written < bytes.length;) written += await file.write(bytes.subarray(written));
  }
  for (let index = 0; index < pictures; index++) {
    const name = `step_${String(Math.round(index * steps / pictures)).padStart(6, "0")}.png`;
    await Deno.writeFile(`${folder}/samples/${name}`, await picture(index / Math.max(1, pictures)));
  }
  if (pictures > 0) await Deno.writeFile(`${folder}/samples/final.png`, await picture(1));
  return folder;
}

/** Rings that come out of noise: a picture of 8 x 8 images. */
async function picture(clearness: number): Promise<Uint8Array> {
  const side = 8 * 34 - 2, pixels = new Uint8Array(side * side).fill(70);
  for (let index = 0; index < 64; index++) {
    const left = index % 8 * 34, top = Math.floor(index / 8) * 34, radius = 5 + index % 8;
    for (let y = 0; y < 32; y++) {
      for (let x = 0; x < 32; x++) {
        const ring = Math.exp(-((Math.hypot(x - 16, y - 16) - radius) ** 2) / 4);
        const noise = Math.abs(Math.sin((x * 31 + y * 17 + index * 7) * 12.9898) * 43758.5453) % 1;
        pixels[(top + y) * side + left + x] = 255 * (clearness * ring + (1 - clearness) * noise);
      }
    }
  }
  return await sharp(pixels, { raw: { width: side, height: side, channels: 1 } }).resize(side * 2, side * 2, {
    kernel: "nearest",
  }).png().toBuffer();
}

const optimizer = { name: "adam", learningRate: 0.0002, beta1: 0.5, beta2: 0.999, epsilon: 1e-7 };

const CONFIG = {
  name: "mnist",
  seed: 1,
  batch: { real: 64, fake: 64, generator: 64 },
  updates: { discriminator: 1, generator: 1 },
  data: { name: "MNIST, training digits", size: 60_000, shape: [28, 28, 1], range: [-1, 1] },
  latent: { name: "normal", size: 100 },
  loss: "non-saturating",
  optimizers: { discriminator: optimizer, generator: optimizer },
  parameters: { generator: 1_127_169, discriminator: 430_145 },
  plugins: [
    { name: "metrics-file", options: { formats: ["jsonl", "csv"], every: 1 } },
    { name: "sample-grid", every: 500, options: { every: 500, real: false } },
    { name: "ema", options: { decay: 0.999 } },
  ],
  compute: { backend: "tensorflow", device: "CPU", version: "2.15.1", compile: "auto" },
};
