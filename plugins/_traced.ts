import { type Run, type SharedKey, sharedKey } from "@forger/trainers";

/** Does some work as a span of this name. */
export type Trace = <Result>(name: string, work: () => Promise<Result>) => Promise<Result>;

/** Who shows spans sets it when training begins. */
export const TRACE: SharedKey<Trace> = sharedKey("trace of telemetry");

/** Does some work, which is shown as a span of this name where anyone wants to see such. */
export async function traced<Result>(run: Run, name: string, work: () => Promise<Result>): Promise<Result> {
  const trace = run.shared.get(TRACE);
  return await (trace ? trace(name, work) : work());
}
