import office from './en/office.json';

/** The words of those who lead and administer. */
export default office;
