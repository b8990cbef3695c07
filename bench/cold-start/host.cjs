// Loads a bundle and invokes it once, if there is an event. The time begins where an empty process of Node.js would end.
const started = performance.now();
const [, , file, event] = process.argv;
const { handler } = require(file);
if (event === undefined) {
  end();
} else {
  handler(JSON.parse(require('node:fs').readFileSync(event, 'utf8')), {}).then(end);
}

function end() {
  process.send(performance.now() - started, () => process.exit());
}
