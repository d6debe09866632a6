import { writeAtomically } from "@forger/core";
import type { EncodedPicture } from "@forger/samplers";
import { stepName } from "./_sample_pictures.ts";

/** The pictures of a film as files, `step_000100.png` and so on. */
export class FrameFiles {
  /** Where they are. */
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Keeps the picture of a step, in the place of an earlier one. */
  async write(step: number, { bytes }: EncodedPicture): Promise<void> {
    await writeAtomically(this.#path(step), bytes);
  }

  /** Gives the picture of a step; undefined where there is none, or no whole PNG file. */
  async read(step: number): Promise<EncodedPicture | undefined> {
    const bytes = await Deno.readFile(this.#path(step)).catch((error) => {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    });
    return bytes && isWholePng(bytes) ? { ...sizeOf(bytes), bytes } : undefined;
  }

  #path(step: number): string {
    return `${this.folder}/${stepName(step)}.png`;
  }
}

/** What a PNG file begins and ends with: its signature, and the type and checksum of the last chunk. */
const BEGINNING = "89504e470d0a1a0a", ENDING = "49454e44ae426082";

/** Where a PNG file has its size. */
const WIDTH_AT = 16, HEIGHT_AT = 20;

function isWholePng(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 8).toHex() === BEGINNING && bytes.subarray(-8).toHex() === ENDING;
}

function sizeOf({ buffer, byteOffset, byteLength }: Uint8Array): { readonly width: number; readonly height: number } {
  const view = new DataView(buffer, byteOffset, byteLength);
  return { width: view.getUint32(WIDTH_AT), height: view.getUint32(HEIGHT_AT) };
}
