import { type Layer, type LayersModel, stateVariable, type Tensor, type Variable } from "@forger/core";
import { layerKernel, spectrallyNormalized, withKernel } from "@forger/layers";
import type { Plugin } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";
import { checkPlayers, type Players } from "./_players.ts";

/** Options of {@linkcode spectralNormalization}. */
export interface SpectralNormalizationOptions {
  /** Whose layers are normalized: `"discriminator"`, `"generator"` or `"both"`. @default {"discriminator"} */
  readonly players?: Players;
}

/** A layer that computes with its normalized kernel. */
interface Normalized {
  /** Names its vector in the run's state. */
  readonly name: string;
  readonly layer: Layer;
  /** The estimate of the kernel's singular vector, `[outputs]`. */
  readonly u: Variable;
}

/** At the beginning the estimate has no earlier one to go on from. */
const FIRST_ITERATIONS = 20;

/**
 * Divides the kernel of each dense layer and convolution by its largest singular value whenever it is used, so that no
 * layer stretches its input: this keeps the discriminator smooth.
 *
 * The singular value follows the kernel by one round of power iteration a pass, from a vector that belongs to the run's
 * state; gradients flow through the division. When training ends, the divided kernels become the weights, so that the
 * networks go on to answer the same. Layers that normalize themselves already (`spectralNormalization` of the layers
 * package) are left alone.
 *
 * It costs little and helps most where the discriminator wins or gradients explode, above all with the hinge loss. It
 * makes the discriminator weaker, so that the learning rates want choosing anew. Batch normalization after a layer
 * undoes it. With the generator's layers it cannot be combined with plugins that sample from another generator, such as
 * `ema`.
 *
 * @throws {RangeError} If `players` is none of the three.
 * @throws {TypeError} If a network has no layer to normalize.
 * @see Spectral normalization for generative adversarial networks. Miyato, Kataoka, Koyama, Yoshida, 2018, https://arxiv.org/abs/1802.05957
 *
 * @example
 * ```ts
 * import { spectralNormalization } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(spectralNormalization({ players: "both" }).name, "spectral-normalization");
 * ```
 */
export function spectralNormalization(options: SpectralNormalizationOptions = {}): Plugin {
  const { players = "discriminator" } = options;
  checkPlayers("spectral-normalization", "players", players);
  let normalized: readonly Normalized[] = [];

  return {
    name: "spectral-normalization",
    workers: "all", // it changes the networks, and has no hook inside the step
    options: { players },
    onConfigure(_experiment, plugins) {
      const other = plugins.find(({ samplingGenerator }) => samplingGenerator);
      if (!other || players === "discriminator") return;
      throw new TypeError(`the generator of ${other.name} would not be normalized: use players "discriminator"`);
    },
    onTrainBegin({ networks }) {
      const chosen = (["discriminator", "generator"] as const).filter((player) => [player, "both"].includes(players));
      normalized = chosen.flatMap((player) => normalize(networks[player], player));
    },
    saveState: () => Object.fromEntries(normalized.map(({ name, u }) => [name, u])),
    restoreState(state) {
      for (const { name, u } of normalized) if (name in state) u.assign(state[name] as Tensor);
    },
    onTrainEnd: {
      // plugins that save the generator find the weights that it computes with; those that save the run, its own
      order: players === "discriminator" ? "post" : "pre",
      handler() {
        normalized.forEach(keepNormalized);
        normalized = [];
      },
    },
  };
}

function normalize(network: LayersModel, player: string): Normalized[] {
  const found = allLayers(network).filter((layer) => layerKernel(layer));
  if (found.length === 0) {
    throw new TypeError(`Cannot normalize the ${player} as it must have a dense layer or a convolution: it has none`);
  }
  return found.map((layer, index) => {
    const u = stateVariable(() => firstEstimate(layer));
    const call = layer.call.bind(layer);
    layer.call = (inputs, kwargs) =>
      tf.tidy(() => {
        const { outputAxis, value } = layerKernel(layer)!;
        const next = spectrallyNormalized(value, u, outputAxis);
        if (kwargs.training) u.assign(next.u);
        return withKernel(layer, next.kernel, () => call(inputs, kwargs));
      });
    return { name: `${player}/${index}/${layer.name}`, layer, u };
  });
}

/** The layers of a network, those of networks within it too. */
function allLayers(network: LayersModel): Layer[] {
  return network.layers.flatMap((layer) => layer instanceof tf.LayersModel ? allLayers(layer) : [layer]);
}

function firstEstimate(layer: Layer): Tensor {
  const { outputAxis, value } = layerKernel(layer)!;
  const arbitrary = tf.randomNormal([value.shape[outputAxis]!], 0, 1, "float32", 1);
  return spectrallyNormalized(value, arbitrary, outputAxis, { powerIterations: FIRST_ITERATIONS }).u;
}

/** Makes the kernel with which the layer computes its own. */
function keepNormalized({ layer, u }: Normalized): void {
  delete (layer as Partial<Layer>).call; // the class's method is below it
  tf.tidy(() => {
    const { outputAxis, value } = layerKernel(layer)!;
    (value as Variable).assign(spectrallyNormalized(value, u, outputAxis).kernel);
  });
  u.dispose();
}
