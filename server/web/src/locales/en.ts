import calculators from './en/calculators.json';
import common from './en/common.json';
import desk from './en/desk.json';
import filing from './en/filing.json';
import letters from './en/letters.json';
import live from './en/live.json';
import portal from './en/portal.json';
import telling from './en/telling.json';
import work from './en/work.json';

export default { ...common, ...portal, ...calculators, ...filing, ...desk, ...work, ...telling, ...letters, ...live };
