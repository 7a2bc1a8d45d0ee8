import vue from 'eslint-plugin-vue';
import typescript from 'typescript-eslint';

export default typescript.config(
    { ignores: ['dist/', 'src/api/schema.d.ts'] },
    ...typescript.configs.recommended,
    ...vue.configs['flat/essential'],
    { files: ['**/*.vue'], languageOptions: { parserOptions: { parser: typescript.parser } } },
    { rules: { 'vue/multi-word-component-names': 'off', 'max-lines': ['error', 400] } },
);
