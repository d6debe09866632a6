import type { FlagTable } from "./flags.ts";
import { UsageError } from "./usage_error.ts";
import { anyText, integerFrom, oneOf } from "./value_checks.ts";

/** A format of other programs. */
export type ExportFormat = "layers" | "savedmodel" | "onnx" | "safetensors";

/** The formats that there are. */
export const EXPORT_FORMATS: readonly [ExportFormat, ...ExportFormat[]] = [
  "layers",
  "savedmodel",
  "onnx",
  "safetensors",
];

/** What the flags of `export` say. */
export interface ExportFlags {
  readonly to?: ExportFormat;
  readonly out?: string;
  readonly best: boolean;
  readonly checkpoint?: number;
  readonly experiment?: string;
  readonly verbose: boolean;
  readonly help: boolean;
}

/** The flags of `export`. */
export const EXPORT_FLAGS: FlagTable<ExportFlags> = {
  to: {
    kind: "value",
    placeholder: "FORMAT",
    help: "layers (TensorFlow.js without Forger), savedmodel (TensorFlow), onnx or safetensors (weights alone)",
    check: oneOf(...EXPORT_FORMATS),
  },
  out: {
    kind: "value",
    placeholder: "FOLDER",
    help: "where files go [<run>/exported/<format>]",
    check: anyText("a folder"),
  },
  best: { kind: "switch", help: "the best generator, which the plugin evaluate keeps" },
  checkpoint: {
    kind: "value",
    placeholder: "STEP",
    help: "the generator of a checkpoint instead of the saved one",
    check: integerFrom(0),
  },
  experiment: {
    kind: "value",
    placeholder: "FILE",
    help: "the run's experiment, where it is a file of your own: for --checkpoint, and for layers of your own",
    check: anyText("an experiment's file"),
  },
  verbose: { kind: "switch", help: "show TensorFlow's own messages, and the stack of an error" },
  help: { kind: "switch", letter: "h", help: "show this help" },
};

/** What `checkExportFlags` has seen. */
export type CheckedExportFlags = ExportFlags & { readonly to: ExportFormat };

/**
 * Refuses flags that do not go together.
 *
 * @throws {UsageError} If some do not, or the format is missing: it says which to leave out or to add.
 */
export function checkExportFlags(flags: ExportFlags): CheckedExportFlags {
  const { best, checkpoint, to } = flags;
  if (to === undefined) {
    throw new UsageError("Cannot export as a format must be named with --to", {
      help: `--to ${EXPORT_FORMATS.join(", --to ")}`,
    });
  }
  if (best && checkpoint !== undefined) {
    throw new UsageError("Cannot use --best with --checkpoint as one generator must be meant", {
      help: "leave out one of them",
    });
  }
  return { ...flags, to };
}
