import { cosine } from "../cosine_schedule.ts";
import { exponential } from "../exponential_schedule.ts";
import { linear } from "../linear_schedule.ts";
import type { Schedule } from "../schedule.ts";
import { stepwise } from "../stepwise_schedule.ts";
import { warmup } from "../warmup_schedule.ts";

/** How many steps the run of the table's values makes. */
export const RUN_STEPS = 10;

/** Schedules that can be read back: each with the code that makes it, its values at steps, and its range. */
export const SCHEDULES: readonly (readonly [
  schedule: Schedule,
  code: string,
  values: Readonly<Record<number, number>>,
  range?: readonly [least: number, most: number],
])[] = [
  [0.5, "0.5", { 0: 0.5, 1_000: 0.5 }],
  [-1e-7, "-1e-7", { 0: -1e-7, 1: -1e-7 }],
  [linear(2, 1, 4), "linear(2, 1, 4)", { 0: 2, 1: 1.75, 4: 1, 5: 1, 1_000_000: 1 }, [1, 2]],
  [linear(1, 0), "linear(1, 0)", { 0: 1, 5: 0.5, 10: 0, 11: 0 }, [0, 1]],
  [linear(0, 3, 3), "linear(0, 3, 3)", { 0: 0, 1: 1, 2: 2, 3: 3 }, [0, 3]],
  [cosine(1, 0), "cosine(1, 0)", { 0: 1, 2: (1 + Math.cos(Math.PI / 5)) / 2, 5: 0.5, 10: 0, 11: 0 }, [0, 1]],
  [cosine(-1, 3, 6), "cosine(-1, 3, 6)", { 0: -1, 2: 0, 3: 1, 4: 2, 6: 3, 9: 3 }, [-1, 3]],
  [exponential(1, 1e-4), "exponential(1, 0.0001)", { 0: 1, 5: 0.01, 10: 1e-4, 99: 1e-4 }, [1e-4, 1]],
  [exponential(0.5, 8, 4), "exponential(0.5, 8, 4)", { 0: 0.5, 1: 1, 2: 2, 3: 4, 4: 8, 5: 8 }, [0.5, 8]],
  [exponential(1e-30, 1e30, 4), "exponential(1e-30, 1e+30, 4)", { 0: 1e-30, 2: 1, 4: 1e30 }, [1e-30, 1e30]],
  [stepwise([[0, 0.25]]), "stepwise([[0, 0.25]])", { 0: 0.25, 1: 0.25, 1_000: 0.25 }, [0.25, 0.25]],
  [
    stepwise([[0, 0.1], [3, -0.5], [1000, 0.05]]),
    "stepwise([[0, 0.1], [3, -0.5], [1000, 0.05]])",
    { 0: 0.1, 2: 0.1, 3: -0.5, 4: -0.5, 999: -0.5, 1_000: 0.05, 2_000_000_000: 0.05 },
    [-0.5, 0.1],
  ],
  [warmup(4, 2), "warmup(4, 2)", { 0: 0.5, 1: 1, 3: 2, 4: 2, 100: 2 }, [0.5, 2]],
  [warmup(2, linear(1, 0, 10)), "warmup(2, linear(1, 0, 10))", { 0: 0.5, 1: 0.9, 5: 0.5, 10: 0 }, [0, 1]],
  [warmup(2, warmup(4, -8)), "warmup(2, warmup(4, -8))", { 0: -1, 1: -4, 2: -6, 3: -8, 9: -8 }, [-8, -1]],
];
