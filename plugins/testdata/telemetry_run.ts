// Trains a small GAN with the plugin `telemetry`, for telemetry_test.ts: its argument is the run's folder.
import { startCompute } from "@forger/core";
import { type Plugin, Trainer } from "@forger/trainers";
import { checkpoints } from "../checkpoints.ts";
import { telemetry } from "../telemetry.ts";
import { POINTS } from "./resumable.ts";

const [folder, last] = Deno.args;
await startCompute({ backend: "cpu" });
const warning: Plugin = {
  name: "warning",
  every: 6,
  onStepEnd({ step }, run) {
    if (step === 6) run.warn("step six is over");
    if (step === 12 && last === "fail") throw new Error("all is lost");
  },
};
const plugins = [telemetry(), warning, checkpoints({ every: 10 })];
await new Trainer({ ...POINTS, plugins }, { folder }).train();
