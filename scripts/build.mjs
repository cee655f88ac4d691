import { build, ensureDependencies, requireNode } from './setup.mjs';

requireNode();
ensureDependencies();
build();
