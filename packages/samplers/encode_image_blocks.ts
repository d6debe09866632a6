import type { Tensor } from "@forger/core";
import { checkCount } from "./_check_count.ts";
import { drawBlocks, type DrawnBlock } from "./_draw_blocks.ts";
import { encodePng } from "./_encode_png.ts";
import type { Rgb } from "./_pixels.ts";
import type { EncodedPicture, ImageGridOptions } from "./encode_image_grid.ts";

/** Images that stand together in a picture of several blocks. */
export interface ImageBlock {
  /** `[count, height, width, channels]` with 1 or 3 channels; stays the caller's. */
  readonly images: Tensor;
  /** What stands above them, for instance `"real"`. @default {nothing} */
  readonly heading?: string;
}

const COMFORTABLE_SIDE = 64;
const SLATE: Rgb = [64, 68, 82];

/**
 * Draws blocks of images side by side as one PNG picture, as {@linkcode writeImageBlocks} does, and keeps it in memory.
 *
 * @param blocks From left to right: real images come before generated ones. Reading them waits for the device.
 * @param options Those of a grid, for each block; row labels stand left of the first one.
 * @throws {TypeError} If there is no block, images have another shape or blocks differ in it, or labels are not as many as
 * rows or columns.
 * @throws {RangeError} If an option is out of range.
 *
 * @example
 * ```ts
 * import { startCompute } from "@forger/core";
 * import { encodeImageBlocks } from "@forger/samplers";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const blocks = [{ images: tf.ones([4, 8, 8, 1]) }, { images: tf.zeros([4, 8, 8, 1]) }];
 * const { width, height } = await encodeImageBlocks(blocks, { scale: 1, gap: 2 });
 * assertEquals([width, height], [22 + 16 + 22, 22]);
 * ```
 */
export async function encodeImageBlocks(
  blocks: readonly ImageBlock[],
  options: ImageGridOptions = {},
): Promise<EncodedPicture> {
  if (blocks.length === 0) throw new TypeError("Cannot draw image grid as there must be images: received no block");
  const [, height = 0, width = 0] = blocks[0]!.images.shape;
  const {
    columns,
    range = [-1, 1],
    scale = Math.max(1, Math.round(COMFORTABLE_SIDE / Math.max(height, width))),
    gap = 1,
    group,
    background = SLATE,
    rowLabels = [],
    columnLabels = [],
  } = options;
  check(blocks, { columns, range, scale, gap, group });
  const drawn: DrawnBlock[] = [];
  for (const { images, heading } of blocks) {
    const shape = images.shape as [number, number, number, number];
    const layout = { shape, columns: columns ?? Math.ceil(Math.sqrt(shape[0])), range, gap, group, background };
    drawn.push({ values: await images.data(), layout, heading });
  }
  checkLabels(drawn, rowLabels, columnLabels);
  const picture = await drawBlocks(drawn, { scale, rowLabels, columnLabels });
  return { width: picture.width, height: picture.height, bytes: await encodePng(picture) };
}

const action = "draw image grid";

function check(
  blocks: readonly ImageBlock[],
  options: Pick<ImageGridOptions, "columns" | "group"> & Required<Pick<ImageGridOptions, "range" | "scale" | "gap">>,
): void {
  const { columns, range: [low, high], scale, gap, group } = options;
  const first = blocks[0]!.images.shape.slice(1);
  for (const { images } of blocks) {
    const channels = images.shape[3];
    if (images.rank !== 4 || images.size === 0 || (channels !== 1 && channels !== 3)) {
      throw new TypeError(
        `Cannot ${action} as images must have 1 or 3 channels: expected [count, height, width, channels], received [${images.shape}]`,
      );
    }
    if (images.shape.slice(1).join() !== first.join()) {
      throw new TypeError(
        `Cannot ${action} as images of all blocks must have one shape: expected [${first}], received [${
          images.shape.slice(1)
        }]`,
      );
    }
  }
  if (columns !== undefined) checkCount(action, "columns", columns);
  if (group !== undefined) checkCount(action, "group", group);
  checkCount(action, "scale", scale);
  if (!Number.isInteger(gap) || gap < 0) {
    throw new RangeError(`Cannot ${action} as gap must be an integer of 0 or more: current value is ${gap}`);
  }
  if (!(low < high && Number.isFinite(high - low))) {
    throw new RangeError(`Cannot ${action} as range must rise: current value is [${low}, ${high}]`);
  }
}

function checkLabels(
  blocks: readonly DrawnBlock[],
  rowLabels: readonly string[],
  columnLabels: readonly string[],
): void {
  const rows = Math.max(...blocks.map(({ layout: { shape: [count], columns } }) => Math.ceil(count / columns)));
  const columns = Math.max(...blocks.map(({ layout }) => layout.columns));
  for (
    const [name, labels, expected] of [["rowLabels", rowLabels, rows], ["columnLabels", columnLabels, columns]] as const
  ) {
    if (labels.length === 0 || labels.length === expected) continue;
    throw new TypeError(
      `Cannot ${action} as ${name} must be one for each: expected ${expected}, received ${labels.length}`,
    );
  }
}
