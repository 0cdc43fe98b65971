import { describe, expect, it } from 'vitest';
import { applyKey } from '../../src/views/apply-key.js';
import { type ClusterSummary, summaryOf } from '../../src/views/clusters/summary.js';
import { lineWidth } from '../../src/views/table.js';
import { plain } from '../../src/views/text.js';
import type { UiState } from '../../src/views/ui-state.js';
import { draw, drawText, ui } from './draw.js';
import { golden } from './golden.js';
import { SCENES } from './scenes.js';
import { ago, cell, cluster, type Made, NOW, node, router, source, vip } from './states.js';

const SIZES = [
  [80, 24],
  [110, 36],
  [200, 60],
] as const;

type Fleet = Made & { clusters: ClusterSummary[] };

/** Clusters in these scenes, by name; the first is shown. */
function fleet(scenes: Record<string, string>): Fleet {
  const made = Object.entries(scenes).map(([name, scene]): [string, Made] => [name, SCENES[scene]!()]);
  const [name, shown] = made[0]!;
  shown.state.inventory = { ...shown.state.inventory, cluster: name };
  return { ...shown, clusters: made.map(([n, { state, findings }]) => summaryOf(n, state, findings)) };
}
const three = (): Fleet => fleet({ mysql_ha: 'healthy', proxies: 'split-brain', queues: 'failover' });
/** Two hundred, of which every tenth lost a node and c077 has two masters. */
const many = (): Fleet =>
  fleet(
    Object.fromEntries(
      Array.from({ length: 200 }, (_, i) => [
        `c${String(i).padStart(3, '0')}`,
        i === 77 ? 'split-brain' : i % 10 === 5 ? 'failover' : 'healthy',
      ]),
    ),
  );
const LIST = { many: true, view: 'clusters' } as const;
const press = (start: UiState, { state, findings, clusters }: Fleet, ...keys: string[]): UiState =>
  keys.reduce((now, key) => applyKey(now, key, state, findings, clusters).ui, start);
/** Names in the order of the rows, and the marked one. */
function rowsOf(made: Fleet, more: UiState): { names: string[]; marked: string | undefined } {
  const rows = drawText(made, 80, 24, more).split('\n');
  const names = rows.flatMap((row) => /^[ ▸]. [A-Z]+ +(\S+) /.exec(row)?.[1] ?? []);
  return { names, marked: rows.map((row) => /^▸. [A-Z]+ +(\S+) /.exec(row)?.[1]).find((n) => n !== undefined) };
}

describe('golden lists of clusters', () => {
  it.each(SIZES)('three at %ix%i', (width, height) =>
    golden(`clusters-three-${width}x${height}`, drawText(three(), width, height, LIST)),
  );
  it.each(SIZES)('two hundred at %ix%i', (width, height) =>
    golden(`clusters-many-${width}x${height}`, drawText(many(), width, height, LIST)),
  );
  it('one of them at 110x36', () => {
    const made = three();
    golden('clusters-opened-110x36', drawText(made, 110, 36, press(ui(LIST), made, 'down', 'down', 'enter')));
  });
});

describe('a row says', () => {
  const row = (made: Made, more: Partial<Made['state']> = {}): ClusterSummary =>
    summaryOf('x', { ...made.state, ...more }, made.findings);

  it('the word that status gives', () => {
    expect(row(SCENES.healthy!()).word).toBe('OK');
    expect(row(SCENES['split-brain']!()).word).toBe('CRITICAL');
    expect(row(SCENES['no-master']!()).word).toBe('CRITICAL');
    expect(row(cluster({}))).toMatchObject({ word: 'UNKNOWN', routers: 0, served: 0, changedAt: 0, move: null });
  });

  it('who has what, and when it moved last', () => {
    expect(row(SCENES.healthy!())).toMatchObject({
      served: 2,
      routers: 2,
      places: [
        { who: 'db201', what: ['vi_w'] },
        { who: 'db202', what: ['vi_r'] },
      ],
      move: { what: 'vi_r', from: 'db201', to: 'db202', at: ago(41) },
    });
  });

  it('what is lost, in numbers and names, and in words what no finding has said yet', () => {
    const nodes = [node('a', '10.0.0.1'), node('b', '10.0.0.2')];
    const both = router('vi', 7, [cell('a', 'MASTER', 9), cell('b', 'MASTER', 3)], {
      vips: [vip('10.0.0.9', ['a', 'b'], 3)],
    });
    const sources = [source('ssh:a', 'a'), source('ssh:b', 'b', { status: 'lost', reason: 'gone' })];
    const made = cluster({ nodes, routers: [both], sources });
    expect(row(made)).toMatchObject({ word: 'CRITICAL', lost: ['ssh:b'], live: 1, sources: 2, count: 0 });
    const clusters = [row(made), row(SCENES.healthy!())];
    expect(drawText({ ...made, clusters }, 200, 60, LIST)).toMatch(/CRITICAL.*1 of 2 lost.*vi on a\+b at once/);
  });
});

