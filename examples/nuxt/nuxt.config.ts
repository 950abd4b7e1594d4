export default defineNuxtConfig({ runtimeConfig: { public: { greeting: 'Hello from Nuxt' } } });
