type Pairs = Map<object, Set<object>>;
type Indexed = ArrayLike<unknown> & object;

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

function bytesOf(value: ArrayBufferLike | DataView): Uint8Array {
  return ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : new Uint8Array(value);
}

/** The constructor's name alone does not do: two classes may share it. An object without a prototype counts as a plain one. */
const kindOf = (value: object): unknown => Object.getPrototypeOf(value) ?? Object.prototype;

const ownKeys = (value: object): PropertyKey[] =>
  Reflect.ownKeys(value).filter((key) => Object.prototype.propertyIsEnumerable.call(value, key));

const step = (key: unknown): string =>
  typeof key === "string" && /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${Deno.inspect(key)}]`;

/** The unique value behind objects that are only a wrapper of one, which own keys do not show. */
function primitiveOf(value: object): unknown {
  if (value instanceof Date) return value.getTime();
  if (value instanceof RegExp || value instanceof URL) return String(value);
  if (value instanceof Number || value instanceof String || value instanceof Boolean) return value.valueOf();
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  return undefined;
}

function inElements(a: Indexed, b: Indexed, path: string, seen: Pairs): string | undefined {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const left = a[index], right = b[index];
    if (left === right) continue;
    const found = walk(left, right, `${path}[${index}]`, seen);
    if (found !== undefined) return found;
  }
  return a.length === b.length ? undefined : `${path}[${length}]`;
}

function inSet(a: Set<unknown>, b: Set<unknown>, path: string, seen: Pairs): string | undefined {
  if (a.size !== b.size) return `${path}.size`;
  const rest = new Set(b);
  for (const value of a) {
    if (rest.delete(value)) continue;
    const match = [...rest].find((other) => walk(value, other, "", new Map(seen)) === undefined);
    if (!rest.delete(match) || (match === undefined && value !== undefined)) return `${path}{${Deno.inspect(value)}}`;
  }
  return undefined;
}

function inMap(a: Map<unknown, unknown>, b: Map<unknown, unknown>, path: string, seen: Pairs): string | undefined {
  if (a.size !== b.size) return `${path}.size`;
  const rest = new Map(b);
  for (const [key, value] of a) {
    const other = rest.has(key)
      ? key
      : [...rest.keys()].find((candidate) =>
        isObject(candidate) && walk(key, candidate, "", new Map(seen)) === undefined
      );
    if (!rest.has(other) || (other === undefined && key !== undefined)) return `${path}.get(${Deno.inspect(key)})`;
    const found = walk(value, rest.get(other), `${path}.get(${Deno.inspect(key)})`, seen);
    if (found !== undefined) return found;
    rest.delete(other);
  }
  return undefined;
}

function inProperties(a: object, b: object, path: string, seen: Pairs): string | undefined {
  const keys = new Set([...ownKeys(a), ...ownKeys(b)]);
  for (const key of keys) {
    if (!Object.hasOwn(a, key) || !Object.hasOwn(b, key)) return path + step(key);
    const found = walk(Reflect.get(a, key), Reflect.get(b, key), path + step(key), seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

function walk(a: unknown, b: unknown, path: string, seen: Pairs): string | undefined {
  if (a === b || Object.is(a, b)) return undefined;
  if (!isObject(a) || !isObject(b) || kindOf(a) !== kindOf(b)) return path;
  const partners = seen.get(a) ?? new Set<object>();
  if (partners.has(b)) return undefined; // a cycle: this pair is being compared further up
  seen.set(a, partners.add(b));
  if (!Object.is(primitiveOf(a), primitiveOf(b))) return path;
  if (a instanceof Set) return inSet(a, b as Set<unknown>, path, seen);
  if (a instanceof Map) return inMap(a, b as Map<unknown, unknown>, path, seen);
  if (a instanceof ArrayBuffer || a instanceof DataView) {
    return inElements(bytesOf(a), bytesOf(b as ArrayBuffer | DataView), path, seen);
  }
  if (ArrayBuffer.isView(a)) return inElements(a as unknown as Indexed, b as unknown as Indexed, path, seen);
  if (a instanceof WeakMap || a instanceof WeakSet || a instanceof WeakRef || a instanceof Promise) return path;
  if (Array.isArray(a)) {
    const found = inElements(a, b as unknown[], path, seen);
    if (found !== undefined) return found;
  }
  return inProperties(a, b, path, seen);
}

/**
 * Finds where two values first differ: the path to it, such as `.weights[3]`, empty for the values themselves, or
 * `undefined` where they are equal. `NaN` equals `NaN`, and `0` equals `-0`; a missing property differs from `undefined`.
 */
export function firstDifference(actual: unknown, expected: unknown): string | undefined {
  return walk(actual, expected, "", new Map());
}
