import type { Source } from "./source.ts";
import type { StreamedSource } from "./streamed_source.ts";

/**
 * The kind of source that is made of another: of one that is streamed a streamed one, of one on the device one on the device.
 *
 * @example
 * ```ts
 * import type { SameKind, Source, StreamedSource } from "@forger/data";
 * import { assertEquals } from "@std/assert";
 *
 * const streamed: SameKind<StreamedSource> extends StreamedSource ? true : false = true;
 * const onDevice: SameKind<Source> extends StreamedSource ? true : false = false;
 * assertEquals([streamed, onDevice], [true, false]);
 * ```
 */
export type SameKind<Given extends Source | StreamedSource> = Given extends StreamedSource ? StreamedSource : Source;
