import type { PageCurve } from "./page_data.ts";

/** Consecutive steps, summed up. */
interface Bucket {
  last: number;
  count: number;
  sum: number;
  least: number;
  greatest: number;
}

/** A curve as plain data: `last`, `count`, `sum`, `least` and `greatest` of each bucket. */
export type ValueCurveState = {
  readonly stepsPerBucket: number;
  readonly firstNotFinite: number | null;
  readonly buckets: readonly (readonly number[])[];
};

/** As many as a wide chart has pixels, about; each is drawn by its mean, its least and its greatest value. */
export const MOST_BUCKETS = 600;

/** More digits than a chart shows. */
const DIGITS = 5;

/** A value over any number of steps, kept as at most 600 buckets: once these are full, neighbours are joined. No extreme is lost. */
export class ValueCurve {
  #buckets: Bucket[] = [];
  #stepsPerBucket = 1;
  #firstNotFinite: number | undefined;
  #generation = 1;
  #lastStep = 0;

  /** Goes on with a curve as {@linkcode state} gave it. */
  static from({ buckets, firstNotFinite, stepsPerBucket }: ValueCurveState): ValueCurve {
    const curve = new ValueCurve();
    curve.#buckets = buckets.map(([last, count, sum, least, greatest]) =>
      ({ last, count, sum, least, greatest }) as Bucket
    );
    [curve.#stepsPerBucket, curve.#firstNotFinite] = [stepsPerBucket, firstNotFinite ?? undefined];
    curve.#lastStep = Math.max(curve.#buckets.at(-1)?.last ?? 0, firstNotFinite ?? 0);
    return curve;
  }

  /** A copy of all that it knows. */
  get state(): ValueCurveState {
    return {
      stepsPerBucket: this.#stepsPerBucket,
      firstNotFinite: this.#firstNotFinite ?? null,
      buckets: this.#buckets.map(({ last, count, sum, least, greatest }) => [last, count, sum, least, greatest]),
    };
  }

  /** How many buckets there are. */
  get length(): number {
    return this.#buckets.length;
  }

  /** Another number when buckets were joined or forgotten: until then they are only added, and the last one grows. */
  get generation(): number {
    return this.#generation;
  }

  /** Adds a step's value; a step that is done again takes the place of itself and of all that followed. */
  add(step: number, value: number): void {
    if (step <= this.#lastStep) this.forgetFrom(step);
    this.#lastStep = step;
    if (!Number.isFinite(value)) {
      this.#firstNotFinite ??= step;
      return;
    }
    let bucket = this.#buckets.at(-1);
    if (!bucket || bucket.count >= this.#stepsPerBucket) {
      if (this.#buckets.length === MOST_BUCKETS) this.#halve();
      bucket = { last: step, count: 0, sum: 0, least: value, greatest: value };
      this.#buckets.push(bucket);
    }
    join(bucket, { last: step, count: 1, sum: value, least: value, greatest: value });
  }

  /** Forgets a step and all that followed; with them goes the bucket that the step is in, as its sum cannot be parted. */
  forgetFrom(step: number): void {
    this.#buckets = this.#buckets.filter(({ last }) => last < step);
    if (this.#firstNotFinite! >= step) this.#firstNotFinite = undefined;
    this.#lastStep = Math.max(this.#buckets.at(-1)?.last ?? 0, this.#firstNotFinite ?? 0);
    this.#generation++;
  }

  /** The buckets from an index on, as pages draw them. */
  from(index: number, name: string): PageCurve {
    const shown = this.#buckets.slice(index);
    return {
      name,
      generation: this.#generation,
      from: index,
      steps: shown.map(({ last }) => last),
      means: shown.map(({ sum, count }) => rounded(sum / count)),
      least: shown.map(({ least }) => rounded(least)),
      greatest: shown.map(({ greatest }) => rounded(greatest)),
      ...this.#firstNotFinite !== undefined && { firstNotFinite: this.#firstNotFinite },
    };
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
    this.#generation++;
  }
}

function join(bucket: Bucket, next: Bucket): void {
  bucket.last = next.last;
  bucket.count += next.count;
  bucket.sum += next.sum;
  bucket.least = Math.min(bucket.least, next.least);
  bucket.greatest = Math.max(bucket.greatest, next.greatest);
}

function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
