import type { tf } from "./tensorflow.ts";

/** A latent's distribution as a page knows it. */
export interface PageLatent {
  /** normal, truncated-normal, spherical or uniform. */
  readonly name: string;
  readonly size: number;
  readonly options?: Readonly<Record<string, number>>;
}

/** A generator as a page knows it. */
export interface PlaygroundSettings {
  readonly name: string;
  readonly latent: PageLatent;
  /** The values that become black and white. */
  readonly range: readonly [low: number, high: number];
  readonly classes?: readonly string[];
  /** Of an image: height, width, channels. Of a point: 2. */
  readonly shape: readonly number[];
  /** Rows of the latent's size and of length 1, those first that change images most. */
  readonly directions: Float32Array;
}

/** What the script `generator.js` holds: numbers are float32 in Base64. */
export interface StoredGenerator extends Omit<PlaygroundSettings, "directions"> {
  readonly directions: string;
  readonly model: Pick<tf.io.ModelArtifacts, "modelTopology" | "weightSpecs">;
  /** Where there are many, a file of their own. */
  readonly weights: string | { readonly file: string };
}
