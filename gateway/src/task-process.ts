/** Entry point of a task process: builds what tasks need from the gateway's configuration and runs what it is told to. */
import { setPriority } from 'node:os';
import { parseConfig } from './config.ts';
import { createLogger } from './log.ts';
import type { Task } from './jobs/task.ts';
import type { JobRequest, JobResult } from '@lesion-forge/openapi';
import { hostTasks } from './tasks/task-host.ts';
import { segmentTask } from './tasks/segment.ts';
import { surveyTask } from './tasks/survey.ts';
import { synthesizeTask } from './tasks/synthesize.ts';
import type { ModelDigests } from './wiring/model-loader.ts';
import { taskServices } from './wiring/task-services.ts';

/** Below the gateway, which must answer whatever runs; inference and codec processes inherit it. */
const NICENESS = 5;

setPriority(NICENESS);
const config = parseConfig(JSON.parse(process.env['LESION_FORGE_TASK_CONFIG'] ?? '{}'), '/');
const log = createLogger({ level: config.logLevel });
const digests = JSON.parse(process.env['LESION_FORGE_TASK_MODELS'] ?? '{}') as ModelDigests;
const services = taskServices({ config, environment: process.env, log, digests });
const tasks = [segmentTask(services), synthesizeTask(services), surveyTask(services)] as unknown as readonly Task<JobRequest, JobResult>[];
hostTasks(new Map(tasks.map(task => [task.name, task])), error => log.error('a task failed in a way it should not', { error }));
