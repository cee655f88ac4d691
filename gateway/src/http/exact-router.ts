import { Router } from 'express';

/** A router that takes paths as they are spelt: the contract and the token guard look at the spelling too, so `/API` must not slip by them. */
export const exactRouter = (): Router => Router({ caseSensitive: true });
