import { placeOf } from "../_client_element.ts";
import { bytesOf } from "./bytes_of.ts";
import { chooseBackend } from "./choose_backend.ts";
import { drawLatent } from "./draw_latent.ts";
import { type LoadedImages, loadImages } from "./load_images.ts";
import type { Playground } from "./playground_picture.ts";
import { prepareBackend } from "./prepare_backend.ts";
import { readWeights } from "./read_weights.ts";
import { runPlayground } from "./run_playground.ts";
import type { PlaygroundSettings, StoredGenerator } from "./settings.ts";
import { showProblem } from "./show_problem.ts";
import type { PageTensorflow } from "./tensorflow.ts";

/** Starts the page; what goes wrong is said on it. */
export async function startPlayground(): Promise<void> {
  try {
    const { forgerGenerator: stored, tf } = globalThis as unknown as {
      readonly forgerGenerator: StoredGenerator;
      readonly tf: PageTensorflow;
    };
    const settings = { ...stored, directions: new Float32Array(bytesOf(stored.directions)) };
    document.title = `${settings.name} – playground`;
    placeOf("name").textContent = settings.name;
    placeOf("loading").hidden = false;
    runPlayground(await openGenerator(tf, stored, settings));
  } catch (error) {
    showProblem(error);
  }
}

/** Loads the generator by the first way to compute with which it works. */
export async function openGenerator(
  tf: PageTensorflow,
  stored: StoredGenerator,
  settings: PlaygroundSettings,
): Promise<Playground> {
  const weightData = await readWeights(stored.weights);
  const only = new URLSearchParams(location.hash.slice(1)).get("backend");
  let images: LoadedImages | undefined, loadedBy = "";
  const backend = await chooseBackend(tf, {
    only,
    prepare: (name) => prepareBackend(tf, name),
    async attempt() {
      if (loadedBy !== tf.getBackend()) {
        images?.dispose();
        images = await loadImages(tf, { model: stored.model, weightData: weightData.slice(0) }, settings);
        loadedBy = tf.getBackend();
      }
      const [values] = await images!.generate([drawLatent(settings.latent, 0, 0)]);
      if (!values!.every(Number.isFinite)) throw new Error("its numbers are not finite");
    },
  });
  return { backend, images: images!, settings };
}
