import type { Column } from '../../record/column';
import type { LayoutSettings } from '../../record/record-layout';
import { AbsentValue, TimeFormat } from '../../record/record-layout';
import type { UsageRecord } from '../enricher';

type Value = string | number | boolean | null | undefined;

interface Nested {
  [name: string]: Value | Nested;
}

interface Field {
  /** The names of the objects around it, and its own. */
  readonly path: readonly string[];
  readonly column: string;
  readonly isTime: boolean;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const TIMES: Record<TimeFormat, (time: Date) => string | number> = {
  [TimeFormat.ISO_8601]: (time) => time.toISOString(),
  [TimeFormat.EPOCH_SECONDS]: (time) => Math.floor(time.getTime() / 1_000),
  [TimeFormat.EPOCH_MILLISECONDS]: (time) => time.getTime(),
  [TimeFormat.EPOCH_MICROSECONDS]: (time) => time.getTime() * 1_000,
  [TimeFormat.COMMON_LOG]: (time) => {
    const [date, clock] = time.toISOString().split('T');
    const [year, month, day] = date.split('-');
    return `${day}/${MONTHS[Number(month) - 1]}/${year}:${clock.slice(0, 8)} +0000`;
  },
};

/** Writes records as a layout says. */
export class Renderer {
  private readonly fields: readonly Field[];

  /** @param columns What a record holds */
  constructor(private readonly layout: LayoutSettings, columns: readonly Column[]) {
    const taken = new Set(layout.fields.map(([, column]) => column));
    const names = [...layout.fields, ...columns.filter(({ name }) => layout.others && !taken.has(name)).map(({ name }) => [name, name] as const)];
    this.fields = names.map(([name, column]) => ({ path: name.split('.'), column, isTime: columns.some((other) => other.name === column && other.type === 'timestamp') }));
  }

  /** One JSON object and one line feed. */
  public line(record: UsageRecord): string {
    const object = Object.create(null) as Nested;
    for (const field of this.fields) {
      put(object, field.path, this.value(record, field));
    }
    const json = JSON.stringify(object);
    return `${this.layout.tab ? json.replace('{', '{\t') : json}\n`;
  }

  private value(record: UsageRecord, { column, isTime }: Field): Value {
    // a record that came in enriched holds what it likes
    const written = isTime ? this.time(record[column]) : record[column];
    if (typeof written !== 'string' && typeof written !== 'number' && typeof written !== 'boolean') {
      return this.absent();
    }
    // half a character is no JSON for some receivers, and would cost them the whole batch
    return this.layout.text || typeof written === 'string' ? String(written).toWellFormed() : written;
  }

  /** A record's instants are UTC without saying so. */
  private time(value: unknown): string | number | undefined {
    const time = new Date(typeof value === 'string' ? `${value.replace(' ', 'T')}Z` : NaN);
    return Number.isNaN(time.getTime()) ? undefined : TIMES[this.layout.time](time);
  }

  /** What is undefined, JSON leaves out. */
  private absent(): Value {
    return { [AbsentValue.OMITTED]: undefined, [AbsentValue.NULL]: null, [AbsentValue.DASH]: '-' }[this.layout.absent];
  }
}

function put(object: Nested, [name, ...within]: readonly string[], value: Value): void {
  if (within.length > 0) {
    put((object[name] ??= Object.create(null)) as Nested, within, value);
  } else {
    object[name] = value;
  }
}
