const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Writes an instant as Common Log Format does: `17/May/2015:10:05:03 +0000`. */
export function clfTime(time: number): string {
  const [date, clock] = new Date(time).toISOString().split('T');
  const [year, month, day] = date.split('-');
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${clock.slice(0, 8)} +0000`;
}

/** Reads a time of a log: of Common Log Format, ISO 8601 (UTC if it names no zone), seconds or milliseconds since 1970. */
export function parseTime(value: unknown): number | undefined {
  const text = String(value);
  if (/^\d{9,13}(\.\d+)?$/.test(text)) {
    const number = Number(text);
    return number < 1e11 ? number * 1000 : number;
  }
  const iso = isoOf(text);
  if (iso === undefined || !isDay(iso.slice(0, 10))) {
    return undefined;
  }
  const time = Date.parse(iso);
  return Number.isNaN(time) ? undefined : time;
}

/** JavaScript takes the 31st of February for the 3rd of March. */
function isDay(date: string): boolean {
  const time = Date.parse(date);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}

function isoOf(text: string): string | undefined {
  const clf = /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)$/.exec(text);
  if (clf) {
    const month = MONTHS.indexOf(clf[2]) + 1;
    return `${clf[3]}-${String(month).padStart(2, '0')}-${clf[1]}T${clf[4]}${clf[5]}:${clf[6]}`;
  }
  const iso = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d+)?)(Z|[+-]\d\d:?\d\d)?$/.exec(text);
  return iso ? `${iso[1]}T${iso[2]}${iso[3] ?? 'Z'}` : undefined;
}
