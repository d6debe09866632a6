/**
 * What follows a layer's linear part; `leakyRelu` keeps a fifth of what is negative.
 *
 * @see Rectifier nonlinearities improve neural network acoustic models. Maas, Hannun, Ng, 2013,
 * https://ai.stanford.edu/~amaas/papers/relu_hybrid_icml2013_final.pdf
 */
export type Activation = "relu" | "leakyRelu" | "tanh" | "sigmoid" | "elu" | "selu" | "softplus";
