import { assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startCompute } from "./compute.ts";
import { parseSchedule } from "./parse_schedule.ts";
import { describeSchedule, type Schedule, scheduleAt } from "./schedule.ts";
import { RUN_STEPS, SCHEDULES } from "./testdata/schedules.ts";

await startCompute({ backend: "cpu" });

function valueAt(schedule: Schedule, step: string): number {
  return tf.tidy(() => scheduleAt(schedule, tf.scalar(Number(step), "int32"), RUN_STEPS).dataSync()[0]!);
}

for (const [schedule, code, values] of SCHEDULES) {
  Deno.test(`${code} is read back as the schedule that it names`, () => {
    const parsed = parseSchedule(String(describeSchedule(schedule)));
    assertEquals(describeSchedule(parsed), describeSchedule(schedule));
    for (const step of Object.keys(values)) assertEquals(valueAt(parsed, step), valueAt(schedule, step));
  });
}

const FORMS: Readonly<Record<string, string | number>> = {
  " 1_000 ": 1000,
  "+.5": 0.5,
  "-2.": -2,
  "1.5E-3": 0.0015,
  "linear(1,0,4)": "linear(1, 0, 4)",
  "\twarmup ( 100 ,\n linear( 2e-3 , 0 ) ) ": "warmup(100, linear(0.002, 0))",
  "stepwise([[0,.1],[1_000,5e-2]])": "stepwise([[0, 0.1], [1000, 0.05]])",
};

for (const [text, description] of Object.entries(FORMS)) {
  Deno.test(`${JSON.stringify(text)} is read as ${description}`, () => {
    assertEquals(describeSchedule(parseSchedule(text)), description);
  });
}

const NAMES = "its name must be one of linear, cosine, exponential, stepwise, warmup";
const BAD: Readonly<Record<string, string>> = {
  "": 'what follows its end must be a number, a name or [: current value is ""',
  "linear": 'what follows its end must be (: current value is "linear"',
  "linear(1": 'what follows its end must be , or ): current value is "linear(1"',
  "linear(1 0)": 'what stands at character 10 must be , or ): current value is "linear(1 0)"',
  "linear(1, 0))": 'what stands at character 13 must be the end: current value is "linear(1, 0))"',
  "linear(1, 0,)": 'what stands at character 13 must be a number, a name or [: current value is "linear(1, 0,)"',
  "5 steps": 'what stands at character 3 must be the end: current value is "5 steps"',
  "NaN": 'what follows its end must be (: current value is "NaN"',
  "1__0": 'what stands at character 2 must be the end: current value is "1__0"',
  "1e999": 'a number must be finite: current value is "Infinity"',
  "[1, 2]": 'the whole must be a number or a call: current value is "[1, 2]"',
  "ramp(1, 0)": `${NAMES}: current value is "ramp"`,
  "toString(1, 0)": `${NAMES}: current value is "toString"`,
  "warmup(10, ramp(1, 0))": `${NAMES}: current value is "ramp"`,
  "linear(1)": 'linear must be called as linear(from, to) or linear(from, to, steps): current value is "linear(1)"',
  "cosine(1, 0, 5, 6)": "cosine must be called as cosine(from, to) or cosine(from, to, steps): current value is",
  "exponential(1, linear(1, 0))": "exponential must be called as exponential(from, to) or exponential(from, to, steps)",
  "stepwise([0, 1])":
    'stepwise must be called as stepwise([[0, value], [step, value], …]): current value is "stepwise(',
  "stepwise([[0, 1, 2]])": "stepwise must be called as",
  "stepwise([[0, 1]], 2)": "stepwise must be called as",
  "warmup(5, 1, 2)": "warmup must be called as warmup(steps, schedule): current value is",
  "warmup(10, [1])": "warmup must be called as warmup(steps, schedule): current value is",
  "warmup(linear(1, 0), 10)": "warmup must be called as warmup(steps, schedule): current value is",
};

for (const [text, message] of Object.entries(BAD)) {
  Deno.test(`${JSON.stringify(text)} is refused: ${message}`, () => {
    assertThrows(() => parseSchedule(text), RangeError, `Cannot read schedule as ${message}`);
  });
}

Deno.test("what a schedule refuses, it refuses when read", () => {
  assertThrows(() => parseSchedule("linear(1, 0, 0)"), RangeError, "steps must be a positive integer");
  assertThrows(() => parseSchedule("stepwise([[1, 0]])"), RangeError, "the first value's step must be 0");
});
