import { assertThrows } from "@std/assert";
import { type AllowedValues, checkSchedule } from "./check_schedule.ts";
import { exponential } from "./exponential_schedule.ts";
import { linear } from "./linear_schedule.ts";
import type { ScheduledNumber } from "./schedule.ts";
import { stepwise } from "./stepwise_schedule.ts";
import { warmup } from "./warmup_schedule.ts";

const own: ScheduledNumber = { name: "mine", at: linear(1, 0).at };

const GOOD: readonly (readonly [unknown, AllowedValues])[] = [
  [0, { least: 0 }],
  [-1e9, {}],
  [1, { most: 1 }],
  [0.5, { above: 0, below: 1 }],
  [linear(0.1, 0), { least: 0 }],
  [stepwise([[0, 0.1], [5, 1]]), { above: 0, most: 1 }],
  [warmup(10, exponential(1e-2, 1e-4)), { above: 0 }], // a warm-up begins above 0
  [warmup(10, linear(-1, 0)), { most: 0 }],
  [own, { least: 5 }], // its values are not known before it runs
  [warmup(10, own), { least: 5 }],
  [(step: unknown) => step, { least: 0 }],
];

for (const [schedule, allowed] of GOOD) {
  const described = typeof schedule === "object" ? (schedule as ScheduledNumber).name : String(schedule);
  Deno.test(`${described} is allowed by ${JSON.stringify(allowed)}`, () => {
    checkSchedule("noise", "stddev", schedule, allowed);
  });
}

const BAD: readonly (readonly [unknown, AllowedValues, rule: string, shown: string])[] = [
  [NaN, {}, "a number or a schedule", "NaN"],
  [Infinity, { least: 0 }, "a number or a schedule, at least 0", "Infinity"],
  [-Infinity, { most: 0 }, "a number or a schedule, at most 0", "-Infinity"],
  [null, {}, "a number or a schedule", "null"],
  [undefined, {}, "a number or a schedule", "undefined"],
  ["linear(1, 0)", { least: 0 }, "a number or a schedule, at least 0", '"linear(1, 0)"'],
  [true, {}, "a number or a schedule", "true"],
  [[0.1], {}, "a number or a schedule", "an object"],
  [{ at: 3, name: "at" }, {}, "a number or a schedule", "an object"],
  [-0.1, { least: 0 }, "a number or a schedule, at least 0", "-0.1"],
  [0, { above: 0 }, "a number or a schedule above 0", "0"],
  [1, { below: 1 }, "a number or a schedule below 1", "1"],
  [1, { least: 0, below: 1 }, "a number or a schedule in [0, 1)", "1"],
  [0, { above: 0, most: 1 }, "a number or a schedule in (0, 1]", "0"],
  [linear(0.1, -1), { least: 0 }, "a number or a schedule, at least 0", "linear(0.1, -1)"],
  [linear(0.1, 0), { above: 0 }, "a number or a schedule above 0", "linear(0.1, 0)"],
  [
    warmup(5, stepwise([[0, 0], [1, 3]])),
    { most: 2 },
    "a number or a schedule, at most 2",
    "warmup(5, stepwise([[0, 0",
  ],
];

for (const [schedule, allowed, rule, shown] of BAD) {
  Deno.test(`${shown} is refused where it must be ${rule}`, () => {
    const message = `Cannot create noise as stddev must be ${rule}: current value is ${shown}`;
    assertThrows(() => checkSchedule("noise", "stddev", schedule, allowed), RangeError, message);
  });
}
