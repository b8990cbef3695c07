// Preloaded into a function's process: its clock runs a hundred times as fast, so that the pauses between its calls are short.
const RATE = 100;

const { now } = performance;
const { setTimeout } = globalThis;
performance.now = () => now.call(performance) * RATE;
globalThis.setTimeout = (callback, milliseconds, ...rest) => setTimeout(callback, milliseconds / RATE, ...rest);
