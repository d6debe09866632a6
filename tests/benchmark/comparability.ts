import { type Contender, CONTENDERS } from "./contenders.ts";
import type { Measurement, OfPlayers } from "./measurement.ts";
import type { Round } from "./rounds.ts";

/** Whether the contenders did the same work, as far as can be seen from outside. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** What was found. */
  readonly detail: string;
}

/** How far apart the sides' losses may be in a round. */
export interface LossTolerance {
  /** In the first step. */
  readonly first: number;
  /** In the means over the compared steps. */
  readonly mean: number;
}

/**
 * All begin with the same weights and train on the same rows, so that losses differ by the draws of batches and latents:
 * by some 0.03 at the first step, and by 0.01 in means over many steps.
 */
export const LOSS_TOLERANCE: LossTolerance = { first: 0.15, mean: 0.04 };

const PLAYERS = ["discriminator", "generator"] as const;

/** Compares what the contenders of a workload report of themselves, and in each round their losses. */
export function checkComparability(
  rounds: readonly Round[],
  { first, mean }: LossTolerance = LOSS_TOLERANCE,
): Check[] {
  const all = rounds.flatMap(entriesOf);
  const broken = new Set(all.flatMap(({ label, measurement }) => measurement.finite ? [] : [label]));
  return [
    checkEqual("parameters", all, ({ parameters }) => PLAYERS.map((player) => count(parameters[player])).join(" and ")),
    checkEqual("batch", all, ({ batch }) => describeBatch(batch)),
    checkEqual("threads", all, ({ threads }) => count(threads)),
    {
      name: "finite losses",
      ok: broken.size === 0,
      detail: broken.size === 0 ? "all" : `not ${[...broken].join(", ")}`,
    },
    checkLosses("first losses", rounds, first, ({ firstLosses }) => firstLosses),
    checkLosses("mean losses", rounds, mean, ({ meanLosses }) => meanLosses),
  ];
}

interface Entry {
  readonly label: string;
  readonly measurement: Measurement;
}

function entriesOf({ measurements }: Round): Entry[] {
  return (Object.entries(measurements) as [Contender, Measurement][]).map(([contender, measurement]) => ({
    label: CONTENDERS[contender].label,
    measurement,
  }));
}

function checkEqual(name: string, entries: readonly Entry[], describe: (measurement: Measurement) => string): Check {
  const values = entries.map(({ label, measurement }) => ({ label, value: describe(measurement) }));
  const ok = new Set(values.map(({ value }) => value)).size <= 1;
  if (ok) return { name, ok, detail: values[0]?.value ?? "" };
  return { name, ok, detail: [...new Set(values.map(({ label, value }) => `${label} ${value}`))].join(", ") };
}

function checkLosses(
  name: string,
  rounds: readonly Round[],
  tolerance: number,
  losses: (measurement: Measurement) => OfPlayers,
): Check {
  const spreads = rounds.map((round) => {
    const values = entriesOf(round).map(({ measurement }) => losses(measurement));
    return Math.max(...PLAYERS.map((player) => spread(values.map((pair) => pair[player]))));
  });
  const worst = Math.max(...spreads);
  const entries = entriesOf(rounds[spreads.indexOf(worst)] ?? rounds[0]!);
  const described = entries.map(({ label, measurement }) =>
    `${label} ${PLAYERS.map((player) => losses(measurement)[player]?.toFixed(3)).join(" and ")}`
  );
  const detail = `at most ${worst.toFixed(3)} apart in a round: ${described.join(", ")}`;
  return { name, ok: worst <= tolerance, detail };
}

/** NaN where a value is no number: that is no spread that is small enough. */
function spread(values: readonly number[]): number {
  if (!values.every(Number.isFinite)) return NaN;
  return Math.max(...values) - Math.min(...values);
}

function describeBatch(batch: Measurement["batch"]): string {
  return typeof batch === "number"
    ? count(batch)
    : Object.entries(batch).map(([kind, size]) => `${kind} ${count(size)}`).join(", ");
}

const count = (value: number): string => value.toLocaleString("en-US");