describe('an operator with three clusters', () => {
  const made = three();
  it('sees the worst first, and the selection on top', () => {
    expect(rowsOf(made, ui(LIST))).toEqual({ names: ['proxies', 'queues', 'mysql_ha'], marked: 'proxies' });
  });

  it('sorts by worst, name and last change', () => {
    const orders = [[], ['s'], ['s', 's'], ['s', 's', 's']].map(
      (keys) => rowsOf(made, press(ui(LIST), made, ...keys)).names,
    );
    expect(orders[1]).toEqual(['mysql_ha', 'proxies', 'queues']);
    // proxies changed 12 s ago, mysql_ha 41 s.
    expect(orders[2]!.indexOf('proxies')).toBeLessThan(orders[2]!.indexOf('mysql_ha'));
    expect(orders[3]).toEqual(orders[0]);
  });

  it('opens one, is told which, goes to the next, and comes back to it', () => {
    const opened = press(ui(LIST), made, 'down', 'down', 'enter');
    expect(opened).toMatchObject({ view: 'overview', cluster: 'mysql_ha' });
    const header = drawText(made, 110, 36, opened).split('\n')[0];
    expect(header).toContain(' mysql_ha ');
    expect(header).toContain('1 CRITICAL elsewhere');
    // In the order of the list, round the end.
    expect(press(opened, made, 'J').cluster).toBe('proxies');
    expect(press(opened, made, 'K').cluster).toBe('queues');
    expect(press(opened, made, '3', 'J')).toMatchObject({ view: 'logs', cluster: 'proxies' });
    const back = press(opened, made, 'escape');
    expect(back.view).toBe('clusters');
    expect(rowsOf(made, back).marked).toBe('mysql_ha');
    expect(press(back, made, 'escape').view).toBe('clusters');
  });

  it('begins anew in another cluster, with view and filter kept', () => {
    const deep = { ...ui({ many: true }), cluster: 'mysql_ha', selectedEvent: 3, cursorAt: ago(9), configRow: 4 };
    const moved = press({ ...deep, logs: { ...deep.logs, filter: 'x', cursor: 7 } }, made, 'J');
    expect(moved).toMatchObject({ selectedEvent: null, cursorAt: null, configRow: 0, view: 'overview' });
    expect(moved.logs).toMatchObject({ filter: 'x', cursor: null });
  });

  it('filters by name or by what is wrong, and Esc shows all again', () => {
    const filtered = press(ui(LIST), made, '/', ...'split|que', 'enter');
    expect(rowsOf(made, filtered).names).toEqual(['proxies', 'queues']);
    expect(rowsOf(made, press(ui(LIST), made, '/', ...'!split', 'enter')).names).toEqual(['queues', 'mysql_ha']);
    expect(rowsOf(made, press(filtered, made, 'escape')).names).toHaveLength(3);
    const none = press(ui(LIST), made, '/', ...'nothing like it', 'enter', 'enter', 'down');
    expect(none.view).toBe('clusters');
    expect(drawText(made, 80, 24, none)).toContain('no cluster matches');
  });
});

describe('the order under the fingers', () => {
  it('stands while keys are pressed, and the selection stays on its cluster for good', () => {
    const made = three();
    const chosen = press(ui(LIST), made, 'down');
    expect(rowsOf(made, chosen).marked).toBe('queues');
    // Meanwhile the quiet one becomes the worst.
    const worse = three();
    worse.clusters = worse.clusters.map((c) => (c.name === 'mysql_ha' ? { ...c, word: 'CRITICAL', count: 9 } : c));
    expect(rowsOf(worse, chosen)).toEqual({ names: ['proxies', 'queues', 'mysql_ha'], marked: 'queues' });
    const later = { ...worse, state: { ...worse.state, now: NOW + 6000 } };
    expect(rowsOf(later, chosen)).toEqual({ names: ['mysql_ha', 'proxies', 'queues'], marked: 'queues' });
  });

  it('goes through two hundred to both ends', () => {
    const made = many(); // one critical, twenty with a warning, then those that are well
    expect(rowsOf(made, press(ui(LIST), made, 'end')).marked).toBe('c199');
    expect(rowsOf(made, press(ui(LIST), made, 'end', 'home')).marked).toBe('c077');
    expect(press(ui(LIST), made, 'pagedown', 'pagedown', 'j').clusters.selected).toBe('c000');
  });
});

it('no row is wider than the screen, whatever a cluster is called', () => {
  const made = three();
  made.clusters = made.clusters.map((c, i) => ({ ...c, name: i === 0 ? '集群'.repeat(30) : `${c.name}\u001b[31m` }));
  for (const [width, height] of SIZES) {
    for (const line of draw(made, width, height, LIST)) {
      expect(lineWidth(line)).toBeLessThanOrEqual(width);
      expect(plain(line)).not.toMatch(/\p{Cc}/u);
    }
  }
});
