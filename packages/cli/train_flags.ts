import type { ClusterSource } from "@forger/cluster";
import type { BackendName, CompileMode } from "@forger/core";
import type { BatchNormalization } from "@forger/trainers";
import type { FlagTable } from "./flags.ts";
import { parsePluginSpec, type PluginSpec } from "./parse_plugin_spec.ts";
import { anyText, folderToWrite, integerFrom, oneOf, threadCount } from "./value_checks.ts";

/** What the flags of `train` say. */
export interface TrainFlags {
  readonly steps?: number;
  readonly batch?: number;
  readonly seed?: number;
  readonly out?: string;
  readonly backend?: BackendName | "auto";
  readonly compile?: CompileMode;
  readonly plugin: readonly PluginSpec[];
  readonly without: readonly string[];
  readonly resume?: string;
  readonly allow: readonly string[];
  readonly check?: number;
  readonly "init-from"?: string;
  readonly "hook-limit"?: number;
  readonly threads?: number;
  readonly workers?: number;
  readonly restart?: number;
  readonly cluster?: ClusterSource;
  readonly "collective-timeout"?: number;
  readonly "batch-normalization"?: BatchNormalization;
  readonly ui: boolean;
  readonly "ui-port"?: number;
  readonly "dry-run": boolean;
  readonly list: boolean;
  readonly verbose: boolean;
  readonly help: boolean;
}

/** The flags of `train`. */
export const TRAIN_FLAGS: FlagTable<TrainFlags> = {
  steps: {
    kind: "value",
    placeholder: "N",
    help: "train so many steps instead of the experiment's",
    check: integerFrom(1),
  },
  batch: { kind: "value", placeholder: "N", help: "take so many images in each part of a step", check: integerFrom(1) },
  seed: { kind: "value", placeholder: "N", help: "all randomness follows from it [1]", check: integerFrom(0) },
  out: {
    kind: "value",
    placeholder: "FOLDER",
    help: "the run's folder [runs/<experiment>, numbered where taken]",
    check: folderToWrite(),
  },
  resume: {
    kind: "value",
    placeholder: "RUN",
    help: "go on with a run from its newest checkpoint, to the same bits",
    check: anyText("a run's folder"),
  },
  allow: {
    kind: "list",
    placeholder: "SETTING",
    help: "let steps, optimizers, plugins, compute or options differ from the run's; repeatable",
    check: anyText("a setting"),
  },
  check: {
    kind: "value",
    placeholder: "N",
    help: "with --resume: train N steps on with a break and without, compare, keep nothing",
    check: integerFrom(1),
  },
  "init-from": {
    kind: "value",
    placeholder: "RUN",
    help: "begin with the weights of another run, by their names and shapes",
    check: anyText("a run's folder"),
  },
  backend: {
    kind: "value",
    placeholder: "NAME",
    help: "auto, tensorflow, webgpu or cpu [auto: tensorflow, or cpu where there is none]",
    check: oneOf("auto", "tensorflow", "webgpu", "cpu"),
  },
  compile: {
    kind: "value",
    placeholder: "MODE",
    help: "auto, xla, graph or off [auto: the faster of xla and graph]",
    check: oneOf("auto", "xla", "graph", "off"),
  },
  plugin: {
    kind: "list",
    placeholder: "NAME[:KEY=VALUE,…]",
    help: "add a plugin, or change one of the experiment's; NAME may be a file; repeatable",
    check: { rule: "a plugin's name or file, such as ema:decay=0.99", read: parsePluginSpec },
  },
  without: {
    kind: "list",
    placeholder: "NAME",
    help: "leave out a plugin of the experiment; repeatable",
    check: anyText("a plugin's name"),
  },
  "hook-limit": {
    kind: "value",
    placeholder: "SECONDS",
    help: "how long a plugin's hook may keep training waiting [600]",
    check: integerFrom(1),
  },
  threads: {
    kind: "value",
    placeholder: "N",
    help: "threads of one operation [all cores; with --workers each its part]",
    check: threadCount(),
  },
  workers: {
    kind: "value",
    placeholder: "N",
    help: "train with so many processes of this machine, each on its part of every batch",
    check: integerFrom(1),
  },
  restart: {
    kind: "value",
    placeholder: "K",
    help: "with --workers: after a failure go on from the newest checkpoint, K times at most [0]",
    check: integerFrom(1),
  },
  cluster: {
    kind: "value",
    placeholder: "SOURCE",
    help: "what names the machines' workers: auto, tf-config, slurm or none [auto: what is set]",
    check: oneOf("auto", "tf-config", "slurm", "none"),
  },
  "collective-timeout": {
    kind: "value",
    placeholder: "SECONDS",
    help: "how long a step waits for another worker [60]",
    check: integerFrom(1),
  },
  "batch-normalization": {
    kind: "value",
    placeholder: "HOW",
    help: "with several workers: per-worker or synchronised [per-worker]",
    check: oneOf("per-worker", "synchronised"),
  },
  ui: { kind: "switch", help: "show the training on a page of this machine, with buttons to pause and stop it" },
  "ui-port": {
    kind: "value",
    placeholder: "N",
    help: "with --ui: the page's port, 0 for any [8123, or the next that is free]",
    check: integerFrom(0),
  },
  "dry-run": { kind: "switch", help: "show the networks and the plan, and train nothing" },
  list: { kind: "switch", help: "show the experiments and the plugins, with the options of each" },
  verbose: { kind: "switch", help: "show TensorFlow's own messages, and the stack of an error" },
  help: { kind: "switch", letter: "h", help: "show this help" },
};
