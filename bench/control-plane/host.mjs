// A new instance of a function: it handles one event, and tells what came of it.
const { handler } = await import(process.argv[2]);
const started = Date.now();

process.once('message', async (event) => {
  const result = await handler(event, { getRemainingTimeInMillis: () => 15 * 60_000, awsRequestId: 'bench' });
  process.send({ result: result ?? null, seconds: (Date.now() - started) / 1_000 }, () => process.exit());
});

process.send({});
