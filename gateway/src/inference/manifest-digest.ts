import { createHash } from 'node:crypto';
import type { ModelManifest } from './manifest.ts';

/** Hex SHA-256 of a manifest: of the network it pins and of every rule under which that network answers. */
export const manifestDigest = (manifest: ModelManifest): string => createHash('sha256').update(JSON.stringify(manifest)).digest('hex');
