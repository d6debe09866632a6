import { basename, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { checkImageSettings } from "./_check_image_settings.ts";
import { checkRange } from "./_check_range.ts";
import { decodeImage, type ImageSettings } from "./_decode_image.ts";
import { findImages, type FoundImages } from "./_find_images.ts";
import { fingerprintOf } from "./_fingerprint_of.ts";
import { FolderImages } from "./_folder_images.ts";
import type { FoundFiles } from "./_found_files.ts";
import { KeptRows, UnusableRow } from "./_kept_rows.ts";
import { openRowStore, type RowKeys } from "./_row_store.ts";
import type { ImageFolderOptions } from "./image_folder.ts";
import { UnreadableImage } from "./unreadable_image.ts";

const PIXEL_LIMIT = 0x3fff ** 2;

/**
 * Finds a folder's images and opens the cache of those that were decoded.
 *
 * @param options With `fills`, all images are decoded by and by after the first read.
 * @throws {RangeError} If an option is out of range, the folder holds no image, or classes are insisted on where there are none.
 * @throws {UnreadableImage} If `strict` is true and a file is seen to be unreadable at once.
 */
export async function openFolderImages(
  folder: string | URL,
  options: ImageFolderOptions & { readonly fills: boolean },
): Promise<FolderImages> {
  const {
    classes = "auto",
    labelsFile,
    strict = false,
    decodes = 2 * navigator.hardwareConcurrency,
    range = [-1, 1],
    onWarning = (warning) => console.warn(`warning: ${warning}`),
  } = options;
  if (folder === "") {
    throw new RangeError(
      'Cannot read images as folder must not be empty: current value is "", and the current folder is "."',
    );
  }
  const path = resolve(folder instanceof URL ? fileURLToPath(folder) : folder);
  checkRange(range, `source ${path}`);
  const settings = settingsOf(options);
  checkImageSettings(path, settings);
  if (!(Number.isInteger(decodes) && decodes >= 1)) {
    throw new RangeError(
      `Cannot read images of ${path} as decodes must be a positive integer: current value is ${decodes}`,
    );
  }
  const found = await findImages(path, { classes, labelsFile }), { files } = found;
  if (strict && found.unusable.length > 0) {
    const [{ path: name, reason }] = found.unusable as [FoundImages["unusable"][number]];
    throw new UnreadableImage(`${path}/${name}`, reason);
  }
  const { height, width, channels } = settings;
  const { pixelLimit: _, ...decisive } = settings; // another limit gives no other pixels
  const store = await openRowStore({
    label: basename(path),
    settings: { folder: path, ...decisive },
    keys: keysOf(files),
    rowBytes: height * width * channels,
    folder: options.cacheFolder,
    onWarning,
  });
  const unusable = new Map(found.unusable.map((file) => [file.path, file.reason]));
  const rows = new KeptRows({
    store,
    groups: found.labels,
    atOnce: decodes,
    onUnusable: (row, reason) => void unusable.set(files.path(row), reason),
    ...options.fills && { fillsAs: "images", onFilled: () => source.tellUnusable() },
    compute: (row) => decode(`${path}/${files.path(row)}`, settings, strict),
  });
  const fingerprint = fingerprintOf(factsOf(decisive, found));
  const source = new FolderImages({ path, found, rows, unusable, settings, range, onWarning, fingerprint });
  return source;
}

/** A file that was changed is another one. */
function keysOf(files: FoundFiles): RowKeys {
  const keyOf = (row: number) => {
    const { path, size, modified } = files.at(row);
    return `${path}|${size}|${modified}`;
  };
  const rowOf = (key: string) => {
    const row = files.indexOf(key.slice(0, key.lastIndexOf("|", key.lastIndexOf("|") - 1)));
    return row >= 0 && keyOf(row) === key ? row : undefined;
  };
  return { size: files.length, keyOf, rowOf };
}

/** What decides the rows; not the times, as copies of a folder are the same images. */
function* factsOf(settings: unknown, { files, labels }: FoundImages): Generator<unknown> {
  yield settings;
  let row = 0;
  for (const { path, size } of files) yield [path, size, labels?.[row++] ?? null];
}

function settingsOf(options: ImageFolderOptions): ImageSettings {
  const { size = 64, channels = 3, fit = "cover", background = [255, 255, 255], pixelLimit = PIXEL_LIMIT } = options;
  const [height, width] = typeof size === "number" ? [size, size] : size;
  return { height, width, channels, fit, background, pixelLimit };
}

/** An image's pixels; where it cannot be read, the row is unusable, or training ends. */
async function decode(path: string, settings: ImageSettings, strict: boolean): Promise<Uint8Array> {
  try {
    return await decodeImage(path, settings);
  } catch (error) {
    if (strict || !(error instanceof UnreadableImage)) throw error;
    throw new UnusableRow(error.reason, { lasts: error.lasts });
  }
}
