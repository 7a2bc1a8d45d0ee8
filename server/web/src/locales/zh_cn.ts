import calculators from './zh-CN/calculators.json';
import common from './zh-CN/common.json';
import desk from './zh-CN/desk.json';
import filing from './zh-CN/filing.json';
import letters from './zh-CN/letters.json';
import live from './zh-CN/live.json';
import portal from './zh-CN/portal.json';
import telling from './zh-CN/telling.json';
import work from './zh-CN/work.json';

export default { ...common, ...portal, ...calculators, ...filing, ...desk, ...work, ...telling, ...letters, ...live };
