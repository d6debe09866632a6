/**
 * Pages that show a run: a report, a live page, a playground.
 *
 * @module
 */
export * from "./live_model.ts";
export * from "./live_server.ts";
export * from "./network_layers.ts";
export * from "./open_port.ts";
export * from "./page_data.ts";
export * from "./read_history.ts";
export * from "./read_run_page.ts";
export * from "./report.ts";
export * from "./run_notes.ts";
export * from "./run_page_facts.ts";
export * from "./serve_playground.ts";
export * from "./value_history.ts";
export * from "./write_playground.ts";
