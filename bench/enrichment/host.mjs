// Runs a function as Lambda's runtime does: an event's text in, the response's text out.
const { handler } = await import(process.argv[2]);

let texts;

process.on('message', async ({ events, milliseconds, withResponses }) => {
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
  process.send({ milliseconds: took / rounds, peak: process.resourceUsage().maxRSS, responses });
});

process.send({});
