import type { PlaygroundSettings, StoredGenerator } from "./settings.ts";
import type { PageTensorflow, tf } from "./tensorflow.ts";

/** A generator that is ready to make images. */
export interface LoadedImages {
  /** The numbers of one image for each latent, of that class where there are classes. */
  generate(latents: readonly Float32Array[], label?: number): Promise<Float32Array[]>;
  dispose(): void;
}

/** Loads a generator into TensorFlow.js, whose backend is chosen. */
export async function loadImages(
  tensorflow: PageTensorflow,
  { model, weightData }: { readonly model: StoredGenerator["model"]; readonly weightData: ArrayBuffer },
  { classes, latent: { size } }: Pick<PlaygroundSettings, "classes" | "latent">,
): Promise<LoadedImages> {
  const network = await tensorflow.loadLayersModel({ load: () => Promise.resolve({ ...model, weightData }) });
  const inputsOf = (latents: readonly Float32Array[], label: number): tf.Tensor[] => {
    const rows = new Float32Array(latents.length * size);
    latents.forEach((row, index) => rows.set(row, index * size));
    const inputs = [tensorflow.tensor2d(rows, [latents.length, size])];
    if (classes) {
      const labels = new Float32Array(latents.length * classes.length);
      for (let row = 0; row < latents.length; row++) labels[row * classes.length + label] = 1;
      inputs.push(tensorflow.tensor2d(labels, [latents.length, classes.length]));
    }
    return inputs;
  };
  const batchOf = async (latents: readonly Float32Array[], label: number): Promise<Float32Array[]> => {
    const made = tensorflow.tidy(() => network.predict(inputsOf(latents, label)) as tf.Tensor);
    try {
      const values = await made.data() as Float32Array, length = values.length / latents.length;
      return latents.map((_, index) => values.slice(index * length, (index + 1) * length));
    } finally {
      made.dispose();
    }
  };
  return {
    async generate(latents, label = 0) {
      const images: Float32Array[] = [], most = 24; // more at once would take more memory than a telephone has
      for (let at = 0; at < latents.length; at += most) {
        images.push(...await batchOf(latents.slice(at, at + most), label));
      }
      return images;
    },
    dispose: () => network.dispose(),
  };
}
