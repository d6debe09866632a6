import { encodeImageGrid } from "@forger/samplers";
import type { Run } from "@forger/trainers";
import { FixedSamples } from "./_fixed_samples.ts";
import { imageColumns, imageLayout } from "./_image_layout.ts";

/** Draws pictures of what the generator makes at a moment, of the same latents each time. */
export class PageSamples {
  readonly #samples = new FixedSamples();

  /** Call it when training begins, where {@linkcode canDraw}. */
  begin(run: Run): void {
    this.#samples.begin(run, imageLayout(run, {}, 64));
  }

  /** Whether what the generator makes are images. */
  static canDraw({ data: { shape } }: Run): boolean {
    return shape.length === 3 && (shape[2] === 1 || shape[2] === 3);
  }

  /** A PNG file's bytes. */
  async draw(run: Run): Promise<Uint8Array<ArrayBuffer>> {
    const options = { columns: imageColumns(run, {}), range: run.data.range };
    const { bytes } = await this.#samples.use(run, (images) => encodeImageGrid(images, options));
    return new Uint8Array(bytes);
  }

  /** Call it when training ends. */
  dispose(): void {
    this.#samples.dispose();
  }
}
