export { createLocalCapture, type LocalCaptureOptions } from './capture/local-capture.js';
export { createLocalLog, type LocalLogOptions } from './log/local-log.js';
export { createNode, type NodeDeps, type NodeOptions, type NodeSource } from './node/node.js';
export { readFileChunks } from './read-file-chunks.js';
export type { RunResult } from './remote-process.js';
export type { Sink, Source } from './source.js';
export { readSshConfig } from './ssh/ssh-config.js';
