import { nearestName } from "@forger/core";

/** A network's file with what an extractor is to know of it. */
export interface ExtractorFile {
  readonly path: string;
  readonly kind: "json" | "onnx";
  readonly options: Readonly<Record<string, unknown>>;
}

const OPTIONS = {
  json: ["layer", "range", "resize", "size", "mean", "deviation"],
  onnx: ["input", "output", "layout", "range", "resize", "size", "mean", "deviation"],
} as const;

/** Options that are texts, also where they look like numbers, as the names of PyTorch's tensors do. */
const TEXTS: readonly string[] = ["layer", "input", "output", "layout", "resize"];

const PATTERN = /^(.+\.(json|onnx))(?::(.+))?$/s;

/** Commas outside of brackets and quotes. */
const COMMAS = /,(?![^[]*\])(?=(?:[^"]*"[^"]*")*[^"]*$)/;

/**
 * Reads `./model.json:range=[0,255],layer=pool`: values are JSON if they can be and text if not; names are always text.
 *
 * @returns Undefined where it is no file of a network.
 * @throws {RangeError} If there is no such option: the message offers the nearest name.
 */
export function parseExtractorFile(text: string): ExtractorFile | undefined {
  const [, path, kind, list] = PATTERN.exec(text) ?? [];
  if (path === undefined || (kind !== "json" && kind !== "onnx")) return undefined;
  const options: Record<string, unknown> = {};
  for (const entry of list?.split(COMMAS) ?? []) {
    const [, name = entry, value] = /^\s*(\w+)\s*=(.*)$/s.exec(entry) ?? [];
    const known: readonly string[] = OPTIONS[kind];
    if (value === undefined || !known.includes(name)) {
      throw new RangeError(
        `Cannot use extractor ${path} as its options must be ${known.join(", ")}, such as range=[0,255]: ` +
          `current value is "${entry}", did you mean "${nearestName(name, known)}"?`,
      );
    }
    options[name] = valueOf(name, value.trim());
  }
  return { path, kind, options };
}

function valueOf(name: string, text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return text;
  }
  return TEXTS.includes(name) && typeof value !== "string" ? text : value;
}
