import check from './zh-CN/check.json';
import pages from './zh-CN/public.json';

/** The words of pages that are read rather than worked with; loaded with the first of them. */
export default { ...check, ...pages };
