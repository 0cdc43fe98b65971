import packageJson from '../../package.json' with { type: 'json' };

export const VERSION: string = packageJson.version;
/** Name and version, as a recording carries it. */
export const PROGRAM = `vrrptop ${VERSION}`;
