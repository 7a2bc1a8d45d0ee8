import 'element-plus/theme-chalk/dark/css-vars.css';
import './styles/tokens.css';
import './styles/element.css';
import './styles/base.css';
import './styles/form.css';
import './styles/calculators.css';
import './styles/desk.css';
import './styles/case.css';
import './styles/print.css';
import { createApp } from 'vue';
import App from './App.vue';
import { startTheme } from './composables/use_theme';
import { firstLocale, i18n, setLocale } from './i18n';
import { router } from './router';

startTheme();
await setLocale(firstLocale());
const app = createApp(App).use(i18n).use(router);
// Shown whole at once: a frame without its page would jump when the page comes.
await router.isReady();
app.mount('#app');
