export { createLocalCapture } from './capture/local-capture.js';
export { createLocalLog } from './log/local-log.js';
export { COUNTERS_FILE } from './node/counters-script.js';
export { createNode, type NodeOptions, type NodeSource } from './node/node.js';
export { PROCESS } from './node/probe-commands.js';
export { type NodeConf, readNodeConf } from './node/read-conf.js';
export { readFileChunks } from './read-file-chunks.js';
export type { Sink, Source } from './source.js';
export { readSshConfig } from './ssh/ssh-config.js';
