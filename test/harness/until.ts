/**
 * Polls until `condition` gives something truthy, and returns that. The workbench replaces its DOM nodes at any
 * moment, so a whole condition is asked again and again, never one node waited for and then another looked at.
 * @throws Error with the last value or error when the time is over
 */
export async function until<T>(
  what: string,
  condition: () => Promise<T | undefined | false>,
  milliseconds = 15_000,
): Promise<T> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    let last: unknown;
    try {
      const value = await condition();
      if (value) return value;
      last = value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) throw new Error(`not within ${milliseconds} ms: ${what} (last: ${String(last)})`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
