import type * as tf from "@tensorflow/tfjs";

/** A TensorFlow.js tensor: an immutable array of numbers on the device. */
export type Tensor = tf.Tensor;

/** A TensorFlow.js variable: a tensor whose value a training step may replace. */
export type Variable = tf.Variable;

/** A TensorFlow.js layers model: saves, loads and summarises as TensorFlow.js users expect. */
export type LayersModel = tf.LayersModel;

/** A TensorFlow.js layer, the unit that networks are built from. */
export type Layer = tf.layers.Layer;

/** The length of each axis, outermost first: `[batch, height, width, channels]` for images. */
export type Shape = readonly number[];
