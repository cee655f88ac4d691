import type { Router } from 'express';
import { describe, expect, it } from 'vitest';
import { apiRouters, type AppDependencies } from '../../gateway/src/app.ts';
import { operations } from './contract-document.ts';

interface Layer {
  readonly route?: { readonly path: string; readonly stack: readonly { readonly method: string }[] };
}

const served = apiRouters({} as AppDependencies).flatMap((router: Router) =>
  (router.stack as unknown as Layer[]).flatMap(({ route }) => (route ? route.stack.map(({ method }) => `${method} ${route.path.replaceAll(/:(\w+)/g, '{$1}')}`) : [])),
);

describe('routes', () => {
  it('are those of the contract, no fewer and no more', () => {
    expect(served.toSorted()).toEqual(operations.toSorted());
    expect(new Set(served).size).toBe(served.length);
  });
});
