/** What a schedule's text says, before anyone knows what its names mean. */
export type ScheduleTerm = number | readonly ScheduleTerm[] | ScheduleCall;

/** A name with arguments in brackets. */
export interface ScheduleCall {
  readonly name: string;
  readonly values: readonly ScheduleTerm[];
  /** The call as it was written. */
  readonly text: string;
}

const NUMBER = /[-+]?(?:\d+(?:_\d+)*(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?/iy;
const NAME = /[a-z]\w*/iy;
const SPACE = /\s*/y;

/**
 * Reads numbers, lists `[a, b]` and calls `name(a, b)`, nested as they may be.
 *
 * @throws {RangeError} If the text is anything else.
 */
export function readScheduleText(text: string): ScheduleTerm {
  let place = 0;
  const term = readTerm();
  if (place < text.length) refuse("the end");
  return term;

  function readTerm(): ScheduleTerm {
    match(SPACE);
    const start = place;
    if (take("[")) return finish(readList("]"));
    const number = match(NUMBER);
    if (number) return finish(Number(number.replaceAll("_", "")));
    const name = match(NAME) || refuse("a number, a name or [");
    match(SPACE);
    if (!take("(")) refuse("(");
    const values = readList(")");
    return finish({ name, values, text: text.slice(start, place) });
  }

  /** Reads up to the bracket that ends the list. */
  function readList(end: string): ScheduleTerm[] {
    const terms = [readTerm()];
    while (!take(end)) {
      if (!take(",")) refuse(`, or ${end}`);
      terms.push(readTerm());
    }
    return terms;
  }

  function finish<Term extends ScheduleTerm>(term: Term): Term {
    match(SPACE);
    return term;
  }

  function take(character: string): boolean {
    if (text[place] !== character) return false;
    place++;
    return true;
  }

  function match(pattern: RegExp): string {
    pattern.lastIndex = place;
    const [found = ""] = pattern.exec(text) ?? [];
    place += found.length;
    return found;
  }

  function refuse(expected: string): never {
    const where = place < text.length ? `what stands at character ${place + 1}` : "what follows its end";
    throw new RangeError(
      `Cannot read schedule as ${where} must be ${expected}: current value is ${JSON.stringify(text)}`,
    );
  }
}
