import { isRecord } from "./_own_file.ts";
import { settingText } from "./_describe_settings.ts";
import type { PageRow } from "./page_data.ts";
import type { RunNotes } from "./run_notes.ts";

/** What is known of a run. */
export interface KnownRun {
  /** The run's folder. */
  readonly folder: string;
  /** Its `config.json`, or nothing of it. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** What the process that trained has noted. */
  readonly notes?: RunNotes;
  /** The last step that has metrics. */
  readonly last: number;
}

const count = (value: number) => value.toLocaleString("en-US");

function duration(seconds: number): string {
  const whole = Math.round(seconds), hours = Math.floor(whole / 3600), minutes = Math.floor(whole / 60) % 60;
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}

/** How a run stands, in a line. */
export function statusText({ last, notes, settings: { steps } }: Omit<KnownRun, "folder">): string {
  const done = Math.max(last, notes?.end.step ?? 0), of = typeof steps === "number" ? ` of ${count(steps)}` : "";
  const { reason, seconds, since, stopReason } = latestEnd({ last, notes, settings: { steps } }) ?? {};
  const parts = [
    `${count(done)}${of} steps`,
    reason === "stopped" && stopReason ? `stopped: ${stopReason}` : reason,
    seconds !== undefined && `${duration(seconds)}${since ? ` since step ${count(since)}` : ""}`,
  ];
  return parts.filter(Boolean).join(" · ");
}

/** How training ended, unless it has gone on since: then it still trains, or was killed. */
function latestEnd({ last, notes, settings: { steps } }: Omit<KnownRun, "folder">): RunNotes["end"] | undefined {
  const end = notes?.end;
  if (!end || last > end.step) return undefined;
  return end.reason === "finished" && typeof steps === "number" && steps > end.step ? undefined : end;
}

/** What a run is: its data, its networks, what computed. */
export function factRows({ folder, notes, settings }: KnownRun): PageRow[] {
  const { batch, compute, data, latent, loss, optimizers, parameters, seed } = settings;
  const rows: (readonly [name: string, text: string | undefined])[] = [
    ["Data", isRecord(data) ? dataText(data) : undefined],
    ["Generator", parameterText(parameters, "generator")],
    ["Discriminator", parameterText(parameters, "discriminator")],
    ["Latent", isRecord(latent) ? `${settingText(latent.name)}, ${settingText(latent.size)} numbers` : undefined],
    ["Loss", loss === undefined ? undefined : settingText(loss)],
    ["Optimizers", isRecord(optimizers) ? optimizerText(optimizers) : undefined],
    [
      "Batch",
      isRecord(batch) ? settingText(batch.real ?? batch) : batch === undefined ? undefined : settingText(batch),
    ],
    ["Seed", seed === undefined ? undefined : settingText(seed)],
    ["Computed by", isRecord(compute) ? computeText(compute) : undefined],
    ...notes?.facts ?? [],
    ["Forger", notes?.version],
    ["Folder", folder],
  ];
  return rows.filter((row): row is PageRow => row[1] !== undefined);
}

function dataText({ name, shape, size }: Readonly<Record<string, unknown>>): string {
  const rows = typeof size === "number" ? count(size) : settingText(size);
  return `${settingText(name)}, ${rows} rows of [${settingText(shape)}]`;
}

function parameterText(parameters: unknown, player: string): string | undefined {
  const value = isRecord(parameters) ? parameters[player] : undefined;
  return typeof value === "number" ? `${count(value)} parameters` : undefined;
}

function optimizerText(optimizers: Readonly<Record<string, unknown>>): string {
  const textOf = (optimizer: unknown) =>
    isRecord(optimizer)
      ? `${settingText(optimizer.name)} ${settingText(optimizer.learningRate)}`
      : settingText(optimizer);
  const { discriminator, generator } = optimizers;
  const [first, second] = [textOf(discriminator), textOf(generator)];
  return first === second ? first : `discriminator ${first}, generator ${second}`;
}

function computeText({ backend, device, version }: Readonly<Record<string, unknown>>): string {
  const library = backend === "tensorflow" ? "libtensorflow" : "TensorFlow.js";
  return `${library} ${settingText(version)} on ${settingText(device)}`;
}

/** The commands that go on with a run, draw from it and check it. */
export function commandRows({ folder, last, notes, settings: { steps } }: KnownRun): PageRow[] {
  const run = shellWord(folder), done = Math.max(last, notes?.end.step ?? 0);
  const isOver = typeof steps === "number" && done >= steps;
  return [
    [
      "Go on with it",
      `deno task train --resume ${run}${isOver ? ` --steps ${2 * (steps as number)} --allow steps` : ""}`,
    ],
    ["Draw samples", `deno task sample ${run}`],
  ];
}

/** A text as a word that a shell takes as it is. */
export function shellWord(text: string): string {
  return /^[\w./:@%+=,][\w./:@%+=,-]*$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
