/** How well points draw the graph of a function. */
export interface CurveFit {
  /** The mean of |y - f(x)|. */
  readonly error: number;
  /** How many of the equal parts of the domain have a point. */
  readonly bins: number;
  /** The standard deviation of x; of x uniform over the domain it is the domain's length / √12. */
  readonly deviation: number;
  /** The share of the points whose x is in the domain. */
  readonly inside: number;
}

/** What points are compared with. */
export interface Curve {
  readonly f: (x: number) => number;
  readonly domain: readonly [low: number, high: number];
  /** Into how many equal parts the domain is divided. */
  readonly parts: number;
}

/** The parabola of the experiment function-1d. */
export const PARABOLA: Curve = { f: (x) => x * x, domain: [-0.5, 0.5], parts: 20 };

/** Compares points, x, y, x, y, with a curve. */
export function curveFit(points: ArrayLike<number>, { f, domain: [low, high], parts }: Curve): CurveFit {
  const count = points.length / 2;
  const x = Array.from({ length: count }, (_, row) => points[2 * row]!);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const inside = x.filter((value) => value >= low && value < high);
  const middle = mean(x);
  return {
    error: mean(x.map((value, row) => Math.abs(points[2 * row + 1]! - f(value)))),
    bins: new Set(inside.map((value) => Math.floor(parts * (value - low) / (high - low)))).size,
    deviation: Math.sqrt(mean(x.map((value) => (value - middle) ** 2))),
    inside: inside.length / count,
  };
}
