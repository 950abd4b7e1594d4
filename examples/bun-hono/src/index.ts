import { Hono } from 'hono';

const app = new Hono();
app.get('/', (context) => context.text(`${process.env.GREETING ?? 'Hello from Hono'}\n`));
app.get('/healthz', (context) => context.text('ok'));

export default { port: Number(process.env.PORT ?? 3000), fetch: app.fetch };
