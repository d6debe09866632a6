import { assertEquals, assertMatch } from "@std/assert";
import { encodeEvent, type EventContent } from "./_event_message.ts";
import { EventFile } from "./_event_file.ts";
import { histogramOf } from "./_histogram.ts";
import { maskedCrc32c } from "./_masked_crc32c.ts";
import { RecordBuffer } from "./_record_buffer.ts";
import { ScalarSummary } from "./_scalar_summary.ts";
import { parseEvents, readEvents } from "./testdata/read_events.ts";
import reference from "./testdata/tensorboard_events.json" with { type: "json" };

const scalars = (values: Record<string, number>): EventContent => ({
  kind: "scalars",
  summary: new ScalarSummary(Object.keys(values)).with(values),
});

const histogram = (tag: string, values: readonly number[]): EventContent => ({
  kind: "histogram",
  tag,
  histogram: histogramOf(Float32Array.from(values)),
});

const settings = { "größe": 0.5, "seed": 1, "loss": "hinge", "real": true, "fake": false };

/** The numbers of x -> 48271 x mod 2^31 - 1, cubed. */
function spread(): number[] {
  const most = 2 ** 31 - 1;
  let number = 1;
  return Array.from({ length: 4000 }, () => {
    const share = number / most;
    number = number * 48271 % most;
    return share * share * share - 0.25;
  });
}

/** What the script beside the reference writes. */
const EVENTS: readonly [wallTime: number, step: number, content: EventContent][] = [
  [1700000000.5, 0, { kind: "version" }],
  [1700000001, 0, { kind: "text", tag: "config", text: '    { "name": "größer" }\n' }],
  [1700000001.25, 0, {
    kind: "image",
    tag: "samples",
    picture: { width: 300, height: 20, bytes: Uint8Array.from({ length: 512 }, (_, index) => index) },
  }],
  [1700000002, 1, { kind: "restart" }],
  [1700000003, 1, scalars({ "discriminator": 1.3862943611, "discriminator/real": 0, "generator": -0.1 })],
  [1700000004, 2, scalars({ "discriminator": NaN, "discriminator/real": 1e-40, "generator": 3e38 })],
  [1700000005, 300, scalars({ "discriminator": Infinity, "discriminator/real": -Infinity })],
  [1700000006, 5_000_000_000, scalars({ accuracy: 0.5 })],
  [1700000007, 7, histogram("spread", spread())],
  [1700000007, 7, histogram("edges", [0, 1, 2, 3, 15, 29, 30, 30])],
  [1700000007, 7, histogram("same", Array(5).fill(0.1))],
  [1700000007, 7, histogram("none", [])],
  [1700000008, 0, { kind: "session-start", session: { settings, time: 1700000008.5 } }],
  [1700000009, 9, { kind: "session-end", session: { status: "success", time: 1700000009.25 } }],
  [1700000009, 9, { kind: "session-end", session: { status: "failure", time: 1700000009.5 } }],
];

Deno.test("records of every kind have the bytes that TensorBoard's own writer gives them", () => {
  const records = new RecordBuffer();
  for (const [wallTime, step, content] of EVENTS) records.add(encodeEvent({ wallTime, step, content }));
  assertEquals(records.take().toBase64(), reference.file);
});

// The CRC-32C of these bytes is in RFC 3720, B.4; TensorFlow rotates it by 15 bits and adds 0xa282ead8.
const checksums: [name: string, bytes: Uint8Array, checksum: number][] = [
  ["nothing", new Uint8Array(0), 0],
  ["the digits 1 to 9", new TextEncoder().encode("123456789"), 0xe3069283],
  ["32 zeros", new Uint8Array(32), 0x8a9136aa],
  ["32 times 255", new Uint8Array(32).fill(255), 0x62a8ab43],
  ["0 to 31", Uint8Array.from({ length: 32 }, (_, index) => index), 0x46dd794e],
];
for (const [name, bytes, checksum] of checksums) {
  Deno.test(`the checksum of ${name} is known`, () => {
    const rotated = (checksum >>> 15 | checksum << 17) >>> 0;
    assertEquals(maskedCrc32c(bytes), (rotated + 0xa282ead8) % 2 ** 32);
    const within = Uint8Array.of(1, 2, ...bytes, 3);
    assertEquals(maskedCrc32c(within, 2, 2 + bytes.length), maskedCrc32c(bytes));
  });
}

Deno.test("records of any size and number are whole, also after others were taken out", () => {
  const records = new RecordBuffer();
  for (const size of [10, 70_000, 500_000, 3]) {
    const bytes = new Uint8Array(size).fill(7), picture = { width: 1, height: 1, bytes };
    for (let step = 0; step < 3; step++) {
      records.add(encodeEvent({ wallTime: 1, step, content: { kind: "image", tag: "a", picture } }));
    }
    const read = parseEvents(records.take());
    assertEquals(
      read.map(({ step, images }) => [step, images!.a!.bytes.length]),
      [0, 1, 2].map((step) => [step, size]),
    );
  }
  assertEquals(records.take().length, 0);
});

Deno.test("scalars have their own names where these change from step to step", async () => {
  const folder = `${await Deno.makeTempDir()}/events`;
  const file = await EventFile.begin(folder);
  const rows: Record<string, number>[] = [{ a: 1, b: 2 }, { a: 3, b: 4 }, { a: 5 }, { a: 6, c: 7 }, { b: 8, a: 9 }, {}];
  rows.forEach((values, index) => file.addScalars(10 + index, 1 + index, values));
  await file.flush();
  const [version, ...events] = readEvents(folder);
  assertEquals(version!.version, "brain.Event:2");
  assertEquals(events.map(({ scalars }) => scalars ?? {}), rows);
  assertEquals(events.map(({ step, wallTime }) => [step, wallTime]), rows.map((_, index) => [1 + index, 10 + index]));
});

Deno.test("events are appended, at once if asked for and else after a moment, and files never share a name", async () => {
  const folder = `${await Deno.makeTempDir()}/events`;
  const first = await EventFile.begin(folder);
  await first.flush();
  const count = () => readEvents(folder).length;
  assertEquals(count(), 1);
  first.addScalars(1, 1, { a: 1 });
  await first.flushNowAndThen();
  assertEquals(count(), 1); // it was written a moment ago
  await first.flush();
  await first.flush();
  assertEquals(count(), 2);
  for (let time = 0; time < 3; time++) await (await EventFile.begin(folder)).flush();
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
  assertEquals(new Set(names).size, 4);
  for (const name of names) assertMatch(name, /^events\.out\.tfevents\.\d{10}\.\d{3}$/);
});
