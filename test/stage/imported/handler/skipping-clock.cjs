// Preloaded into the process of the function, which knows nothing of it: a clock that stands still while there is
// something to do, and runs fast while there is not. So minutes of waiting take a second, and are the same minutes on a slow machine.
const http = require('node:http');
const { Socket } = require('node:net');
const timersPromises = require('node:timers/promises');

const { Date: RealDate, setTimeout: realTimeout, clearTimeout: realClear } = globalThis;

/** How far the clock goes at once, in milliseconds. */
const STEP = 200;

/** An answer that really takes longer is one that does not come, and the clock runs on. */
const ANSWER = 700;

let now = RealDate.now();
const timers = new Set();
const requests = new Set();

class Timer {
  constructor(callback, milliseconds, args = []) {
    this.run = () => callback(...args);
    this.milliseconds = Math.max(1, milliseconds || 0);
    this.refresh();
  }

  refresh() {
    this.at = now + this.milliseconds;
    timers.add(this);
  }
}

function isBusy() {
  const real = RealDate.now();
  return [...requests].some(({ since }) => real - since < ANSWER) || process.getActiveResourcesInfo().some((name) => /^FSReq|AddrInfo/.test(name));
}

function tick() {
  if (!isBusy()) {
    const next = [...timers].sort((one, other) => one.at - other.at)[0];
    now = Math.min(now + STEP, next?.at ?? Infinity);
    if (next && next.at <= now) {
      timers.delete(next);
      next.run();
    }
  }
  realTimeout(tick, 1);
}

globalThis.setTimeout = (callback, milliseconds, ...args) => new Timer(callback, milliseconds, args);
globalThis.clearTimeout = (timer) => timers.delete(timer) || realClear(timer);
globalThis.Date = class extends RealDate {
  constructor(...args) {
    super(...(args.length === 0 ? [now] : args));
  }

  static now() {
    return now;
  }
};

timersPromises.setTimeout = (milliseconds, value, { signal } = {}) => new Promise((resolve, reject) => {
  const timer = new Timer(() => resolve(value), milliseconds);
  const abort = () => {
    timers.delete(timer);
    reject(signal.reason);
  };
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) {
    abort();
  }
});

Socket.prototype.setTimeout = function (milliseconds, callback) {
  timers.delete(this.idle);
  if (callback) {
    this.once('timeout', callback);
  }
  if (milliseconds > 0) {
    const idle = new Timer(() => this.emit('timeout'), milliseconds);
    this.idle = idle;
    this.on('data', () => timers.has(idle) && idle.refresh());
    this.once('close', () => timers.delete(idle));
  }
  return this;
};

const { request } = http;
http.request = (...args) => {
  const made = request(...args);
  const entry = { since: RealDate.now() };
  requests.add(entry);
  made.once('close', () => requests.delete(entry));
  return made;
};

tick();
