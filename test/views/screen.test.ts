import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PANELS } from '../../src/views/registry.js';
import { lineWidth } from '../../src/views/table.js';
import { plain } from '../../src/views/text.js';
import { NUMBERED, type UiState } from '../../src/views/ui-state.js';
import { draw, drawText } from './draw.js';
import { golden } from './golden.js';
import { SCENES } from './scenes.js';
import { ago, cell, cluster, type Made, node, router, vip } from './states.js';
import { VIEW_SCENES } from './view-scenes.js';

const SIZES = [
  [80, 24],
  [110, 36],
  [200, 60],
] as const;

const ALL_SCENES = { ...SCENES, ...VIEW_SCENES };
const scene = (name: string): Made => ALL_SCENES[name]!();
const at80 = (name: string, more: Partial<UiState> = {}): string => drawText(scene(name), 80, 24, more);

describe('golden screens', () => {
  for (const name of Object.keys(SCENES)) {
    it.each(SIZES)(`${name} at %ix%i`, (width, height) =>
      golden(`${name}-${width}x${height}`, drawText(scene(name), width, height)),
    );
  }
  it.each([
    ['ascii', 'failover', 80, 24, { ascii: true }],
    ['help', 'healthy', 80, 24, { view: 'help' }],
    ['zoomed', 'failover', 80, 24, { zoomed: true, focus: 'timeline', spanMs: 60_000 }],
    ['zoomed-vips', 'failover', 80, 24, { zoomed: true, focus: 'vips' }],
    ['zoomed-vips-wide', 'split-brain', 110, 36, { zoomed: true, focus: 'vips' }],
    ['frozen-recording', 'healthy', 110, 36, { frozen: true, recording: '/tmp/x.vrrp' }],
    ['least', 'three-nodes', 60, 16, {}],
    ['too-small', 'healthy', 59, 16, {}],
  ] satisfies [string, string, number, number, Partial<UiState>][])('%s', (name, of, width, height, more) =>
    golden(name, drawText(scene(of), width, height, more)),
  );
});

// What the operator must see without a key at the smallest first-class size.
describe('80x24 answers the three questions', () => {
  it.each([
    ['healthy', /^ vi_w {2}172\.30\.23\.200 {2}──▶ db201 +2h13m +wire✓ log✓ addr✓ arp✓/m],
    ['healthy', /^ vi_r {2}172\.30\.23\.210 {2}──▶ db202 +41s .*0\.00 s preemption$/m],
    ['healthy', /^ writes on db201, reads on db202 {3}next: vi_w db202 3\.6 s, vi_r db201 3\.6 s$/m],
    ['healthy', /■ MASTER {2}100 {2}advert 0\.4 s/],
    // 3 x 1 s + (256 - 90) / 256 s = 3.648 s (RFC 3768 6.1), less the 0.4 s since the last advert.
    ['healthy', /□ BACKUP {2}90 {3}down in 3\.2 s/],
    ['healthy', /^─ Findings ─+\n none$/m],
    ['failover', /^ vi_w +172\.30\.23\.200 +──▶ db202 .* log~ .*3\.6 s timeout$/m],
    ['failover', /^ both on db202: degraded since 21:18:38 {3}next: vi_w nobody, vi_r not known$/m],
    ['failover', /db201 .*DOWN/],
    ['failover', /STOPPED/],
    ['split-brain', /──▶ db201 \+ db202 {2}CONFLICT for 12s/],
    ['split-brain', /^ CRITICAL .*split-brain/m],
    ['split-brain', /→ check that db202 hears db201/],
    ['split-brain', /█22$/m],
    ['no-master', /──▶ nobody {2}NO MASTER for 6\.0 s/],
    ['no-master', /^ CRITICAL .*no-master/m],
    ['no-master', /─00$/m],
    ['no-master', /^ writes on nobody since 21:18:33, reads on db202$/m],
    ['split-brain', /^ writes on db201 and db202 at once since 21:18:27, reads on db202$/m],
    ['source-lost', /^ vi_w not known since 21:17:04, reads on db202$/m],
    ['source-lost', /BACKUP .*down in \?/],
    ['capture-alone', /next: VRID 51 not known/],
    ['source-lost', /──▶ unknown .*capture lost since 21:17:04/],
    ['source-lost', /wire ✗ · db201 ✓ · db202 ssh✗ log✗ addr✗/],
    ['source-lost', /\? UNKNOWN/],
    ['unmapped', /VI_BACK {2}VIP unknown +──▶ db201/],
    ['capture-alone', /VRID 51 .*──▶ 172\.30\.23\.201 .*log \? addr \?/],
    ['ipv6', /2001:db8:172:30:ffff:ffff:ffff:200 {2}──▶ db201/],
    ['three-nodes', /FAULT .*80 \(now 60\) .*chk_mysql/],
    ['empty', /none known yet/],
  ])('%s shows %s', (name, expected) => expect(at80(name)).toMatch(expected));

  it.each([
    ['FROZEN', { frozen: true }],
    ['REPLAY', { mode: 'replay' }],
    ['DEMO', { mode: 'demo' }],
    ['● REC', { recording: 'x' }],
  ] satisfies [string, Partial<UiState>][])('says %s', (word, more) =>
    expect(at80('healthy', more).split('\n')[0]).toContain(word),
  );

  it('says --> in ASCII, and nothing but ASCII even with hostile names', () => {
    expect(at80('healthy', { ascii: true })).toMatch(/^ vi_w {2}172\.30\.23\.200 {2}--> db201/m);
    for (const name of Object.keys(SCENES)) expect(at80(name, { ascii: true })).toMatch(/^[ -~\n]*$/);
  });

  it('does not take what is not watched for health', () => {
    const made = scene('source-lost');
    expect(drawText({ ...made, findings: [] }, 80, 24)).toContain('none in what is seen; 4 of 7 sources do not tell');
  });

  it('counts ended findings apart', () => {
    const made = scene('split-brain');
    made.findings = made.findings.map((f) => ({ ...f, to: ago(1) }));
    const text = drawText(made, 80, 24);
    expect(text).toMatch(/Findings ─+ 2 ended ─/);
    expect(text).not.toContain('CRITICAL');
  });
});

