import type { ActionSettings } from '../../src/actions/commands.js';
import type { NodeFacts } from '../../src/actions/facts.js';

/** A node with systemd and a root login, whose keepalived runs and can test a configuration; it was not asked to. */
export const FACTS: NodeFacts = {
  root: true,
  manager: 'systemd',
  program: '/usr/bin/systemctl',
  known: true,
  reloads: true,
  pid: 100,
  keepalived: '/usr/sbin/keepalived',
  tests: true,
  configured: true,
  sudo: null,
  test: null,
};
export const SETTINGS: ActionSettings = { readOnly: false, sudo: 'auto', commands: {}, keepalivedConf: 'auto' };
