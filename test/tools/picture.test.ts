import { join } from 'node:path';
import { expect, it } from 'vitest';
import pictures from '../../docs/pictures.json' with { type: 'json' };
import { pictureOf, recordedInputs } from './picture-of.js';

const inputs = recordedInputs(join(import.meta.dirname, '../../docs/tour.vrrptop.gz'));
const at = (when: string): string =>
  pictureOf(inputs, { width: 110, height: 36, theme: 'light', when, keys: [] }).replace(/<[^>]*>/g, ' ');

it('shows what happened to the real nodes at its moments', () => {
  // The tour (record-tour.ts): 95 s after the begin all is mended, from 100 s on both firewalls drop protocol 112.
  expect(at('+95')).not.toMatch(/CRITICAL/);
  expect(at('+112')).toMatch(/CRITICAL.*split-brain/s);
});

it('has no secret in the recording', () => {
  expect(JSON.stringify(inputs)).not.toMatch(/auth_pass (?!redacted:)/);
});

it.each(pictures)('can make $file', ({ theme, when, keys }) =>
  expect(pictureOf(inputs, { width: 110, height: 36, theme, when, keys })).toMatch(/^<svg .*<\/svg>\n$/s),
);
