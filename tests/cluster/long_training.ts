import type { Experiment } from "@forger/trainers";
import { EXPERIMENTS } from "./cluster_experiments.ts";

/** Steps of the whole training. */
export const STEPS = 120;

/** What the command line trains, to be interrupted. */
const experiment: Experiment = { ...EXPERIMENTS.long, steps: STEPS };

export default experiment;
