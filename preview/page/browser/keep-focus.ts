/** Draws, and hands the focus to what now stands where the focus was: a table that is drawn anew has other buttons of the same names. */
export function keepFocus(node: HTMLElement, draw: () => void): void {
  const focused = document.activeElement;
  const identity = (button: Element) => [button.className, button.getAttribute('aria-label') ?? button.textContent].join(' ');
  if (!(focused instanceof HTMLButtonElement) || !node.contains(focused)) {
    draw();
    return;
  }
  const alike = () => [...node.querySelectorAll('button')].filter((button) => identity(button) === identity(focused));
  const place = alike().indexOf(focused);
  draw();
  if (!focused.isConnected) {
    const now = alike();
    (now[place] ?? now[0] ?? node.querySelector<HTMLElement>('[tabindex="0"]') ?? node.closest<HTMLElement>('.sheet'))?.focus({ preventScroll: true });
  }
}
