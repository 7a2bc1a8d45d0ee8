import calculators from './zh-CN/calculators.json';
import check from './zh-CN/check.json';
import common from './zh-CN/common.json';
import desk from './zh-CN/desk.json';
import filing from './zh-CN/filing.json';
import portal from './zh-CN/portal.json';
import publicPages from './zh-CN/public.json';
import telling from './zh-CN/telling.json';
import work from './zh-CN/work.json';

export default { ...common, ...portal, ...publicPages, ...check, ...calculators, ...filing, ...desk, ...work, ...telling };
