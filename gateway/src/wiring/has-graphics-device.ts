import { readdirSync } from 'node:fs';

/** False where there can be no graphics device: on Linux it shows in /dev. Spares a process, and a driver's complaints, on machines that have none. */
export const hasGraphicsDevice = (): boolean => process.platform !== 'linux' || readdirSync('/dev').some(name => /^(dri|dxg|nvidia\d+)$/.test(name));
