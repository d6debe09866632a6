import type { Check } from "./comparability.ts";
import type { ClassPixels, ImageLoading } from "./image_loading.ts";
import type { ImageStart } from "./image_start_request.ts";
import { median, medianRatio } from "./statistics.ts";

/** What one round measured: both sides once, one after the other. */
export interface ImageRound {
  readonly ours: ImageLoading;
  readonly torchvision?: ImageLoading;
}

/** How fast a folder of images is read: medians over rounds, in images a second; null where there is no peer. */
export interface ImageResult {
  readonly files: number;
  readonly ours: number;
  readonly torchvision: number | null;
  /** Our rate by torchvision's: above 1 ours is faster. */
  readonly ratioTorchvision: number | null;
  /** Torchvision's processor time by ours, which other programs on the machine hardly change. */
  readonly ratioProcessor: number | null;
  /** Whether both sides did the same work. */
  readonly comparable: boolean;
  readonly checks: readonly Check[];
  /** Why torchvision was left out. */
  readonly notAvailable?: string;
  /** The next start, over another folder. */
  readonly start: ImageStart;
  readonly rounds: readonly ImageRound[];
}

/** The sides resample in their own ways, which leaves the mean of a picture as it is but for rounding. */
const TOLERANCE = 0.005;

/** Sums up the rounds. */
export function imageResult(
  rounds: readonly ImageRound[],
  { files, notAvailable, start }: Pick<ImageResult, "files" | "notAvailable" | "start">,
): ImageResult {
  const ours = rounds.map((round) => round.ours), others = rounds.map((round) => round.torchvision);
  const times = ours.map(({ seconds }) => seconds), peers = others.map((loading) => loading?.seconds);
  const known = peers.filter((seconds) => seconds !== undefined);
  const checks = checkImages(rounds, files);
  return {
    files,
    ours: files / median(times),
    torchvision: known.length === 0 ? null : files / median(known),
    ratioTorchvision: medianRatio(peers, times) ?? null,
    ratioProcessor: medianRatio(
      others.map((loading) => loading?.processorSeconds),
      ours.map(({ processorSeconds }) => processorSeconds),
    ) ?? null,
    comparable: checks.every(({ ok }) => ok),
    checks,
    ...notAvailable !== undefined && { notAvailable },
    start,
    rounds,
  };
}

function checkImages(rounds: readonly ImageRound[], files: number): Check[] {
  const sides = rounds.flatMap(({ ours, torchvision }) => torchvision ? [ours, torchvision] : [ours]);
  const counts = sides.map(({ classes }) => classes.map(({ images, name }) => `${name} ${images}`).join(", "));
  const total = (classes: readonly ClassPixels[]) => classes.reduce((sum, { images }) => sum + images, 0);
  const differ = counts.find((count) => count !== counts[0]);
  const apart = Math.max(0, ...sides.map(({ classes }) => farthest(classes, sides[0]!.classes)));
  return [
    {
      name: "images of each class",
      ok: differ === undefined && sides.every(({ classes }) => total(classes) === files),
      detail: differ === undefined ? counts[0]! : `${counts[0]} and ${differ}`,
    },
    { name: "mean pixels of each class", ok: apart <= TOLERANCE, detail: `at most ${apart.toFixed(4)} of 1 apart` },
  ];
}

/** The greatest difference between the means of two sides; NaN where a class is missing. */
function farthest(some: readonly ClassPixels[], others: readonly ClassPixels[]): number {
  if (some.length !== others.length) return NaN;
  return Math.max(
    ...some.flatMap(({ mean }, label) => mean.map((value, channel) => Math.abs(value - others[label]!.mean[channel]!))),
  );
}
