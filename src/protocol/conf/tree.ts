import { sanitize } from '../sanitize.js';
import type { ConfLine } from './lines.js';
import { addProblem } from './problems.js';
import type { ConfPosition, ConfProblem } from './types.js';
import { splitStatements } from './words.js';

/** A statement: its words (cleaned, without the brace), and what stood in its braces, null when it has none. */
export interface ConfNode extends ConfPosition {
  words: string[];
  children: ConfNode[] | null;
}

/** Keywords that only begin a block at the top; inside of another block they show that a `}` is missing. */
const TOP_BLOCKS = new Set([
  'global_defs',
  'vrrp_instance',
  'vrrp_script',
  'vrrp_sync_group',
  'virtual_server',
  'virtual_server_group',
]);
/** Blocks that hold words and addresses, never another block. */
const LEAF_BLOCKS = new Set([
  'authentication',
  'group',
  'notification_email',
  'track_bfd',
  'track_interface',
  'track_process',
  'track_script',
  'unicast_peer',
  'virtual_ipaddress',
  'virtual_ipaddress_excluded',
  'virtual_routes',
  'virtual_rules',
]);
const MAX_DEPTH = 64;

/** Builds the tree of statements by counting braces, and reports the block that stayed open. Never throws. */
export function buildTree(lines: readonly ConfLine[], problems: ConfProblem[]): ConfNode[] {
  const root: ConfNode[] = [];
  const open: ConfNode[] = [];
  const swallowed = new Set<ConfNode>();
  const blame = (node: ConfNode, why: string): void => {
    if (swallowed.has(node)) return;
    swallowed.add(node);
    addProblem(problems, node, `block ${name(node)} stays open: ${why}`);
  };
  for (const { text, file, line } of lines) {
    for (const all of splitStatements(text)) {
      const problem = (message: string): void => addProblem(problems, { file, line }, message);
      if (all[0] === '}') {
        if (open.pop() === undefined) problem('} closes nothing');
        continue;
      }
      const siblings = open.at(-1)?.children ?? root;
      const opens = all.at(-1) === '{';
      const words = (opens ? all.slice(0, -1) : all).map((w) => sanitize(w));
      if (words[0]?.startsWith('//') === true) problem('// begins no comment: use # or !');
      if (words.length > 0) {
        siblings.push({ words, file, line, children: null });
      } else if (siblings.at(-1) === undefined || siblings.at(-1)!.children !== null) {
        problem('{ without a keyword');
        siblings.push({ words: [''], file, line, children: null });
      }
      if (!opens) continue;
      const node = siblings.at(-1)!;
      const parent = open.at(-1);
      if (parent !== undefined && (TOP_BLOCKS.has(node.words[0]!) || LEAF_BLOCKS.has(parent.words[0]!))) {
        blame(parent, `${name(node)} of line ${node.line} begins inside of it`);
      }
      node.children = [];
      if (open.length < MAX_DEPTH) open.push(node);
      else problem(`more than ${MAX_DEPTH} blocks inside each other`);
    }
  }
  const left = open[0];
  if (left !== undefined && swallowed.size === 0) blame(left, 'the file ends');
  return root;
}

function name(node: ConfNode): string {
  return node.words.slice(0, 2).join(' ');
}
