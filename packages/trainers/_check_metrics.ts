import type { CheckedFiles } from "./_checked_files.ts";
import { expectCheckpoint } from "./_check_checkpoints.ts";
import { type MetricsRow, MetricsTable } from "./_metrics_table.ts";
import { cadenceOf, type CheckedConfig } from "./_read_run_config.ts";

const MOST_BYTES = 2 ** 34;

const PLUGIN = "metrics-file", FORMATS = ["jsonl", "csv"] as const;

/**
 * Reads a run's metrics side by side, and says whether every row is whole, no step is missing, and both files agree.
 *
 * @param step Of the newest checkpoint: rows up to there cannot come again.
 */
export async function checkMetrics(
  files: CheckedFiles,
  config: CheckedConfig | undefined,
  step: number | undefined,
): Promise<void> {
  const every = cadenceOf(config, PLUGIN, "every") ?? 1, needed = step === undefined ? 0 : step - step % every;
  const wanted = [config?.plugins.get(PLUGIN)?.formats ?? []].flat();
  for (const format of FORMATS) {
    if (wanted.includes(format) && needed > 0) {
      files.expect(`metrics.${format}`, `the plugin ${PLUGIN} writes it, and the newest checkpoint is of step ${step}`);
    }
  }
  const tables = FORMATS.flatMap((format) =>
    files.size(`metrics.${format}`, MOST_BYTES) === undefined
      ? []
      : [new MetricsTable(`${files.folder}/metrics.${format}`, format, { every, mayBeCut: files.isTraining })]
  );
  let fault: string | undefined;
  for (;;) {
    const rows: (MetricsRow | undefined)[] = [];
    for (const table of tables) rows.push(await table.next());
    fault ??= disagreement(rows);
    if (rows.every((row) => row === undefined)) break;
  }
  const [json, csv] = tables, areWhole = tables.every((table) => table.fault === undefined);
  if (json && csv && areWhole && json.last !== csv.last && !files.isTraining) {
    fault ??= `it ends at step ${csv.last}, and metrics.jsonl at step ${json.last}`;
  }
  for (const table of tables) {
    const { fault: own, format, last } = table, isSecond = table === csv;
    const lost = last < needed
      ? `it ends at step ${last}: what follows up to the newest checkpoint is lost`
      : undefined;
    files.say(`metrics.${format}`, own ?? lost ?? (isSecond ? fault : undefined));
  }
  expectCheckpoint(files, config, Math.max(0, ...tables.map(({ last }) => last)));
}

/** In what two rows of the same place are not the same. */
function disagreement([json, csv]: readonly (MetricsRow | undefined)[]): string | undefined {
  if (!json || !csv) return undefined;
  if (json.step !== csv.step) return `it has step ${csv.step} where metrics.jsonl has step ${json.step}`;
  for (const name of new Set([...json.values.keys(), ...csv.values.keys()])) {
    const [expected, actual] = [json.values.get(name) ?? "nothing", csv.values.get(name) ?? "nothing"];
    if (expected === actual) continue;
    return `${name} of step ${json.step} must be as in metrics.jsonl, ${expected}: it is ${actual}`;
  }
  return undefined;
}
