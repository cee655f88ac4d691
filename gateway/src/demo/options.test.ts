import { describe, expect, it } from 'vitest';
import { demoOptions } from './options.ts';

describe('demoOptions', () => {
  it('starts an archive of its own, which may hold synthetic data', () => {
    expect(demoOptions([])).toEqual({ viewerDir: undefined, pacsUrl: undefined, dataPath: undefined, port: undefined, once: false, allowSynthetic: true });
  });

  it('stores nothing synthetic in a running PACS unless that is said', () => {
    expect(demoOptions(['--pacs', 'http://host/dicom-web'])?.allowSynthetic).toBe(false);
    expect(demoOptions(['--pacs', 'http://host/dicom-web', '--allow-synthetic'])?.allowSynthetic).toBe(true);
  });

  it('takes every option', () => {
    expect(demoOptions(['--data', 'dir', '--once', '--port', '0', '--viewer', 'v'])).toMatchObject({ dataPath: 'dir', once: true, port: 0, viewerDir: 'v' });
    expect(demoOptions(['--help'])).toBeUndefined();
  });

  it.each([['--port', '65536'], ['--port', '-1'], ['--port', 'x'], ['--port', '1.5'], ['--nonsense'], ['--data'], ['stray']])('refuses %s %s', (...args) => {
    expect(() => demoOptions(args)).toThrow(expect.objectContaining({ code: 'request/invalid' }));
  });
});
