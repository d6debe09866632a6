/** Where a command writes, a text of one or more lines at a time. */
export interface Output {
  /** Writes what was asked for. */
  print(text: string): void;
  /** Writes what the user must know besides: errors and warnings. */
  printError(text: string): void;
}

/** Writes to standard output and standard error. */
export const standardOutput: Output = {
  print: (text) => write(() => console.log(text), "standard output"),
  printError: (text) => write(() => console.error(text), "standard error"),
};

/** @throws {Error} If it cannot be written, as where the disk is full that it is sent to. */
function write(print: () => void, name: string): void {
  try {
    print();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Cannot write to ${name}: ${reason}`, { cause: error });
  }
}
