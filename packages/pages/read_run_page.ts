import { isRecord, readOwnJson, readOwnRecords } from "./_own_file.ts";
import { commandRows, factRows, statusText } from "./_run_facts.ts";
import { settingRows, settingText } from "./_describe_settings.ts";
import { listPictures, readPictures } from "./_read_pictures.ts";
import { savedLayers } from "./network_layers.ts";
import { readHistory } from "./read_history.ts";
import type { NetworkTable, PageData, PageNote, PageScore } from "./page_data.ts";
import { NOTES_FILE, type RunNotes, WARNINGS_FILE } from "./run_notes.ts";
import type { ValueHistory } from "./value_history.ts";

/** A run has at most that many; these bounds keep a file that somebody made up from filling the page. */
const MOST_NOTES = 1000, MOST_SCORES = 200;

/** Options of {@linkcode readRunPage}. */
export interface ReadRunPageOptions {
  /** What the run logged, where its folder has no metrics. @default {what `metrics.jsonl` or `metrics.csv` says} */
  readonly history?: ValueHistory;
}

/**
 * Reads all that a page shows of a run, as far as it is there and can be read: the rest is named under `gaps`.
 *
 * @param folder The run's folder. Symbolic links in it are not followed.
 * @throws {RangeError} If it is no run's folder.
 *
 * @example
 * ```ts
 * import { readRunPage } from "@forger/pages";
 * import { assertEquals } from "@std/assert";
 *
 * const folder = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${folder}/config.json`, JSON.stringify({ name: "mine", steps: 10, seed: 7 }));
 * await Deno.writeTextFile(`${folder}/evaluations.jsonl`, '{"name":"kernel distance","value":0.25,"sd":0.01}\n');
 * const { name, scores, settings } = await readRunPage(folder);
 * assertEquals(name, "mine");
 * assertEquals(scores, [{ name: "kernel distance", value: "0.25 ± 0.01", card: [] }]);
 * assertEquals(settings, [["name", "mine"], ["steps", "10"], ["seed", "7"]]);
 * ```
 */
export async function readRunPage(folder: string, options: ReadRunPageOptions = {}): Promise<PageData> {
  await requireRun(folder);
  const gaps: string[] = [];
  const config = await readOwnJson(folder, "config.json", gaps);
  if (config === undefined && gaps.length === 0) {
    gaps.push("config.json is missing, so that the settings are not known");
  }
  const settings = isRecord(config) ? config : {};
  const read = options.history ? { history: options.history, gaps: [] } : await readHistory(folder);
  gaps.push(...read.gaps);
  const notes = notesOf(await readOwnJson(folder, NOTES_FILE, gaps));
  const { extras, pictures } = await readPictures(folder, gaps);
  const facts = { folder, settings, notes, last: read.history.last };
  return {
    name: typeof settings.name === "string"
      ? settings.name
      : folder.split(/[/\\]/).findLast((part) => part !== "") ?? folder,
    status: statusText(facts),
    facts: factRows(facts),
    commands: commandRows(facts),
    curves: read.history.curves,
    pictures,
    extras,
    networks: notes?.networks ?? await networksOf(folder, gaps),
    settings: settingRows(settings),
    scores: newestOf(await readOwnRecords(folder, "evaluations.jsonl", gaps)).slice(-MOST_SCORES).map(scoreOf),
    notes: (await readOwnRecords(folder, WARNINGS_FILE, gaps)).slice(-MOST_NOTES).flatMap(noteOf),
    gaps,
  };
}

async function requireRun(folder: string): Promise<void> {
  const isThere = (name: string) => Deno.lstat(`${folder}/${name}`).then(() => true, () => false);
  for (const name of ["config.json", NOTES_FILE, "metrics.jsonl", "metrics.csv", "checkpoints", "model"]) {
    if (await isThere(name)) return;
  }
  if ((await listPictures(folder)).length > 0) return;
  throw new RangeError(`Cannot report on ${folder} as it must be a run's folder: it holds nothing of a run`);
}

async function networksOf(folder: string, gaps: string[]): Promise<readonly NetworkTable[]> {
  const generator = savedLayers(await readOwnJson(folder, "model/model.json", gaps));
  return generator ? [generator] : [];
}

/** The notes, if they have the form that they must have: the file may be anyone's. */
function notesOf(value: unknown): RunNotes | undefined {
  if (!isRecord(value) || !isRecord(value.end) || !Array.isArray(value.networks) || !Array.isArray(value.facts)) {
    return undefined;
  }
  const { end, facts, networks, version } = value;
  const isTable = (table: unknown): table is NetworkTable =>
    isRecord(table) && typeof table.name === "string" && Number.isFinite(table.parameters) &&
    Array.isArray(table.layers) &&
    table.layers.every((layer) =>
      isRecord(layer) && [layer.name, layer.type, layer.shape].every((text) => typeof text === "string") &&
      Number.isFinite(layer.parameters)
    );
  const isRow = (row: unknown) =>
    Array.isArray(row) && row.length === 2 && row.every((text) => typeof text === "string");
  const isRight = networks.every(isTable) && facts.every(isRow) && typeof version === "string" &&
    ["finished", "stopped", "failed"].includes(String(end.reason)) &&
    [end.step, end.since, end.seconds].every((number) => Number.isFinite(number)) &&
    (end.stopReason === undefined || typeof end.stopReason === "string");
  return isRight ? value as unknown as RunNotes : undefined;
}

function noteOf({ step, text }: Record<string, unknown>): PageNote[] {
  if (typeof text !== "string") return [];
  return [{ text: settingText(text), ...Number.isSafeInteger(step) && { step: step as number } }];
}

/** Of values that were measured again and again the newest ones; what they were measured of is told apart. */
function newestOf(lines: readonly Record<string, unknown>[]): Record<string, unknown>[] {
  return [...new Map(lines.map((line) => [JSON.stringify([line.name ?? line.metric, line.of]), line])).values()];
}

/** A line of evaluations, whichever of its parts are there. */
function scoreOf(line: Record<string, unknown>): PageScore {
  const { better, card, metric, name = metric, of, real, sd, standardDeviation = sd, step, value } = line;
  const own = isRecord(card) ? card : {};
  const numberText = (number: unknown, digits = 4) =>
    typeof number === "number" ? String(Number(number.toPrecision(digits))) : settingText(number);
  const values = isRecord(value)
    ? Object.entries(value).map(([part, number]) => `${part} ${numberText(number)}`).join(", ")
    : numberText(value ?? "–");
  return {
    name: settingText(name ?? own.metric ?? "a score"),
    value: typeof standardDeviation === "number" ? `${values} ± ${numberText(standardDeviation, 2)}` : values,
    ...Number.isSafeInteger(step) && { step: step as number },
    card: [...settingRows({ of, better, real }).filter(([, text]) => text !== "undefined"), ...settingRows(own)],
  };
}
