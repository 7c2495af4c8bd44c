import type { Frame, Locator, Page } from 'playwright-core';
import { until } from './until';

/** Drives the VS Code workbench in a page as a user does. */
export class Workbench {
  constructor(readonly page: Page) {}

  /** Waits until the window is there and the explorer shows the folder. */
  async ready(): Promise<void> {
    for (const part of [
      '.monaco-workbench',
      '.part.statusbar .statusbar-item',
      '.explorer-folders-view .monaco-list-row',
    ]) {
      await this.page.waitForSelector(part, { timeout: 60_000 });
    }
  }

  /** Runs a command of the palette by its full title. */
  async command(title: string): Promise<void> {
    await this.quickInput('F1', `>${title}`, title);
  }

  /** Runs a command that asks for a file, in the box that the palette was in. */
  async commandWithFile(title: string, path: string): Promise<void> {
    await this.choose('F1', `>${title}`, title);
    const input = this.page.locator('.quick-input-widget:visible input.input').first();
    // The box starts with a folder.
    await until('the box asks for a file', async () => (await input.inputValue()).startsWith('/'));
    // A path that is entered before its folder has been listed is not taken, hence the repetition.
    await until(
      'the file is taken',
      async () => {
        if (!(await input.isVisible())) return true;
        await input.fill(path);
        await input.press('Enter');
        await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden', timeout: 4000 });
        return true;
      },
      20_000,
    );
  }

  /** Opens a file of the workspace by its name. */
  async openFile(name: string): Promise<void> {
    await this.quickInput('Control+P', name, name);
    await this.page.locator(`.tab[data-resource-name="${name}"]`).waitFor({ timeout: 15_000 });
    await this.page.locator('.monaco-editor .view-line').first().waitFor();
  }

  private async quickInput(key: string, text: string, choice: string): Promise<void> {
    await this.choose(key, text, choice);
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden', timeout: 10_000 });
  }

  /** The first keys after a page load may find no listener, hence the repetition. */
  private async choose(key: string, text: string, choice: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget:visible input.input').first();
    await until(
      `${key} opens the quick input`,
      async () => {
        await this.page.keyboard.press(key);
        await input.waitFor({ state: 'visible', timeout: 3000 });
        return true;
      },
      20_000,
    );
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: choice }).first();
    // A list that was searched too early stays as it is until the text changes.
    await until(
      `${choice} is in the list`,
      async () => {
        await input.fill('');
        await input.fill(text);
        await row.waitFor({ timeout: 3000 });
        return true;
      },
      20_000,
    );
    await row.click();
  }

  /** Puts the cursor into the first line that contains `text`. */
  async selectLine(text: string): Promise<void> {
    await this.page.locator('.monaco-editor .view-lines .view-line', { hasText: text }).first().click();
  }

  /** CodeLenses in the visible part of the editor whose text contains `text`. */
  codeLenses(text: string | RegExp): Locator {
    return this.page.locator('.codelens-decoration a', { hasText: text });
  }

  /** Texts of all visible CodeLenses, with plain spaces. */
  async codeLensTexts(): Promise<string[]> {
    return (await this.page.locator('.codelens-decoration').allInnerTexts()).map(withPlainSpaces);
  }

  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.part.statusbar .statusbar-item', { hasText: text });
  }

  /** Rests the mouse on `word` in the first line that contains `lineText` and returns what the hover says. */
  async hover(lineText: string, word: string): Promise<string> {
    const line = this.page.locator('.monaco-editor .view-lines .view-line', { hasText: lineText }).first();
    const middle = await line.evaluate(middleOfWord, word);
    if (!middle) throw new Error(`no ${word} in the line ${lineText}`);
    await this.page.mouse.move(middle.x - 3, middle.y);
    await this.page.mouse.move(middle.x, middle.y, { steps: 3 });
    const hovers = this.page.locator('.monaco-hover:visible');
    const text = await until('the hover shows a text', async () => (await hovers.allInnerTexts()).join('\n').trim());
    return withPlainSpaces(text);
  }

  /** Opens the Problems view and returns its rows. */
  async problems(): Promise<string[]> {
    await this.page.keyboard.press('Control+Shift+M');
    const rows = this.page.locator('.markers-panel .monaco-list-row');
    await rows.first().waitFor({ timeout: 10_000 });
    return (await rows.allInnerTexts()).map(withPlainSpaces);
  }

  /** The document inside a webview: the one that holds `selector`. */
  async webview(selector: string): Promise<Frame> {
    return until(
      `a webview with ${selector}`,
      async () => {
        for (const frame of this.page.frames()) {
          const inner = frame.parentFrame()?.parentFrame() === this.page.mainFrame();
          if (inner && (await frame.locator(selector).count()) > 0) return frame;
        }
        return undefined;
      },
      60_000,
    );
  }
}

/** Runs in the page. */
function middleOfWord(line: Element, word: string): { x: number; y: number } | undefined {
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const start = node.textContent?.indexOf(word) ?? -1;
    if (start < 0) continue;
    const range = document.createRange();
    range.setStart(node, start);
    range.setEnd(node, start + word.length);
    const box = range.getBoundingClientRect();
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }
  return undefined;
}

/** The workbench shows spaces as no-break spaces. */
function withPlainSpaces(text: string): string {
  return text.replace(/\u00a0/g, ' ');
}
