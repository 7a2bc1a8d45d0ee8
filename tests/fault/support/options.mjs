// Options of the fault tests: `node --test FILE` runs them plainly; `node FILE --rounds 100 --seed 7` at length.
import { parseArgs } from 'node:util';

/** {rounds, seed}: `plain` rounds, `deep` ones when the whole run is deep (tests/run.sh --deep). */
export function options({ plain, deep }) {
  const known = { rounds: { type: 'string' }, seed: { type: 'string' } };
  const { values } = parseArgs({ options: known, strict: false });
  const usual = process.env.QINGQIAN_DEEP === 'yes' ? deep : plain;
  return { rounds: Number(values.rounds ?? usual), seed: Number(values.seed ?? Date.now() % 2 ** 31) };
}
