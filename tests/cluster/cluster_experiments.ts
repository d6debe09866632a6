import { adam, sgd } from "@forger/core";
import { arraySource, type StreamedSource } from "@forger/data";
import { dcgan, dropout, mlp } from "@forger/layers";
import { nonSaturating } from "@forger/losses";
import { adaptiveBalance, checkpoints, earlyStop, ema, instanceNoise, labelFlipping, nanGuard } from "@forger/plugins";
import { normalLatent } from "@forger/samplers";
import type { Experiment, Plugin, RunState } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";

const POINTS = 240, SIDE = 8, IMAGES = 60;

const points = Float32Array.from(
  { length: 2 * POINTS },
  (_, index) => index % 2 ? Math.sin(index / 20) : Math.cos(index / 20),
);

const images = Uint8Array.from({ length: IMAGES * SIDE * SIDE }, (_, index) => (index * 37 + (index >> 6) * 11) % 251);

/** Noise that must be the same on all workers, as weights are. */
function gradientNoise(): Plugin {
  return {
    name: "gradient-noise",
    transformGradients: (gradients, { random }) =>
      gradients.map((gradient) => gradient.add(random.normal(gradient.shape, 0, 1e-3))),
  };
}

/** Networks of points, with noise inside them and by plugins. */
const mlpGan: Experiment = {
  name: "cluster-mlp",
  data: () => arraySource({ name: "circle", values: points, shape: [2] }),
  networks: ({ seed }) => ({
    generator: mlp({ name: "generator", sizes: [3, 16, 2], activation: "tanh", seed }),
    discriminator: mlp({ name: "discriminator", sizes: [2, 16, 16, 1], activation: "tanh", seed }),
  }),
  latent: normalLatent(3),
  loss: nonSaturating,
  optimizers: { discriminator: adam(1e-3), generator: adam(1e-3) },
  batch: 24,
  steps: 200,
  plugins: [ema({ decay: 0.9 }), labelFlipping({ share: 0.1 }), instanceNoise(), gradientNoise()],
};

/** Images that are read while steps run. */
function streamedImages(): StreamedSource {
  const bytes = SIDE * SIDE;
  return {
    name: "patterns",
    size: IMAGES,
    shape: [SIDE, SIDE, 1],
    storedShape: [SIDE, SIDE, 1],
    range: [-1, 1],
    classes: ["one", "two", "three"],
    labels: Int32Array.from({ length: IMAGES }, (_, row) => row % 3),
    read(indices) {
      const rows = [...indices].map((row) => images.subarray(row * bytes, (row + 1) * bytes));
      return Promise.resolve(Uint8Array.from(rows.flatMap((row) => [...row])));
    },
    decode: (stored) => tf.tidy(() => stored.toFloat().div(127.5).sub(1)),
    dispose() {},
  };
}

/** Conditional convolutional networks without normalization, of rows that are streamed, with a discriminator that drops out. */
const convolutional: Experiment = {
  ...mlpGan,
  name: "cluster-convolutional",
  data: streamedImages,
  networks({ seed }) {
    const latents = tf.input({ shape: [5] }), labels = tf.input({ shape: [3] });
    const uniform = (place: number) => tf.initializers.randomUniform({ minval: -0.1, maxval: 0.1, seed: seed + place });
    const made = tf.layers.dense({ units: 4 * 4 * 4, activation: "tanh", kernelInitializer: uniform(1) })
      .apply(tf.layers.concatenate().apply([latents, labels])) as tf.SymbolicTensor;
    const map = tf.layers.reshape({ targetShape: [4, 4, 4] }).apply(made);
    const drawn = tf.layers.conv2dTranspose({
      filters: 1,
      kernelSize: 4,
      strides: 2,
      padding: "same",
      activation: "tanh",
      kernelInitializer: uniform(2),
    }).apply(map) as tf.SymbolicTensor;
    const shown = tf.input({ shape: [SIDE, SIDE, 1] }), given = tf.input({ shape: [3] });
    const seen = tf.layers.conv2d({
      filters: 8,
      kernelSize: 3,
      strides: 2,
      activation: "tanh",
      kernelInitializer: uniform(3),
    }).apply(shown);
    const flat = dropout({ rate: 0.3 }).apply(tf.layers.flatten().apply(seen)) as tf.SymbolicTensor;
    const judged = tf.layers.dense({ units: 1, kernelInitializer: uniform(4) })
      .apply(tf.layers.concatenate().apply([flat, given])) as tf.SymbolicTensor;
    return {
      generator: tf.model({ inputs: [latents, labels], outputs: drawn }),
      discriminator: tf.model({ inputs: [shown, given], outputs: judged }),
    };
  },
  latent: normalLatent(5),
  optimizers: { discriminator: sgd(0.02), generator: sgd(0.02) },
  updates: { discriminator: 2, generator: 1 },
  batch: 12,
  plugins: [],
};

