/** What a program asks the operating system to do with files. */
export interface FileCall {
  readonly kind: "make folder" | "open" | "write" | "append" | "sync" | "rename" | "remove";
  readonly path: string;
  /** The new name, where it is renamed. */
  readonly to?: string;
  /** What is written. */
  readonly bytes?: Uint8Array;
  /** Whether it makes a new file. */
  readonly creates?: boolean;
}

/** Sees a call before it is made; what it returns is the call's result. */
export type CallHandler = (call: FileCall, make: () => Promise<unknown>) => Promise<unknown>;

type Method = (...args: never[]) => Promise<unknown>;

/**
 * Passes the calls by which files below a folder are changed to a handler, until it is disposed of.
 *
 * It replaces Deno's own functions, so that the code under test needs no hooks.
 */
export function watchFileCalls(folder: string, handle: CallHandler): Disposable {
  const undo: (() => void)[] = [], paths = new WeakMap<Deno.FsFile, string>();
  const isBelow = (path: unknown): path is string =>
    typeof path === "string" && (path === folder || path.startsWith(`${folder}/`));

  function replace<Owner extends object>(
    owner: Owner,
    name: keyof Owner & string,
    call: (self: unknown, ...args: never[]) => FileCall | undefined,
  ): void {
    const original = owner[name] as Method;
    const replaced = function (this: unknown, ...args: never[]): Promise<unknown> {
      const seen = call(this, ...args), make = () => original.apply(this, args);
      return seen ? handle(seen, make) : make();
    };
    owner[name] = replaced as Owner[keyof Owner & string];
    undo.push(() => owner[name] = original as Owner[keyof Owner & string]);
  }

  const append = (path: unknown, data: string | Uint8Array, options?: Deno.WriteFileOptions): FileCall | undefined => {
    if (!isBelow(path)) return undefined;
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data.slice();
    if (!options?.append) throw new Error(`${path} is not written atomically`);
    return { kind: "append", path, bytes };
  };
  replace(Deno, "mkdir", (_, path: string) => isBelow(path) ? { kind: "make folder", path } : undefined);
  replace(
    Deno,
    "rename",
    (_, path: string, to: string) => isBelow(path) ? { kind: "rename", path, to } : undefined,
  );
  replace(Deno, "remove", (_, path: string) => isBelow(path) ? { kind: "remove", path } : undefined);
  replace(
    Deno,
    "writeTextFile",
    (_, path: string, data: string, options?: Deno.WriteFileOptions) => append(path, data, options),
  );
  replace(
    Deno,
    "writeFile",
    (_, path: string, data: Uint8Array, options?: Deno.WriteFileOptions) => append(path, data, options),
  );
  const open = Deno.open;
  Deno.open = async (path, options = { read: true }) => {
    if (!isBelow(path)) return await open(path, options);
    const creates = options.createNew ?? options.create ?? false;
    const file = await handle({ kind: "open", path, creates }, () => open(path, options)) as Deno.FsFile;
    paths.set(file, path);
    return file;
  };
  undo.push(() => Deno.open = open);
  const ofFile = (self: unknown) => paths.get(self as Deno.FsFile);
  replace(Deno.FsFile.prototype, "write", (self, bytes: Uint8Array) => {
    const path = ofFile(self);
    return path === undefined ? undefined : { kind: "write", path, bytes: bytes.slice() };
  });
  replace(Deno.FsFile.prototype, "sync", (self) => {
    const path = ofFile(self);
    return path === undefined ? undefined : { kind: "sync", path };
  });
  return {
    [Symbol.dispose]() {
      for (const one of undo.reverse()) one();
    },
  };
}
