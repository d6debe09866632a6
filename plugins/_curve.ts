/** A point of a curve: step and value. */
export type Point = readonly [step: number, value: number];

/** Consecutive steps, summed up. */
interface Bucket {
  first: number;
  last: number;
  count: number;
  sum: number;
  least: number;
  greatest: number;
}

/** A curve as plain data. */
export type CurveState = {
  readonly stepsPerBucket: number;
  readonly last: number;
  readonly firstNotFinite: number | null;
  /** `first`, `last`, `count`, `sum`, `least` and `greatest` of each bucket. */
  readonly buckets: readonly (readonly number[])[];
};

/** At most so many buckets, and of each two points are drawn. */
const MOST_BUCKETS = 500;

/** The smoothed value is a mean over this share of the curve to either side. */
const SMOOTHING_SHARE = 0.02;

/** A curve of any number of steps, kept as at most 500 buckets: once these are full, neighbours are joined. */
export class Curve {
  #buckets: Bucket[] = [];
  #stepsPerBucket = 1;
  #last = -Infinity;
  #firstNotFinite: number | undefined;

  /** Goes on with a curve as {@linkcode state} gave it. */
  static from({ buckets, firstNotFinite, last, stepsPerBucket }: CurveState): Curve {
    const curve = new Curve();
    curve.#buckets = buckets.map(([first, last, count, sum, least, greatest]) =>
      ({ first, last, count, sum, least, greatest }) as Bucket
    );
    [curve.#stepsPerBucket, curve.#last, curve.#firstNotFinite] = [stepsPerBucket, last, firstNotFinite ?? undefined];
    return curve;
  }

  /** A copy of all that it knows. */
  get state(): CurveState {
    return {
      stepsPerBucket: this.#stepsPerBucket,
      last: this.#last,
      firstNotFinite: this.#firstNotFinite ?? null,
      buckets: this.#buckets.map(({ first, last, count, sum, least, greatest }) => [
        first,
        last,
        count,
        sum,
        least,
        greatest,
      ]),
    };
  }

  /** The first step whose value was not a finite number. */
  get firstNotFinite(): number | undefined {
    return this.#firstNotFinite;
  }

  /** Adds a step's value; a step that is done again takes the place of itself and of all that followed. */
  add(step: number, value: number): void {
    if (step <= this.#last) this.#forgetFrom(step);
    this.#last = step;
    if (!Number.isFinite(value)) {
      this.#firstNotFinite ??= step;
      return;
    }
    let bucket = this.#buckets.at(-1);
    if (!bucket || bucket.count >= this.#stepsPerBucket) {
      if (this.#buckets.length === MOST_BUCKETS) this.#halve();
      bucket = { first: step, last: step, count: 0, sum: 0, least: value, greatest: value };
      this.#buckets.push(bucket);
    }
    join(bucket, { first: step, last: step, count: 1, sum: value, least: value, greatest: value });
  }

  /** Every bucket's least and greatest value, so that no outlier is lost: at most 1,000 points. */
  get extremes(): readonly Point[] {
    return this.#buckets.flatMap(({ first, last, least, greatest }): readonly Point[] =>
      first === last ? [[first, least]] : [[first, least], [last, greatest]]
    );
  }

  /** The course of the curve: at most 500 points. */
  get smoothed(): readonly Point[] {
    const buckets = this.#buckets;
    const radius = Math.ceil(buckets.length * SMOOTHING_SHARE);
    return buckets.map(({ first, last }, index): Point => {
      let sum = 0, count = 0;
      for (const near of buckets.slice(Math.max(0, index - radius), index + radius + 1)) {
        sum += near.sum;
        count += near.count;
      }
      return [(first + last) / 2, sum / count];
    });
  }

  /** A bucket that begins before the step and ends after it goes too, as its sum cannot be parted. */
  #forgetFrom(step: number): void {
    this.#buckets = this.#buckets.filter(({ last }) => last < step);
    if (this.#firstNotFinite! >= step) this.#firstNotFinite = undefined;
  }

  #halve(): void {
    const pairs: Bucket[] = [];
    for (let index = 0; index < this.#buckets.length; index += 2) {
      const bucket = this.#buckets[index]!, next = this.#buckets[index + 1];
      if (next) join(bucket, next);
      pairs.push(bucket);
    }
    this.#buckets = pairs;
    this.#stepsPerBucket *= 2;
  }
}

function join(bucket: Bucket, next: Bucket): void {
  bucket.last = next.last;
  bucket.count += next.count;
  bucket.sum += next.sum;
  bucket.least = Math.min(bucket.least, next.least);
  bucket.greatest = Math.max(bucket.greatest, next.greatest);
}
