/**
 * Metrics of generated images: extractors that make features of images, distances between sets of features, and cards
 * that say what a value may be compared with.
 *
 * Features are plain rows of numbers, so points can be measured as they are. Real comes before fake, always.
 *
 * @module
 */
export * from "./compare_values.ts";
export * from "./density_coverage.ts";
export * from "./digit_classifier.ts";
export * from "./extract_features.ts";
export * from "./feature_extractor.ts";
export * from "./features.ts";
export * from "./frechet_distance.ts";
export * from "./inception_score.ts";
export * from "./kernel_distance.ts";
export * from "./labelled_images.ts";
export * from "./memorisation.ts";
export * from "./metric_card.ts";
export * from "./metric_value.ts";
export * from "./mnist_score.ts";
export * from "./network_features.ts";
export type { NetworkImages } from "./network_images.ts";
export * from "./onnx_features.ts";
export * from "./onnx_runtime.ts";
export * from "./pairwise_diversity.ts";
export * from "./precision_recall.ts";
export * from "./random_convolutions.ts";
export * from "./raw_pixels.ts";
export * from "./sliced_wasserstein.ts";
