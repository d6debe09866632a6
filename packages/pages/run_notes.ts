import type { NetworkTable, PageRow } from "./page_data.ts";

/** What only the process knew that trained: `report.json` in a run's folder. */
export interface RunNotes {
  /** Forger's version. */
  readonly version: string;
  /** Both networks. */
  readonly networks: readonly NetworkTable[];
  /** What else is worth knowing, for instance how the step was compiled. */
  readonly facts: readonly PageRow[];
  /** How training ended. */
  readonly end: {
    /** Whether it came to its end. */
    readonly reason: "finished" | "stopped" | "failed";
    /** Why it did not; absent where there is nothing to say. */
    readonly stopReason?: string;
    /** Steps done. */
    readonly step: number;
    /** After how many steps the process began; 0 unless the run was resumed. */
    readonly since: number;
    /** Seconds from then on. */
    readonly seconds: number;
  };
}

/** Where a run's folder has its {@linkcode RunNotes}. */
export const NOTES_FILE = "report.json";

/** Where a run's folder has what plugins warned of: a JSON object a line, with `step` and `text`. */
export const WARNINGS_FILE = "warnings.jsonl";
