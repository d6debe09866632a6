import type { ImageFacts, ImageSettings } from "./_decode_image.ts";
import type { FolderImagesParts } from "./_folder_images.ts";
import { findNearDuplicates, type Fingerprint } from "./_near_duplicates.ts";
import type { ImagesReport, OddImage } from "./inspect_images.ts";

/** What is known of an image that can be read. */
export interface SeenImage {
  readonly index: number;
  readonly path: string;
  readonly label: number | undefined;
  readonly facts: ImageFacts;
  readonly isGrey: boolean;
  readonly print: Fingerprint;
}

/** What was seen of all images. */
export interface SeenImages {
  readonly seen: readonly SeenImage[];
  readonly unreadable: ReadonlyMap<string, string>;
  readonly channels: ImagesReport["channels"];
}

/** More than this share of an image that is cut off, or of what is seen of it that is padding, is odd. */
const MUCH = 0.5;

/** Sums up what was seen of a folder's images. */
export function reportImages(
  { found, path: folder, settings }: FolderImagesParts,
  { seen, unreadable, channels }: SeenImages,
): ImagesReport {
  const grey = seen.filter(({ isGrey }) => isGrey);
  const extent = (lengths: readonly number[]) => {
    const sorted = lengths.toSorted((first, second) => first - second);
    return [sorted[0] ?? 0, sorted[sorted.length >> 1] ?? 0, sorted.at(-1) ?? 0] as const;
  };
  return {
    folder,
    images: seen.length,
    others: found.others,
    unreadable: [...unreadable].map(([path, reason]) => ({ path, reason })).sort(byPath),
    ...found.classes && {
      classes: found.classes.map((name, label) => ({ name, images: seen.filter((one) => one.label === label).length })),
    },
    formats: countBy(seen, ({ facts }) => facts.format),
    widths: extent(seen.map(({ facts }) => facts.width)),
    heights: extent(seen.map(({ facts }) => facts.height)),
    odd: seen.flatMap(({ facts, path }) => oddImage(path, facts, settings)),
    greyAmongColour: settings.channels === 3 && grey.length < seen.length / 2 ? grey.map(({ path }) => path) : [],
    transparent: seen.filter(({ facts }) => facts.hasAlpha).length,
    nearDuplicates: findNearDuplicates(seen.map(({ print }) => print)).map((group) =>
      group.map((place) => seen[place]!.path)
    ),
    channels,
  };
}

const byPath = (first: { readonly path: string }, second: { readonly path: string }): number =>
  first.path < second.path ? -1 : 1;

function countBy<Item>(items: readonly Item[], nameOf: (item: Item) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[nameOf(item)] = (counts[nameOf(item)] ?? 0) + 1;
  return counts;
}

function oddImage(path: string, { width, height }: ImageFacts, settings: ImageSettings): OddImage[] {
  const shape = width / height / (settings.width / settings.height), lost = 1 - Math.min(shape, 1 / shape);
  const percent = `${Math.round(100 * lost)} %`;
  const reasons = [
    ...width < settings.width || height < settings.height ? ["it is enlarged"] : [],
    ...lost > MUCH && settings.fit === "cover" ? [`${percent} of it is cut off`] : [],
    ...lost > MUCH && settings.fit === "contain" ? [`${percent} of what is seen is padding`] : [],
    ...lost > MUCH && settings.fit === "stretch" ? [`it is distorted ${(1 / (1 - lost)).toFixed(1)} times`] : [],
  ];
  return reasons.length === 0 ? [] : [{ path, width, height, reason: reasons.join(", ") }];
}
