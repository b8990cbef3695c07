// In a new process: how long the library takes to import, after some files that are loaded before. The library's class is touched after it, as
// its index loads nothing by itself. Tells the files that are loaded then, in the order in which they were.
const [, , library, ...before] = process.argv;
before.forEach((file) => require(file));
const started = performance.now();
const index = require(library);
const imported = performance.now();
void index.ApiUsageAnalytics;
const touched = performance.now();
process.send({ alone: imported - started, used: touched - started, files: Object.keys(require.cache) }, () => process.exit());
