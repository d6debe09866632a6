import type { BackendName } from "@forger/core";
import type { FlagTable, ValueCheck } from "./flags.ts";
import { UsageError } from "./usage_error.ts";
import { anyText, integerFrom, oneOf, threadCount } from "./value_checks.ts";

/** What the flags of `playground` say. */
export interface PlaygroundFlags {
  readonly out?: string;
  readonly serve: boolean;
  readonly port?: number;
  readonly backend?: BackendName | "auto";
  readonly threads?: number;
  readonly verbose: boolean;
  readonly help: boolean;
}

const MOST_PORT = 65_535;

const port: ValueCheck<number> = {
  rule: `an integer from 1 to ${MOST_PORT}`,
  read(text) {
    const value = integerFrom(1).read(text);
    return value !== undefined && value <= MOST_PORT ? value : undefined;
  },
};

/** The flags of `playground`. */
export const PLAYGROUND_FLAGS: FlagTable<PlaygroundFlags> = {
  out: { kind: "value", placeholder: "FOLDER", help: "where files go [<run>/playground]", check: anyText("a folder") },
  serve: { kind: "switch", help: "show the page at http://localhost until Ctrl-C, to this machine alone" },
  port: { kind: "value", placeholder: "N", help: "the port of --serve [8000, or a free one]", check: port },
  backend: {
    kind: "value",
    placeholder: "NAME",
    help: "auto, tensorflow or cpu, which looks for the directions of the sliders [auto]",
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
export function checkPlaygroundFlags({ port, serve }: PlaygroundFlags): void {
  if (port === undefined || serve) return;
  throw new UsageError("Cannot use --port as the page must be served", { help: "add --serve, or leave out --port" });
}
