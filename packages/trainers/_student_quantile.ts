/** Terms of the continued fraction; it converges within some tens. */
const MOST_TERMS = 500;

/** Halvings of the interval that holds the quantile: as many as float64 has bits, and some. */
const HALVINGS = 80;

/**
 * The number below which a value of Student's t distribution lies with a probability.
 *
 * @param probability Above 0.5 and below 1.
 * @param freedom Degrees of freedom: above 0, not only integers.
 * @see Numerical recipes, 3rd edition, section 6.4 (incomplete beta function), Press, Teukolsky, Vetterling, Flannery, 2007
 */
export function studentQuantile(probability: number, freedom: number): number {
  const above = (t: number) => incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5) / 2;
  let low = 0, high = 1;
  while (above(high) > 1 - probability) high *= 2;
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    if (above(middle) > 1 - probability) low = middle;
    else high = middle;
  }
  return high;
}

/** The regularized incomplete beta function. */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
  const factor = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  return x < (a + 1) / (a + b + 2) // where the fraction converges fast
    ? factor * betaFraction(x, a, b) / a
    : 1 - factor * betaFraction(1 - x, b, a) / b;
}

/** Its continued fraction, by Lentz's method. */
function betaFraction(x: number, a: number, b: number): number {
  const nonZero = (value: number) => Math.abs(value) < 1e-300 ? 1e-300 : value;
  let numerator = 1, denominator = 1 / nonZero(1 - (a + b) * x / (a + 1)), result = denominator;
  for (let m = 1; m <= MOST_TERMS; m++) {
    const even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    let change = 1;
    for (const term of [even, odd]) {
      denominator = 1 / nonZero(1 + term * denominator);
      numerator = nonZero(1 + term / numerator);
      change = denominator * numerator;
      result *= change;
    }
    if (Math.abs(change - 1) < 1e-15) break;
  }
  return result;
}

const LANCZOS = [
  0.99999999999980993,
  676.5203681218851,
  -1259.1392167224028,
  771.32342877765313,
  -176.61502916214059,
  12.507343278686905,
  -0.13857109526572012,
  9.9843695780195716e-6,
  1.5056327351493116e-7,
] as const;

/** The logarithm of the gamma function of a positive number, by Lanczos's approximation. */
function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const t = x + 6.5;
  const sum = LANCZOS.reduce((sum, factor, index) => index === 0 ? factor : sum + factor / (x - 1 + index), 0);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}