describe('any screen', () => {
  const anyUi = fc.record({
    view: fc.constantFrom(...NUMBERED.map((v) => v.view), 'help' as const),
    ascii: fc.boolean(),
    zoomed: fc.boolean(),
    focus: fc.constantFrom(...PANELS.map((p) => p.id)),
    spanMs: fc.constantFrom(60_000, 600_000, 86_400_000),
    selectedEvent: fc.option(fc.integer({ min: -5, max: 20 })),
    cursorAt: fc.option(fc.integer({ min: ago(90_000), max: ago(-100) })),
    windowEnd: fc.option(fc.integer({ min: ago(90_000), max: ago(-100) })),
    configRow: fc.nat(100),
    reachabilityRouter: fc.nat(20),
    finding: fc.option(fc.record({ rule: fc.constant('split-brain'), key: fc.string(), since: fc.integer() })),
  });
  const anyName = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom('db201', '数据库主节点一号', 'x'.repeat(200)),
  );
  const anyState = fc
    .record({
      names: fc.uniqueArray(anyName, { maxLength: 9 }),
      label: anyName,
      address: anyName,
      holders: fc.nat(3),
      routers: fc.nat(12),
    })
    .map(({ names, label, address, holders, routers }) =>
      cluster({
        nodes: names.map((n) => node(n, address)),
        routers: Array.from({ length: routers }, (_, i) =>
          router(
            label,
            i,
            names.map((n, k) =>
              cell(n, (['MASTER', 'BACKUP', 'FAULT', 'INIT', 'STOPPED', 'UNKNOWN'] as const)[(i + k) % 6]!, 10, {
                note: label,
              }),
            ),
            {
              vips: [vip(address, names.slice(0, holders), 3)],
            },
          ),
        ),
      }),
    );
  const made = fc.oneof(anyState, fc.constantFrom(...Object.keys(ALL_SCENES)).map(scene));

  it('has exactly its rows, none wider than it is, and no character that a terminal obeys', () => {
    fc.assert(
      fc.property(
        made,
        anyUi,
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 100 }),
        (state, look, width, height) => {
          const rows = draw(state, width, height, look);
          expect(rows).toHaveLength(height);
          for (const row of rows) {
            expect(lineWidth(row)).toBeLessThanOrEqual(width);
            expect(plain(row)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('says every state in a word, not in a colour alone', () => {
    for (const [width, height] of [[60, 16], ...SIZES] as const) {
      for (const name of ['failover', 'no-master', 'source-lost', 'three-nodes', 'split-brain']) {
        const { state, findings } = scene(name);
        const text = drawText({ state, findings }, width, height);
        for (const { cells } of state.routers)
          for (const c of cells.values()) expect(text, `${name} ${width}x${height}`).toContain(c.state);
      }
    }
  });

  it('shows 255 virtual routers: those around the selected one, the others by scrolling', () => {
    const many = cluster({
      nodes: [node('a', ''), node('b', '')],
      routers: Array.from({ length: 255 }, (_, i) =>
        router(`vi_${i + 1}`, i + 1, [cell('a', 'MASTER', 9), cell('b', 'BACKUP', 9)], {
          vips: [vip(`10.0.0.${i + 1}`, ['a'], 9)],
        }),
      ),
    });
    expect(drawText(many, 80, 24)).toContain('vi_1  ');
    expect(drawText(many, 80, 24)).toMatch(/^▸a {2}255 ■ MASTER\n b +255 □ BACKUP$/m);
    const far = { focus: 'vips' as const, selected: { vips: 254, nodes: 0, findings: 0, timeline: 254, pulse: 0 } };
    expect(drawText(many, 80, 24, far)).toContain('▸vi_255');
    expect(drawText(many, 80, 24, { ...far, zoomed: true })).toContain('▸vi_255');
  });

  it('is the same for the same input', () => {
    expect(at80('healthy')).toBe(at80('healthy'));
  });
});
