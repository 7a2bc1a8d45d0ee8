import office from './zh-CN/office.json';

/** The words of those who lead and administer. */
export default office;
