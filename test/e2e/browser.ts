import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';

/** What no scenario may cause, whatever it tests. */
const FORBIDDEN_TEXT = /something went wrong|error boundary/i;

const CHROMIUM_ARGS = ['--no-sandbox', '--disable-gpu', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export interface BrowserSession {
  readonly page: Page;
  /** Page errors, forbidden texts, requests that left the origin and failed answers so far. */
  faults(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface BrowserOptions {
  /** The only origin the page may talk to. */
  readonly origin: string;
  /** Answers of 400 and above that the scenario provokes on purpose. */
  readonly expected?: (url: URL, status: number) => boolean;
  readonly executablePath?: string;
}

/** Debian's chromium, software rendering, a fresh profile; collects whatever goes wrong in the page. */
export async function openBrowser({ origin, expected = () => false, executablePath = '/usr/bin/chromium' }: BrowserOptions): Promise<BrowserSession> {
  const profile = mkdtempSync(join(tmpdir(), 'lesion-forge-browser-'));
  const context = await chromium.launchPersistentContext(profile, { executablePath, headless: true, args: CHROMIUM_ARGS, viewport: { width: 1440, height: 900 } });
  const found: string[] = [];
  await keepToOrigin(context, origin, found);
  const page = context.pages()[0] ?? (await context.newPage());
  page.on('pageerror', (error) => found.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    if (FORBIDDEN_TEXT.test(message.text()) || (message.type() === 'error' && !isNetworkEcho(message.text()))) found.push(`console ${message.type()}: ${message.text().slice(0, 500)}`);
  });
  page.on('response', (response) => {
    const url = new URL(response.url());
    if (response.status() >= 400 && !expected(url, response.status())) found.push(`answer ${response.status()}: ${url.pathname}`);
  });
  return {
    page,
    faults: async () => {
      const text = await page.evaluate<string>('document.body.innerText').catch(() => '');
      return FORBIDDEN_TEXT.test(text) ? [...found, `page text: ${FORBIDDEN_TEXT.exec(text)?.[0]}`] : [...found];
    },
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** The browser repeats each failed answer on the console; the answers themselves are judged. */
const isNetworkEcho = (text: string): boolean => text.startsWith('Failed to load resource');

async function keepToOrigin(context: BrowserContext, origin: string, found: string[]): Promise<void> {
  await context.route(
    (url) => url.protocol.startsWith('http') && url.origin !== origin,
    async (route) => {
      found.push(`request to another host: ${route.request().url()}`);
      await route.abort();
    },
  );
}
