import { isForgerError } from "./forger_error.ts";
import { UsageError } from "./usage_error.ts";

/** Takes an error of a wrong value or type for a mistake of the user's; others stay as they are. */
export function asUsageError(error: unknown): unknown {
  const wrongValue = error instanceof RangeError || error instanceof TypeError;
  return wrongValue && isForgerError(error) ? new UsageError(error.message, { cause: error }) : error;
}
