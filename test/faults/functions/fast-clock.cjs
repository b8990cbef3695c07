// Preloaded into the process of a bundled function, which knows nothing of it: its clock shows the bench's time, wrong by
// the skew of the schedule, and runs many times as fast, so that time-outs and pauses take milliseconds.
const { readFileSync } = require('node:fs');
const { Socket } = require('node:net');
const timersPromises = require('node:timers/promises');

const { Date: RealDate, setTimeout: realTimeout, setInterval: realInterval } = globalThis;
const rate = Number(process.env.FAULTS_CLOCK_RATE);
let began = RealDate.now();
let shown = began;

const real = (milliseconds) => milliseconds > 0 ? Math.max(1, milliseconds / rate) : milliseconds;
const now = () => Math.floor(shown + (RealDate.now() - began) * rate);

// before the host's own listener
process.on('message', () => {
  const { origin, started, rate: rateOfBench, skew } = JSON.parse(readFileSync(process.env.FAULTS_CLOCK, 'utf8'));
  began = RealDate.now();
  shown = origin + (began - started) * rateOfBench + skew;
});

globalThis.Date = class extends RealDate {
  constructor(...args) {
    super(...(args.length === 0 ? [now()] : args));
  }

  static now() {
    return now();
  }
};
const performanceNow = performance.now.bind(performance);
performance.now = () => performanceNow() * rate;
globalThis.setTimeout = (callback, milliseconds, ...args) => realTimeout(callback, real(milliseconds), ...args);
globalThis.setInterval = (callback, milliseconds, ...args) => realInterval(callback, real(milliseconds), ...args);

const { setTimeout: promisedTimeout } = timersPromises;
timersPromises.setTimeout = (milliseconds, ...rest) => promisedTimeout(real(milliseconds), ...rest);
const signalAfter = AbortSignal.timeout.bind(AbortSignal);
AbortSignal.timeout = (milliseconds) => signalAfter(Math.ceil(real(milliseconds)));
const { setTimeout: socketTimeout } = Socket.prototype;
Socket.prototype.setTimeout = function (milliseconds, callback) {
  return socketTimeout.call(this, real(milliseconds), callback);
};
