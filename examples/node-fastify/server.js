import fastify from 'fastify';

const app = fastify();
app.get('/', async () => `${process.env.GREETING ?? 'Hello from Fastify'}\n`);
app.get('/healthz', async () => 'ok');
process.on('SIGTERM', () => app.close());
await app.listen({ host: '0.0.0.0', port: Number(process.env.PORT ?? 3000) });
