import { words } from '@greetings/words';
import Fastify from 'fastify';

const app = Fastify();
app.get('/', async () => `${process.env.GREETING ?? words('a workspace of npm')}\n`);
app.get('/healthz', async () => 'ok');

await app.listen({ port: Number(process.env.PORT ?? 3000), host: '0.0.0.0' });
process.on('SIGTERM', () => void app.close());
