/** What an export wrote. */
export interface ExportedFiles {
  /** The folder that holds it. */
  readonly folder: string;
  /** The names of its files, README.txt last. */
  readonly files: readonly string[];
  /** The bytes of all files together. */
  readonly bytes: number;
}
