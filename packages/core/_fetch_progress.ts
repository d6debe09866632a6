import { formatBytes } from "./_format_bytes.ts";
import type { Wheel } from "./wheel.ts";
import type { LibtensorflowBuild } from "./platform.ts";
import type { DownloadProgress } from "./progress_line.ts";

/** Adds up the progress over the wheels of a build, and words it. */
export class FetchProgress {
  readonly #onProgress: (progress: DownloadProgress) => void;
  readonly #name: string;
  readonly #fetching: string;
  readonly #totalDownload: number;
  readonly #totalUnpack: number;
  /** Bytes of the wheels before the current one. */
  #downloaded = 0;
  /** Bytes of the current wheel. */
  #bytes = 0;
  #retrying = false;
  #unpacked = 0;

  constructor(build: LibtensorflowBuild, onProgress: (progress: DownloadProgress) => void = () => {}) {
    this.#onProgress = onProgress;
    this.#totalDownload = build.wheels.reduce((sum, { bytes }) => sum + bytes, 0);
    this.#totalUnpack = build.wheels.reduce((sum, { unpackedBytes }) => sum + unpackedBytes, 0);
    this.#name = `libtensorflow ${build.version}${build.gpu ? " with CUDA" : ""}`;
    this.#fetching = `Fetching ${this.#name} (${formatBytes(this.#totalDownload)}, once)`;
  }

  /** So many bytes of this wheel have come. */
  downloading(wheel: Wheel, bytes: number): void {
    if (bytes > this.#bytes) this.#retrying = false;
    this.#bytes = bytes;
    this.#reportDownload(Math.min(bytes, wheel.bytes));
  }

  /** The network failed and pip begins anew: said until more bytes come. */
  retrying(): void {
    this.#retrying = true;
    this.#reportDownload(0);
  }

  /** All of this wheel has come. */
  downloaded(wheel: Wheel): void {
    this.downloading(wheel, wheel.bytes);
    this.#downloaded += wheel.bytes;
    this.#bytes = 0;
  }

  /** So many bytes of this wheel's members are unpacked. */
  unpacking(bytes: number): void {
    this.#report("unpack", `Unpacking ${this.#name}`, this.#unpacked + bytes, this.#totalUnpack);
  }

  /** All wanted members of this wheel are unpacked. */
  unpacked(wheel: Wheel): void {
    this.#unpacked += wheel.unpackedBytes;
  }

  #reportDownload(bytes: number): void {
    const message = this.#retrying ? `${this.#fetching}, no answer from the network, pip tries again` : this.#fetching;
    this.#report("download", message, this.#downloaded + bytes, this.#totalDownload);
  }

  #report(phase: "download" | "unpack", message: string, doneBytes: number, totalBytes: number): void {
    this.#onProgress({ phase, message, doneBytes, totalBytes });
  }
}
