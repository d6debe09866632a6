import type { FlagTable } from "./flags.ts";
import { anyText } from "./value_checks.ts";

/** What the flags of `report` say. */
export interface ReportFlags {
  readonly out?: string;
  readonly verbose: boolean;
  readonly help: boolean;
}

/** The flags of `report`. */
export const REPORT_FLAGS: FlagTable<ReportFlags> = {
  out: { kind: "value", placeholder: "FILE", help: "the page [<run>/report.html]", check: anyText("a file") },
  verbose: { kind: "switch", help: "show the stack of an error" },
  help: { kind: "switch", letter: "h", help: "show this help" },
};
