// What the closed forms of losses are made of, in float64.

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

export const mean = (values: readonly number[]): number => sum(values) / values.length;

/** The logistic function, accurate for any logit. */
export const sigmoid = (logit: number): number =>
  logit < 0 ? Math.exp(logit) / (1 + Math.exp(logit)) : 1 / (1 + Math.exp(-logit));

/** log(1 + exp(x)), accurate for any x. */
export const softplus = (x: number): number => Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0);

/** -t log σ(x) - (1 - t) log(1 - σ(x)). */
export const crossEntropy = (logit: number, target: number): number => softplus(logit) - target * logit;
