// Runs dependency-cruiser over src/ and fails also when it read nothing: with a compiler it does not know it reports
// "0 modules" and success.
import { cruise } from 'dependency-cruiser';
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

const options = await extractOptions('./.dependency-cruiser.mjs');
const { output } = await cruise(['src'], options, undefined, { tsConfig: extractTSConfig('./tsconfig.json') });
const { violations, totalCruised } = output.summary;
for (const v of violations) {
  process.stderr.write(
    `${v.from} -> ${v.to}\n  ${v.rule.name}: ${options.ruleSet.forbidden.find((r) => r.name === v.rule.name)?.comment}\n`,
  );
}
if (totalCruised < 20) process.stderr.write(`only ${totalCruised} modules were read: the check looked at nothing\n`);
process.exit(violations.length > 0 || totalCruised < 20 ? 1 : 0);
