/** Mean and standard deviation of each channel over many images, from 0 to 255. */
export class ChannelStatistics {
  readonly #channels: number;
  /** How often each level occurs in each channel. */
  readonly #counts: Float64Array;

  constructor(channels: number) {
    this.#channels = channels;
    this.#counts = new Float64Array(channels * 256);
  }

  add(pixels: Uint8Array): void {
    for (let at = 0; at < pixels.length; at++) this.#counts[at % this.#channels * 256 + pixels[at]!]!++;
  }

  result(): { readonly mean: number; readonly deviation: number }[] {
    return Array.from({ length: this.#channels }, (_, channel) => {
      const counts = this.#counts.subarray(channel * 256, (channel + 1) * 256);
      const total = counts.reduce((sum, count) => sum + count, 0);
      const mean = counts.reduce((sum, count, level) => sum + count * level, 0) / total;
      const variance = counts.reduce((sum, count, level) => sum + count * (level - mean) ** 2, 0) / total;
      return { mean, deviation: Math.sqrt(variance) };
    });
  }
}
