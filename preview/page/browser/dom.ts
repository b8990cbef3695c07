type Child = Node | string | undefined | false;

/** An element with attributes and children. Text stays text, whatever a customer calls itself. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K, attributes: Readonly<Record<string, string | number | boolean | undefined>> = {}, ...children: Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) {
      node.setAttribute(name, value === true ? '' : String(value));
    }
  }
  node.append(...children.filter((child): child is Node | string => child !== undefined && child !== false && child !== ''));
  return node;
}

/** A text that may break behind what joins its words, as in `MISSING_AUTHENTICATION_TOKEN` and `arn:aws:iam::…`. Copied, it is whole. */
export function breakable(text: string): HTMLElement {
  const parts = text.match(/[^_/:-]*[_/:-]*/g)!.filter((part) => part !== '');
  return element('span', {}, ...parts.flatMap((part, index) => index === 0 ? [part] : [element('wbr'), part]));
}

/** A patch of a chart's colour beside a name, striped where its line is. */
export function swatch(colour: string, dash = 'solid'): HTMLElement {
  const node = element('span', { 'class': `swatch ${dash}`, 'aria-hidden': 'true' });
  node.style.setProperty('--colour', colour);
  return node;
}
