import { nearestName, type Shape } from "@forger/core";
import { mnist } from "@forger/data";
import {
  type DigitClassifier,
  digitClassifier,
  type FeatureExtractor,
  networkFeatures,
  type NetworkFeaturesOptions,
  onnxFeatures,
  type OnnxFeaturesOptions,
  randomConvolutions,
  rawPixels,
} from "@forger/metrics";
import { parseExtractorFile } from "./_extractor_file.ts";

/** Extractors that have a name; others are files of networks. */
const NAMES = ["digits", "pixels", "random-convolutions"] as const;

/** Images that the digit classifier reads. */
const DIGITS: Shape = [28, 28, 1];

/** More pixels than these are reduced before they are features. */
const MOST_PIXELS = 3072;

/** What {@linkcode evaluationExtractor} may tell. */
export interface EvaluationExtractorOptions {
  /** Hears of what takes a minute or two, such as the training of the digit classifier on first use. */
  readonly onLoading?: (message: string) => void;
}

/** Whether images may be digits as MNIST's are. */
export function areDigitsShaped(shape: Shape): boolean {
  return String(shape) === String(DIGITS);
}

/**
 * Refuses what names no extractor; loads nothing.
 *
 * @param action What cannot be done with it, for instance `create evaluate`.
 * @throws {RangeError} If it is neither a name nor a file's path: the message offers the nearest name.
 */
export function checkExtractorName(action: string, name: unknown): void {
  if (typeof name === "string" && (NAMES.includes(name as never) || parseExtractorFile(name))) return;
  throw new RangeError(
    `Cannot ${action} as extractor must be ${NAMES.join(", ")}, or the path of a model.json or an .onnx file: ` +
      `current value is ${name}, did you mean "${nearestName(String(name), NAMES)}"?`,
  );
}

/** Forger's classifier of digits, with MNIST where it must be trained first. */
export async function evaluationDigits({ onLoading }: EvaluationExtractorOptions = {}): Promise<DigitClassifier> {
  let told: string | undefined;
  return await digitClassifier({
    train: () => mnist(),
    test: () => mnist({ split: "test" }),
    onProgress({ message }) {
      if (message !== told) onLoading?.(message);
      told = message;
    },
  });
}

/**
 * Makes the extractor of a name, for images of a shape in [-1, 1].
 *
 * `digits` are the features of Forger's classifier of MNIST, `pixels` the pixels themselves, of large images reduced to
 * {@linkcode MOST_PIXELS} numbers, `random-convolutions` those of a network with fixed random weights.
 *
 * A file may be followed by what its network takes and gives: `./model.json:range=[0,1],layer=pool`, as {@linkcode networkFeatures}
 * and {@linkcode onnxFeatures} have it.
 *
 * @throws {RangeError} If there is no such extractor or option.
 * @throws {TypeError} If it takes images of another shape.
 * @throws {Error} If a file cannot be loaded.
 */
export async function evaluationExtractor(
  name: string,
  shape: Shape,
  options: EvaluationExtractorOptions = {},
): Promise<FeatureExtractor> {
  checkExtractorName("evaluate", name);
  if (shape.length !== 3) {
    throw new TypeError(
      `Cannot evaluate points by extractor "${name}" as it must have images [height, width, channels]: expected 3 axes, ` +
        `received shape [${shape}]. Leave the extractor out: points are their own features`,
    );
  }
  if (name === "digits") {
    if (areDigitsShaped(shape)) return await evaluationDigits(options);
    throw new TypeError(
      `Cannot evaluate images by extractor "digits" as they must have its shape: expected [${DIGITS}], received [${shape}]. ` +
        `Use "random-convolutions" or "pixels"`,
    );
  }
  if (name === "pixels") return await rawPixels(shape, { reduce: reductionOf(shape) });
  if (name === "random-convolutions") return await randomConvolutions(shape);
  const { kind, options: given, path } = parseExtractorFile(name)!;
  return kind === "onnx"
    ? await onnxFeatures({ ...given as Omit<OnnxFeaturesOptions, "path">, path })
    : await networkFeatures({ ...given as NetworkFeaturesOptions, path });
}

/** The least power of two that divides height and width and leaves few enough numbers, or the greatest that divides. */
function reductionOf([height = 1, width = 1, channels = 1]: Shape): number {
  let reduce = 1;
  const divides = (factor: number) => height % factor === 0 && width % factor === 0;
  while (height * width * channels / reduce ** 2 > MOST_PIXELS && divides(2 * reduce)) reduce *= 2;
  return reduce;
}

/** Points as their own features. */
export function coordinates(size: number): FeatureExtractor {
  return { name: "coordinates", hash: `${size}`, size, extract: (points) => points };
}
