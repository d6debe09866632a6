/** PyTorch's batch normalization. */
export const NORMALIZATION = { epsilon: 1e-5, momentum: 0.9 } as const;
