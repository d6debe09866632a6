import type { BackendName } from "@forger/core";
import type { FlagTable } from "./flags.ts";
import { UsageError } from "./usage_error.ts";
import { anyText, integerFrom, oneOf, threadCount } from "./value_checks.ts";

/** What the flags of `evaluate` say. */
export interface EvaluateFlags {
  readonly against?: string;
  readonly best: boolean;
  readonly checkpoint?: number;
  readonly metric: readonly string[];
  readonly extractor?: string;
  readonly samples?: number;
  readonly repeats?: number;
  readonly seed?: number;
  readonly data?: string;
  readonly experiment?: string;
  readonly stored: boolean;
  readonly json: boolean;
  readonly backend?: BackendName | "auto";
  readonly threads?: number;
  readonly verbose: boolean;
  readonly help: boolean;
}

/** The flags of `evaluate`. */
export const EVALUATE_FLAGS: FlagTable<EvaluateFlags> = {
  against: {
    kind: "value",
    placeholder: "RUN",
    help: "measure another run in the same way, and say whether they differ by more than the scatter",
    check: anyText("a run's folder"),
  },
  best: { kind: "switch", help: "the best generator, which the plugin evaluate keeps" },
  checkpoint: {
    kind: "value",
    placeholder: "STEP",
    help: "the generator of a checkpoint instead of the saved one",
    check: integerFrom(0),
  },
  metric: {
    kind: "list",
    placeholder: "NAME",
    help: "frechet-distance, kernel-distance, precision-recall, mnist-score …; repeatable [what suits the data]",
    check: anyText("a metric"),
  },
  extractor: {
    kind: "value",
    placeholder: "NAME",
    help: "digits, pixels, random-convolutions, or a network's file [digits of MNIST, else random-convolutions]",
    check: anyText("an extractor"),
  },
  samples: {
    kind: "value",
    placeholder: "N",
    help: "generate so many, and compare them with as many real ones [10000, or all real ones]",
    check: integerFrom(1),
  },
  repeats: { kind: "value", placeholder: "N", help: "measure so often, with other latents [3]", check: integerFrom(1) },
  seed: { kind: "value", placeholder: "N", help: "of the first repeat; the others follow [1]", check: integerFrom(0) },
  data: {
    kind: "value",
    placeholder: "FOLDER",
    help: "compare with a folder of images, or mnist-test: its 10,000 test images [what the run learned from]",
    check: anyText("a folder"),
  },
  experiment: {
    kind: "value",
    placeholder: "FILE",
    help: "the run's experiment, where it is a file of your own",
    check: anyText("an experiment's file"),
  },
  stored: { kind: "switch", help: "with --against: compare what both evaluations.jsonl say, and measure nothing" },
  json: { kind: "switch", help: "print JSON instead of tables" },
  backend: {
    kind: "value",
    placeholder: "NAME",
    help: "auto, tensorflow or cpu [auto: tensorflow, or cpu where there is none]",
    check: oneOf("auto", "tensorflow", "cpu"),
  },
  threads: { kind: "value", placeholder: "N", help: "threads of one operation [all cores]", check: threadCount() },
  verbose: { kind: "switch", help: "show TensorFlow's own messages, and the stack of an error" },
  help: { kind: "switch", letter: "h", help: "show this help" },
};

/**
 * Refuses flags that do not go together.
 *
 * @throws {UsageError} If some do not: it says which to leave out.
 */
export function checkEvaluateFlags({ against, best, checkpoint, stored }: EvaluateFlags): void {
  if (best && checkpoint !== undefined) {
    throw new UsageError("Cannot use --best with --checkpoint as one generator must be meant", {
      help: "leave out one of them",
    });
  }
  if (stored && against === undefined) {
    throw new UsageError("Cannot use --stored as it must come with --against", {
      help: "--against RUN names the other run",
    });
  }
}