/** A DCGAN with batch normalization in both networks. */
const normalized: Experiment = {
  ...mlpGan,
  name: "cluster-normalized",
  data: () => {
    const values = Float32Array.from(images, (byte) => byte / 127.5 - 1);
    return arraySource({ name: "patterns", values, shape: [SIDE, SIDE, 1] });
  },
  networks: ({ seed }) =>
    dcgan({ image: [SIDE, SIDE, 1], latent: 6, generatorWidths: [8], discriminatorWidths: [4, 8], seed }),
  latent: normalLatent(6),
  optimizers: { discriminator: sgd(0.01), generator: sgd(0.01) },
  batch: 12,
  fakes: "shared",
  plugins: [],
};

/** Plugins that decide on the host by what was logged. */
const deciding: Experiment = {
  ...mlpGan,
  name: "cluster-deciding",
  plugins: [
    adaptiveBalance({ every: 10, low: 0.55, high: 0.6 }),
    nanGuard({ every: 20 }),
    earlyStop({ every: 10, patience: 60 }),
    poison(75),
  ],
};

/** Makes a loss infinite once, in one step of the run. */
function poison(at: number): Plugin {
  let isOver = false;
  return {
    name: "poison",
    workers: "all",
    every: 5,
    onStepEnd(report) {
      if (report.step < at || isOver) return;
      isOver = true;
      (report.logs.at(-1)!.values as Record<string, number>).generator = NaN;
    },
  };
}

/** Makes each step take a while on the host, so that there is time to interrupt it. */
function slowly(): Plugin {
  return { name: "slowly", every: 1, onStepEnd: () => new Promise((resolve) => setTimeout(resolve, 10)) };
}

/** A long training with checkpoints, to be interrupted. */
const long: Experiment = {
  ...mlpGan,
  name: "cluster-long",
  steps: 100_000,
  plugins: [ema({ decay: 0.9 }), slowly(), checkpoints({ every: 20, keep: 3 })],
};

/** Networks that begin with other weights in every process. */
const unseeded: Experiment = {
  ...mlpGan,
  name: "cluster-unseeded",
  networks: () => ({
    generator: tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] }),
    discriminator: tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] }),
  }),
};

/** One in which a plugin changes weights on the first worker alone. */
const nudged: Experiment = {
  ...mlpGan,
  name: "cluster-nudged",
  steps: 20,
  plugins: [{
    name: "nudge",
    every: 10,
    onStepEnd(_report, { networks: { generator } }) {
      tf.tidy(() => generator.setWeights(generator.getWeights().map((weight) => weight.mul(1.5))));
    },
  }],
};

/** One in which a plugin goes back on the first worker alone. */
const divided: Experiment = { ...nudged, name: "cluster-divided", plugins: [goingBack()] };

function goingBack(): Plugin {
  let state: RunState | undefined;
  return {
    name: "going-back",
    every: 5,
    onStepEnd({ step }, run) {
      if (step === 5) state = run.saveState();
      if (step === 10) run.restoreState(state!);
    },
  };
}

/** One in which the second worker has much more to compute. */
const uneven: Experiment = {
  ...mlpGan,
  name: "cluster-uneven",
  steps: 100_000,
  plugins: [burden(), untilWarned()],
};

/** Ends training with the first warning, or after half a minute. */
function untilWarned(): Plugin {
  return {
    name: "until-warned",
    onStepEnd: ({ elapsed }, run) => void (elapsed > 30_000 && run.stop("nobody was warned")),
    onWarning: (_warning, run) => run.stop("warned"),
  };
}

/** Multiplies large matrices in each step where the environment says so, and changes nothing. */
function burden(): Plugin {
  const isBurdened = Deno.env.get("FORGER_TEST_BURDEN") !== undefined;
  return {
    name: "burden",
    transformReal(images, { random }) {
      if (!isBurdened) return images;
      const square = random.uniform([800, 800], 0, 1e-3);
      return images.add(square.matMul(square).matMul(square).sum().mul(1e-30)); // 0 would be left out
    },
  };
}

/** The name of one of the experiments. */
export type ExperimentName =
  | "mlp"
  | "convolutional"
  | "normalized"
  | "deciding"
  | "long"
  | "uneven"
  | "unseeded"
  | "nudged"
  | "divided";

/** The experiments of the cluster's tests. */
export const EXPERIMENTS: Readonly<Record<ExperimentName, Experiment>> = {
  mlp: mlpGan,
  convolutional,
  normalized,
  deciding,
  long,
  uneven,
  unseeded,
  nudged,
  divided,
};
