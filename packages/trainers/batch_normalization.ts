/**
 * Over what batches are normalized where several workers train together: `"per-worker"` over each worker's part of the batch, `"synchronised"` over
 * the whole one, which takes exchanges for every such layer.
 */
export type BatchNormalization = "per-worker" | "synchronised";
