import { serve } from '@hono/node-server';
import { Hono } from 'hono';

const app = new Hono();
app.get('/', (context) => context.text(`${process.env.GREETING ?? 'Hello from Hono on Node.js'}\n`));
app.get('/healthz', (context) => context.text('ok'));

const server = serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000) });
process.on('SIGTERM', () => server.close());
