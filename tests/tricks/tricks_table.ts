/** The scores that one variant reached, one a seed. */
export interface VariantScores {
  readonly variant: string;
  readonly scores: readonly number[];
}

/** A Markdown table of the variants, with the change from the first one; it is marked where it is more than the seeds' scatter. */
export function tricksTable(results: readonly VariantScores[]): string {
  const [base] = results;
  const rows = results.map((result) => {
    const { mean, deviation } = summary(result.scores);
    const change = result === base ? "" : describeChange(base!.scores, result.scores);
    return `| ${result.variant} | ${result.scores.map((score) => score.toFixed(2)).join(", ")} | ${mean.toFixed(2)} ± ${
      deviation.toFixed(2)
    } | ${change} |`;
  });
  return ["| run | scores | mean ± deviation | change |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

function describeChange(base: readonly number[], scores: readonly number[]): string {
  const before = summary(base), after = summary(scores), change = after.mean - before.mean;
  const scatter = Math.sqrt((before.deviation ** 2 + after.deviation ** 2) / base.length);
  const text = `${change < 0 ? "−" : "+"}${Math.abs(change).toFixed(2)}`;
  return Math.abs(change) > 2 * scatter ? `**${text}**` : text;
}

/** Mean and sample standard deviation. */
function summary(values: readonly number[]): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0 };
}
