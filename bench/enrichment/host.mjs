// Runs a function as Lambda's runtime does: an event's text in, the response's text out.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const { handler } = await import(process.argv[2]);

let texts;

process.on('message', async ({ events, milliseconds, withResponses, withHeld }) => {
  texts = events ?? texts;
  const responses = [];
  const started = performance.now();
  let rounds = 0;
  do {
    for (const text of texts) {
      const response = JSON.stringify(await handler(JSON.parse(text), {}));
      if (withResponses) {
        responses.push(response);
      }
    }
    rounds++;
  } while (performance.now() - started < milliseconds);
  const took = performance.now() - started;
  process.send({ milliseconds: took / rounds, peak: process.resourceUsage().maxRSS, held: withHeld ? held() : undefined, responses });
});

/** What is left when all is collected that nothing refers to. */
function held() {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

process.send({});
