import type { Shape, Tensor } from "@forger/core";
import { basename } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { checkRows } from "./_check_rows.ts";
import type { ImageSettings } from "./_decode_image.ts";
import type { FoundImages } from "./_find_images.ts";
import { type KeptRows, UnusableRow } from "./_kept_rows.ts";
import { unusableSummary } from "./_unusable_summary.ts";
import type { StreamedSource } from "./streamed_source.ts";

/** What {@linkcode FolderImages} are made of. */
export interface FolderImagesParts {
  readonly path: string;
  readonly found: FoundImages;
  readonly rows: KeptRows;
  /** Files that cannot be read, and why; grows while files are read. */
  readonly unusable: ReadonlyMap<string, string>;
  readonly settings: ImageSettings;
  readonly range: readonly [low: number, high: number];
  readonly onWarning: (warning: string) => void;
  readonly fingerprint: string;
}

/** The images of a folder, as a source. */
export class FolderImages implements StreamedSource {
  readonly name: string;
  readonly size: number;
  readonly shape: Shape;
  readonly storedShape: Shape;
  readonly range: readonly [low: number, high: number];
  readonly classes?: readonly string[];
  readonly labels?: Int32Array;
  readonly fingerprint: string;
  readonly parts: FolderImagesParts;
  #hasToldUnusable = false;

  constructor(parts: FolderImagesParts) {
    const { found, path, range, settings: { height, width, channels } } = parts;
    this.parts = parts;
    this.name = basename(path);
    this.size = found.files.length;
    this.shape = this.storedShape = [height, width, channels];
    this.range = range;
    this.fingerprint = parts.fingerprint;
    if (found.classes) [this.classes, this.labels] = [found.classes, found.labels!];
  }

  async read(indices: Int32Array): Promise<Uint8Array> {
    checkRows(indices, this);
    try {
      return await this.parts.rows.read(indices);
    } catch (error) {
      throw error instanceof UnusableRow ? this.#noneLeft(indices, error) : error;
    }
  }

  /** Names the images that cannot be read, once. */
  tellUnusable(): void {
    const { found, onWarning, path, unusable } = this.parts;
    if (this.#hasToldUnusable || unusable.size === 0) return;
    this.#hasToldUnusable = true;
    onWarning(unusableSummary(path, unusable, found.files.length + found.unusable.length));
  }

  #noneLeft(indices: Int32Array, cause: UnusableRow): Error {
    const { found: { classes, files, labels }, path } = this.parts;
    const row = [...indices].find((row) => this.parts.rows.unusable.has(row)) ?? indices[0]!;
    const what = classes ? ` of class ${classes[labels![row]!]}` : "";
    return new RangeError(
      `Cannot read images of ${path} as at least one${what} must be readable: of ${files.path(row)}, ${cause.message}`,
      { cause },
    );
  }

  decode(bytes: Tensor): Tensor {
    const [low, high] = this.range;
    return tf.tidy(() => bytes.mul((high - low) / 255).add(low).clipByValue(low, high));
  }

  dispose(): void {
    this.tellUnusable();
    void this.parts.rows.close();
  }
}
