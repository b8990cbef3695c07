import { VisualData } from '../data.js';
import { isSame, Point } from '../view/point.js';

/** A value, or several, of one visual, by which the others of its sheet are filtered. */
export interface Picked {
  readonly visual: VisualData;
  readonly point: Point;
  /** In words: `Customer: Globex`. */
  readonly text: string;
}

/** What has been clicked on a sheet. It holds there only, and is no choice of a control: the clicked visual itself stays whole. */
export class Selection {
  private readonly listeners: ((before: Picked | undefined) => void)[] = [];
  private current: Picked | undefined;

  public get picked(): Picked | undefined {
    return this.current;
  }

  /** That of a visual; undefined where another has been clicked, or none. */
  public pointOf(visual: VisualData): Point | undefined {
    return this.current?.visual === visual ? this.current.point : undefined;
  }

  /** A second click on the same takes it away. */
  public toggle(visual: VisualData, point: Point): void {
    this.set(isSame(this.pointOf(visual), point) ? undefined : { visual, point, text: textOf(visual, point) });
  }

  public clear(): void {
    if (this.current) {
      this.set(undefined);
    }
  }

  public onChange(listener: (before: Picked | undefined) => void): void {
    this.listeners.push(listener);
  }

  private set(picked: Picked | undefined): void {
    const before = this.current;
    this.current = picked;
    this.listeners.forEach((listener) => listener(before));
  }
}

function textOf({ clicks = [] }: VisualData, point: Point): string {
  return clicks.filter(({ column }) => column in point).map(({ column, label }) => `${label}: ${point[column]}`).join(', ');
}
