/** What a manifest holds. */
export type ManifestValue = string | number | boolean | readonly ManifestValue[] | ManifestObject;

/** An object of a manifest. */
export interface ManifestObject {
  readonly [name: string]: ManifestValue;
}

interface Line {
  readonly indent: number;
  readonly text: string;
  readonly number: number;
}

/**
 * Reads the documents of a file in as much of YAML as the manifests of `docs/launch` are written in: objects and lists in lines
 * of their own, texts of several lines after `|`, plain and quoted values.
 *
 * @throws {SyntaxError} If there is anything else in it.
 */
export function readManifests(text: string): ManifestObject[] {
  return text.split(/^---$/m).map((document) => {
    const reader = new Reader(document.split("\n"));
    const value = reader.value(0);
    reader.end();
    return value as ManifestObject;
  });
}

class Reader {
  readonly #lines: readonly string[];
  #next = 0;

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  /** The next line that says something, without taking it. */
  #peek(): Line | undefined {
    while (/^\s*(#.*)?$/.test(this.#lines[this.#next] ?? "x")) this.#next++;
    const line = this.#lines[this.#next];
    if (line === undefined) return undefined;
    const text = line.trimStart();
    return { indent: line.length - text.length, text: text.replace(/\s+#.*$/, ""), number: this.#next };
  }

  /** An object or a list whose lines begin at a column. */
  value(indent: number): ManifestValue {
    const line = this.#peek();
    if (line?.indent !== indent) {
      throw new SyntaxError(`Cannot read manifest as a value must follow: line ${this.#next}`);
    }
    return line.text.startsWith("- ") ? this.#list(indent) : this.#object(indent);
  }

  #list(indent: number): ManifestValue[] {
    const values: ManifestValue[] = [];
    for (let line = this.#peek(); line?.indent === indent && line.text.startsWith("- "); line = this.#peek()) {
      const rest = line.text.slice(2);
      if (/^[\w.-]+:( |$)/.test(rest)) { // an object, which begins in the same line
        const rewritten = [...this.#lines];
        rewritten[line.number] = `${" ".repeat(indent + 2)}${rest}`;
        const inner = new Reader(rewritten);
        inner.#next = line.number;
        values.push(inner.value(indent + 2));
        this.#next = inner.#next;
      } else {
        this.#next = line.number + 1;
        values.push(rest === "|" ? this.#block(indent) : scalar(rest));
      }
    }
    return values;
  }

  #object(indent: number): ManifestObject {
    const entries: [string, ManifestValue][] = [];
    for (let line = this.#peek(); line?.indent === indent && !line.text.startsWith("- "); line = this.#peek()) {
      const [, name, rest] = /^([\w.-]+):(?: (.*))?$/.exec(line.text) ?? [];
      if (name === undefined || entries.some(([known]) => known === name)) {
        throw new SyntaxError(`Cannot read manifest as a new name must stand there: ${line.text}`);
      }
      this.#next = line.number + 1;
      if (rest === "|") entries.push([name, this.#block(indent)]);
      else entries.push([name, rest === undefined ? this.value(this.#peek()?.indent ?? 0) : scalar(rest)]);
    }
    return Object.fromEntries(entries);
  }

  /** The lines that are further to the right, as they are. */
  #block(indent: number): string {
    const lines: string[] = [];
    const isInside = (line: string) => line.trim() === "" || line.length - line.trimStart().length > indent;
    while (this.#next < this.#lines.length && isInside(this.#lines[this.#next]!)) {
      lines.push(this.#lines[this.#next++]!);
    }
    while (lines.at(-1)?.trim() === "") lines.pop();
    const left = lines[0]!.length - lines[0]!.trimStart().length;
    return lines.map((line) => `${line.slice(left)}\n`).join("");
  }

  end(): void {
    const line = this.#peek();
    if (line) throw new SyntaxError(`Cannot read manifest as it must end before: ${line.text}`);
  }
}

function scalar(text: string): ManifestValue {
  if (text === "{}") return {};
  if (/^"[^"\\]*"$/.test(text)) return text.slice(1, -1);
  if (/^-?\d+$/.test(text)) return Number(text);
  if (text === "true" || text === "false") return text === "true";
  if (/^[A-Za-z/][\w./:-]*$/.test(text) || /^\d+[A-Z]\w*$/.test(text) || /^-[a-z]+$/.test(text)) return text;
  throw new SyntaxError(`Cannot read manifest as a value must be plain: ${text}`);
}
