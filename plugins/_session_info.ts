import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { message } from "./_proto_message.ts";

/** A setting as TensorBoard knows them. */
export type Setting = number | string | boolean;

/** A training as it begins. */
export interface SessionStart {
  /** The hyper-parameters by their names. */
  readonly settings: Readonly<Record<string, Setting>>;
  /** Seconds since 1970. */
  readonly time: number;
}

/** How a training ended. */
export interface SessionEnd {
  readonly status: "success" | "failure";
  /** Seconds since 1970. */
  readonly time: number;
}

// Field numbers of HParamsPluginData, SessionStartInfo and SessionEndInfo (tensorboard/plugins/hparams/plugin_data.proto),
// of an entry of a map, and of google.protobuf.Value.
const DATA = { start: 3, end: 4 } as const;
const START = { settings: 1, time: 5 } as const, END = { status: 1, time: 2 } as const;
const STATUS = { success: 1, failure: 2 } as const;
const ENTRY = { key: 1, value: 2 } as const, VALUE = { number: 2, string: 3, boolean: 4 } as const;

/** What TensorBoard's plugin for hyper-parameters wants to know of a training that begins; the settings in the order of names. */
export function encodeSessionStart({ settings, time }: SessionStart): Uint8Array {
  const writer = new BinaryWriter();
  message(writer, DATA.start, () => {
    for (const name of Object.keys(settings).toSorted()) {
      message(writer, START.settings, () => {
        writer.tag(ENTRY.key, WireType.LengthDelimited).string(name);
        message(writer, ENTRY.value, () => writeSetting(writer, settings[name]!));
      });
    }
    writer.tag(START.time, WireType.Bit64).double(time);
  });
  return writer.finish();
}

/** What it wants to know of one that ends. */
export function encodeSessionEnd({ status, time }: SessionEnd): Uint8Array {
  const writer = new BinaryWriter();
  message(writer, DATA.end, () => {
    writer.tag(END.status, WireType.Varint).int32(STATUS[status]);
    writer.tag(END.time, WireType.Bit64).double(time);
  });
  return writer.finish();
}

function writeSetting(writer: BinaryWriter, setting: Setting): void {
  if (typeof setting === "number") writer.tag(VALUE.number, WireType.Bit64).double(setting);
  else if (typeof setting === "string") writer.tag(VALUE.string, WireType.LengthDelimited).string(setting);
  else writer.tag(VALUE.boolean, WireType.Varint).bool(setting);
}
