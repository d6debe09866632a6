import { placeOf } from "../_client_element.ts";

/** Says on the page what went wrong. */
export function showProblem(error: unknown): void {
  const problem = placeOf("problem");
  problem.textContent = error instanceof Error ? error.message : String(error);
  problem.hidden = false;
  placeOf("loading").hidden = true;
}
