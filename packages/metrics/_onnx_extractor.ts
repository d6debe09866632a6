import type { Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { extractorHash } from "./_extractor_hash.ts";
import { featureRows } from "./_feature_rows.ts";
import type { NetworkExtractor } from "./network_features.ts";
import { type NetworkShape, prepareImages } from "./network_images.ts";
import type { OnnxFeaturesOptions } from "./onnx_features.ts";
import type { OnnxRuntime, OnnxSession, OnnxTensor } from "./onnx_runtime.ts";

/** What an ONNX model takes: what is known of its input. */
interface OnnxInput extends NetworkShape {
  readonly name: string;
  /** Images at a time, where the model allows only so many. */
  readonly batch: number | undefined;
}

/** Makes the extractor of a model's bytes. */
export async function onnxExtractor(
  runtime: OnnxRuntime,
  bytes: Uint8Array,
  options: OnnxFeaturesOptions & { readonly action: string; readonly file: string },
): Promise<NetworkExtractor> {
  const { action, file, layout = "nchw" } = options, channelsFirst = layout === "nchw";
  if (layout !== "nchw" && layout !== "nhwc") {
    throw new RangeError(`Cannot ${action} as layout must be "nchw" or "nhwc": current value is ${layout}`);
  }
  const session = await openSession(runtime, bytes, options);
  try {
    const output = options.output ?? session.outputNames[0]!;
    const input = inputOf(session, options);
    const { prepare, resizing } = prepareImages(action, input, options);
    const run = async (values: Float32Array, count: number): Promise<Tensor> => {
      const { height, width, channels, name } = input;
      const dims = channelsFirst ? [count, channels, height, width] : [count, height, width, channels];
      const found = await session.run({ [name]: new runtime.Tensor("float32", values, dims) }, [output]);
      return hostTensor(action, found[output]!);
    };
    const extract = async (images: Tensor): Promise<Tensor> => {
      const prepared = tf.tidy(() => channelsFirst ? prepare(images).transpose([0, 3, 1, 2]) : prepare(images));
      const values = await prepared.data() as Float32Array, count = prepared.shape[0]!;
      prepared.dispose();
      const parts: Tensor[] = [];
      try {
        for (let first = 0, each = input.batch ?? count; first < count; first += each) {
          const part = new Float32Array(each * values.length / count); // blank where the last part is shorter
          part.set(values.subarray(first * values.length / count, (first + each) * values.length / count));
          parts.push(await run(part, each));
        }
        return tf.tidy(() => {
          const rows = parts.map((part) => featureRows(action, part, channelsFirst));
          const all = tf.concat(rows);
          return all.slice([0, 0], [Math.min(count, all.shape[0]!), all.shape[1]!]);
        });
      } finally {
        tf.dispose(parts);
      }
    };
    const blank = tf.zeros([1, input.height, input.width, input.channels]);
    const one = await extract(blank).finally(() => blank.dispose());
    const size = one.shape[1]!;
    one.dispose();
    return {
      name: options.name ?? (options.output === undefined ? file : `${file}, ${output}`),
      hash: await extractorHash([output, input.name, layout, resizing], [bytes]),
      size,
      resizing,
      extract,
      dispose: () => void session.release(),
    };
  } catch (error) {
    await session.release();
    throw error;
  }
}

/** Opens a model that gives the wanted output, also where that is a tensor within it. */
async function openSession(
  runtime: OnnxRuntime,
  bytes: Uint8Array,
  { action, file, output }: OnnxFeaturesOptions & { readonly action: string; readonly file: string },
): Promise<OnnxSession> {
  const open = (model: Uint8Array, what: string) =>
    runtime.InferenceSession.create(model).catch((cause) => {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`Cannot ${action} as ${file} must be an ONNX model ${what}: ${reason}`, { cause });
    });
  const session = await open(bytes, "that holds its weights");
  if (output === undefined || session.outputNames.includes(output)) return session;
  const outputs = session.outputNames.join(", ");
  await session.release();
  return await open(withOutput(bytes, output), `with a tensor "${output}" (its outputs are ${outputs})`);
}

/**
 * A model with one output more. What is appended to a message of Protocol Buffers is merged with what is there:
 * ModelProto.graph (7), GraphProto.output (12), ValueInfoProto.name (1).
 */
function withOutput(model: Uint8Array, name: string): Uint8Array {
  const field = (
    number: number,
    content: Uint8Array | number[],
  ) => [8 * number + 2, ...varint(content.length), ...content];
  const addition = field(7, field(12, field(1, new TextEncoder().encode(name))));
  const longer = new Uint8Array(model.length + addition.length);
  longer.set(model);
  longer.set(addition, model.length);
  return longer;
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [value % 128 + 128, ...varint(Math.floor(value / 128))];
}

function inputOf(
  session: OnnxSession,
  { action, file, input, layout = "nchw", size }: OnnxFeaturesOptions & {
    readonly action: string;
    readonly file: string;
  },
): OnnxInput {
  const name = input ?? session.inputNames[0]!;
  const found = session.inputMetadata.find((metadata) => metadata.name === name);
  if (!found || session.inputNames.length !== 1) {
    throw new RangeError(
      `Cannot ${action} as input must be the only input of ${file}: current value is ${name} of ${
        session.inputNames.join(", ")
      }`,
    );
  }
  const { shape = [], type } = found;
  const [batch, first, second, third] = shape.map((length) =>
    typeof length === "number" && length > 0 ? length : undefined
  );
  const [height, width, channels] = layout === "nchw" ? [second, third, first] : [first, second, third];
  if (shape.length !== 4 || type !== "float32" || channels === undefined) {
    throw new TypeError(
      `Cannot ${action} as the input of ${file} must be float32 images in the layout ${layout}, with known channels: ` +
        `received ${type} [${shape}]`,
    );
  }
  const own = [height ?? size?.[0], width ?? size?.[1]];
  if (own[0] === undefined || own[1] === undefined) {
    throw new RangeError(`Cannot ${action} as size must be given where ${file} takes any height and width`);
  }
  if (size && `${size}` !== `${own}`) {
    throw new RangeError(`Cannot ${action} as size must be that of ${file}, [${own}]: current value is [${size}]`);
  }
  return { name, height: own[0], width: own[1], channels, batch };
}

function hostTensor(action: string, { data, dims, type }: OnnxTensor): Tensor {
  if (data instanceof Float32Array) return tf.tensor(data, [...dims]);
  throw new TypeError(`Cannot ${action} as the output must be float32: current type is ${type}`);
}
