// The rooms of the house and which doors are open. A violation names the rule; the comment says why.
const room = (name, may, why) => ({
  name: `room-${name}`,
  severity: 'error',
  comment: `src/${name} may import only: ${[name, ...may].join(', ')}. ${why}`,
  from: { path: `^src/${name}/` },
  to: { path: '^src/', pathNot: `^src/(${[name, ...may].join('|')})/` },
});
const PURE = 'protocol|model|diagnose|views|actions|journal|report';
export default {
  forbidden: [
    room('protocol', [], 'Decoders know bytes and text, nothing of the program.'),
    room('model', ['protocol'], 'The model knows decoded evidence, not where it came from nor who draws it.'),
    room('diagnose', ['model', 'protocol'], 'A rule looks at the state and nothing else.'),
    room('views', ['model', 'diagnose', 'protocol'], 'A view turns state into rows; drawing is for src/ui.'),
    room('actions', ['model', 'protocol'], 'An action makes a plan; carrying it out is for src/app.'),
    room('journal', ['model', 'protocol'], 'The journal knows inputs, not what they mean.'),
    room('report', ['model', 'diagnose', 'protocol', 'views'], 'A report is a view of the state.'),
    room('config', [], 'Configuration stands alone, so that anything may read it.'),
    room('sources', ['model', 'protocol', 'config'], 'A source makes inputs; it knows no screen.'),
    room('ui', ['views', 'config'], 'The screen draws rows; it never sees the model.'),
    room(
      'app',
      ['protocol', 'model', 'diagnose', 'views', 'actions', 'sources', 'journal', 'report', 'config', 'ui'],
      '',
    ),
    {
      name: 'pure-rooms-touch-nothing',
      severity: 'error',
      comment: 'Pure rooms import no package and no part of Node: the same inputs must always give the same result.',
      from: { path: `^src/(${PURE})/` },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'blessed-lives-in-ui',
      severity: 'error',
      comment: 'blessed and blessed-contrib are known in src/ui only, so that they can be replaced there.',
      from: { path: '^src/', pathNot: '^src/ui/' },
      to: { path: 'node_modules/(blessed|blessed-contrib)/' },
    },
    {
      name: 'ssh2-and-chokidar-live-in-sources',
      severity: 'error',
      comment: 'Transports and watches are adapters: only src/sources knows them (themes are watched by src/ui).',
      from: { path: '^src/', pathNot: '^src/(sources|ui)/' },
      to: { path: 'node_modules/(ssh2|chokidar)/' },
    },
    {
      name: 'no-circles',
      severity: 'error',
      comment: 'A circle means two files are one.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-missing',
      severity: 'error',
      comment: 'The import leads nowhere.',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: '\\.d\\.ts$',
  },
};
