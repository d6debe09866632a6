import { cannotRead, shownList, shownText } from "./_safetensors_message.ts";

/** How many names an object of a header may have: a small file of very many would fill the memory. */
export const MOST_NAMES = 100_000;

const INTEGER = /^(0|[1-9]\d*)$/;
const END_OF_TOKEN = /[\s,\]}]/;
const LONGEST_TOKEN = 32;

/**
 * Reads the part of JSON that headers are made of: objects, texts, and arrays of integers.
 *
 * Unlike `JSON.parse`, it refuses a name that an object has twice, makes nothing of what it does not expect, and so is
 * not led into depths.
 */
export class HeaderCursor {
  readonly #text: string;
  #at = 0;

  /** Begins at the text's first character. */
  constructor(text: string) {
    this.#text = text;
  }

  /**
   * Reads an object; `field` is told each name in turn and reads its value.
   *
   * @param what What it is, in words.
   */
  object(what: string, field: (name: string) => void): void {
    this.#take("{", what);
    if (this.#skip("}")) return;
    const names = new Set<string>();
    do {
      const name = this.text(`each name in ${what}`);
      if (names.has(name)) {
        throw new RangeError(cannotRead(`names in ${what}`, "unique", `${shownText(name)}, twice`));
      }
      if (names.size === MOST_NAMES) {
        throw new RangeError(cannotRead(`the number of names in ${what}`, `at most ${MOST_NAMES}`, "more"));
      }
      names.add(name);
      this.#take(":", what);
      field(name);
    } while (this.#skip(","));
    this.#take("}", what, "',' or '}'");
  }

  /** Reads an array of integers. */
  integers(what: string, most: number): number[] {
    const integers: number[] = [];
    this.#take("[", what);
    if (this.#skip("]")) return integers;
    do {
      if (integers.length === most) {
        throw new RangeError(cannotRead(what, `at most ${most} integers`, `${shownList(integers)} and more`));
      }
      integers.push(this.#integer(what));
    } while (this.#skip(","));
    this.#take("]", what, "',' or ']'");
    return integers;
  }

  /** Reads a text. */
  text(what: string): string {
    this.#take('"', what);
    const start = this.#at;
    let isEscaped = false;
    for (;; this.#at++) {
      const character = this.#text[this.#at];
      if (character === '"') break;
      if (character === undefined || character < " ") throw this.#fault(`'"'`, what);
      if (character === "\\") {
        isEscaped = true;
        this.#at++;
      }
    }
    const raw = this.#text.slice(start, this.#at++);
    return isEscaped ? unescape(raw, what) : raw;
  }

  /** Makes sure that nothing but space follows. */
  end(what: string): void {
    this.#skipSpace();
    if (this.#at < this.#text.length) throw this.#fault("a space", what);
  }

  #integer(what: string): number {
    this.#skipSpace();
    const start = this.#at;
    while (this.#at < start + LONGEST_TOKEN && !END_OF_TOKEN.test(this.#text[this.#at] ?? " ")) this.#at++;
    const token = this.#text.slice(start, this.#at);
    if (INTEGER.test(token) && Number.isSafeInteger(Number(token))) return Number(token);
    throw new RangeError(
      cannotRead(`each number in ${what}`, `an integer from 0 to ${Number.MAX_SAFE_INTEGER}`, shownText(token)),
    );
  }

  #skipSpace(): void {
    for (;; this.#at++) {
      const character = this.#text[this.#at];
      if (character !== " " && character !== "\n" && character !== "\r" && character !== "\t") return;
    }
  }

  #skip(character: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #take(character: string, what: string, rule = `'${character}'`): void {
    if (!this.#skip(character)) throw this.#fault(rule, what);
  }

  #fault(expected: string, what: string): RangeError {
    const character = this.#text[this.#at];
    return new RangeError(
      cannotRead(
        `character ${this.#at} of the header, in ${what},`,
        expected,
        character === undefined ? "the header's end" : shownText(character),
      ),
    );
  }
}

function unescape(raw: string, what: string): string {
  let text: string | undefined;
  try {
    text = JSON.parse(`"${raw}"`);
  } catch {
    // said below
  }
  if (text?.isWellFormed()) return text;
  throw new RangeError(cannotRead(what, "a text that JSON and Unicode allow", shownText(raw)));
}
